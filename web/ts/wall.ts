// A board on a wall: the screen stays on, and the page loads itself anew at night, when nobody looks.

const night = 3

async function stayOn(): Promise<void> {
  if (document.visibilityState === 'visible') await navigator.wakeLock?.request('screen')
}

const keep = () => void stayOn().catch(() => {}) // a browser that will not is left to its settings
keep()
document.addEventListener('visibilitychange', keep)
const opened = Date.now()
setInterval(() => {
  if (new Date().getHours() === night && Date.now() - opened > 2 * 3_600_000 && navigator.onLine) location.reload()
}, 60_000)
