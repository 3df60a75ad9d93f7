// Keeps the scan page on this device by a service worker, and lets a newer version in only when nobody is at work.

/** Nobody is in the middle of anything after this long. */
export const quiet = 60_000

/** What this device is doing. */
export interface Work { waiting: number; held: number; last: number }

/** Whether a newer version may take over: everything is sent, nothing is held, nobody has scanned for a while. */
export function mayChange({ waiting, held, last }: Work, now: number): boolean {
  return waiting === 0 && held === 0 && now - last >= quiet
}

/** Registers the worker, where the browser has any (HTTPS), and looks for a newer one now and then. */
export async function keepShell(work: () => Work): Promise<void> {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  if (!container) return
  const registration = await container.register('/sw.js', { updateViaCache: 'none' })
  setInterval(() => {
    if (registration.waiting && mayChange(work(), Date.now())) registration.waiting.postMessage('activate')
  }, 5000)
  setInterval(() => void registration.update().catch(() => {}), 3_600_000) // offline it looks again later
}
