// What every page runs: the header's menu, the forms' behaviour, and the sender that drains this device's scans.

import { initHeader } from 'nhsuk-frontend/dist/nhsuk/components/header/header.mjs' // by its path: with the whole package each page would load all that any uses
import { initSkipLinks } from 'nhsuk-frontend/dist/nhsuk/components/skip-link/skip-link.mjs'
import type { Pattern } from './code'
import { findScans } from './findscan'
import { Lock } from './lock'
import { outbox } from './outbox'
import { withDevice } from './devicewords'
import type { DeviceNews } from './heartbeat'
import { asSent, type Sending } from './sender'
import { cannotSave, outdated, queueWords, say, type Words } from './strip'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initHeader()
initSkipLinks()

// One press sends a form: a double-click, or a press while the answer is on its way, must not ask twice.
const sent = new WeakMap<EventTarget, number>()
document.addEventListener('submit', (event) => {
  if (!event.target || !event.submitter?.hasAttribute('data-prevent-double-click')) return
  if (event.timeStamp - (sent.get(event.target) ?? -Infinity) < 1000) event.preventDefault()
  else sent.set(event.target, event.timeStamp)
})

new Lock().start()

const strip = document.querySelector('[data-queue-status]')
let goodNewsUntil = 0
let patterns: readonly Pattern[] = []

// The scan page and the one that tests scanners listen themselves; whoever is not signed in can find nothing.
if (document.querySelector('a[href="/find"]') && !document.querySelector('[data-scan], [data-scanner]')) findScans(() => patterns)

let last: Sending | undefined
let device: DeviceNews | undefined

/** Says how the scans of this device are, to whoever reads and to the style sheets. */
function show(words: Words): void {
  say(strip, words)
  document.body.dataset.scans = words.state
}

outbox().then(({ queue, onSending, onDevice, onOutdated, sender }) => {
  void queue.setting<{ patterns: Pattern[] }>('page').then((page) => { patterns = page?.patterns ?? [] })
  const tell = () => {
    if (last) show(withDevice(queueWords(last, location.pathname), device))
  }
  onSending((sending) => {
    // The title may be that of the lock screen by now.
    document.title = (sending.waiting ? `(${sending.waiting} waiting) ` : '') + document.title.replace(/^\(.*?\) /, '')
    if (sending.recovered) {
      goodNewsUntil = performance.now() + 10_000
      setTimeout(() => void sender.kick(), 10_050)
    } else if (!sending.waiting && performance.now() < goodNewsUntil) return
    last = sending
    tell()
  })
  onDevice((news) => {
    const changed = JSON.stringify(news) !== JSON.stringify(device)
    device = news
    if (changed) tell()
    if (changed && news.update) void navigator.serviceWorker?.getRegistration().then((known) => known?.update()).catch(() => {})
  })
  onOutdated(() => show(outdated))
  document.addEventListener('click', async ({ target }) => {
    const said = target instanceof Element && target.closest('[data-save-file]')?.nextElementSibling
    if (said) said.textContent = await import('./savefile').then(({ save }) => save(queue, asSent)).catch(() => 'The file could not be written. The scans stay safe here.')
  })
  void sender.kick()
}, () => show(cannotSave))
