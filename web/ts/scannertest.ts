// The page that tests a scanner: it notes every key, and when no more come, says what they show.

import { again, diagnose, verdict, type Press, type Report } from './diagnose'
import { listen } from './keyboard'
import { usual } from './keys'
import tests from './scannertests.json'
import { mendable, nameOfLayout } from './layouts'
import { outbox } from './outbox'
import { gaps, keepScanner, scannerOf } from './scanner'
import { holdFocus } from './stay'

/** A burst has ended when no key has come for so long. */
const quiet = 500

const page = document.querySelector<HTMLElement>('[data-scanner]')!
const part = <T extends HTMLElement = HTMLElement>(name: string) => page.querySelector<T>(`[data-${name}]`)!
const box = part<HTMLInputElement>('box')

let presses: Press[] = []
let taken = ''
let previous: { text: string; at: number } | undefined
let timer: ReturnType<typeof setTimeout> | undefined
const good = new Set<string>()

function note(event: KeyboardEvent): void {
  const { key, ctrlKey: ctrl, timeStamp: at } = event
  // With Alt, the digits of the number pad make a character that only the box will get.
  if (!event.altKey) presses.push({ key, at, ctrl, caps: event.getModifierState('CapsLock') })
  clearTimeout(timer)
  timer = setTimeout(end, quiet)
}

function end(): void {
  const burst = { presses, text: taken || box.value }
  const report = diagnose(burst, tests, previous)
  presses = []
  taken = ''
  if (!report) return
  box.value = ''
  previous = { text: report.text, at: burst.presses.at(-1)?.at ?? -again }
  show(report)
}

function show(report: Report): void {
  const faults = report.findings.filter(({ fault }) => fault).length
  if (report.test) {
    const fine = faults === 0
    if (fine) good.add(report.test)
    else good.delete(report.test)
    part(`test="${report.test}"`).querySelector('[data-state]')!.textContent = fine ? 'Good' : 'Check'
  }
  const advised = faults > 0 ? 'check' : report.findings.length > 0 ? 'note' : 'done'
  part('result').dataset.class = advised
  part('result-word').textContent = faults > 0 ? 'Check' : 'Good'
  part('result-text').textContent = verdict(good.size, tests.length, faults)
  part('findings').replaceChildren(...report.findings.map(({ text }) => Object.assign(document.createElement('li'), { textContent: text })))
  part('findings').hidden = report.findings.length === 0
  part('received').textContent = report.text.replace('\u001d', ' (GS) ') || 'Not shown: it is none of the test codes'
  part('characters').textContent = String(report.characters)
  part('between').textContent = report.between === undefined ? 'Not measured' : `${report.between} ms`
  part('before').textContent = report.before
  part('after').textContent = report.after
  part('caps').textContent = report.caps ? 'On' : 'Off'
}

/** Offers what a device can do about a scanner that cannot be set better. */
async function offerSettings(): Promise<void> {
  const { queue } = await outbox()
  const [pace, layout] = [part<HTMLSelectElement>('pace'), part<HTMLSelectElement>('layout')]
  layout.append(...mendable.map((wrong) => new Option(`Scanner set to ${wrong.scanner}, this PC to ${wrong.pc}`, nameOfLayout(wrong))))
  const { gap, layout: chosen } = await scannerOf(queue)
  pace.value = gap === gaps.bluetooth ? 'bluetooth' : 'cable'
  layout.value = chosen ?? ''
  const keep = async () => {
    await keepScanner(queue, { gap: gaps[pace.value === 'bluetooth' ? 'bluetooth' : 'cable'], ...(layout.value && { layout: layout.value }) })
    part('kept').textContent = 'Kept on this device. It counts when the scan page is opened next.'
  }
  for (const select of [pace, layout]) select.addEventListener('change', () => void keep())
  part('settings').hidden = false
}

void offerSettings().catch(() => {}) // a browser that keeps nothing can be tested all the same
page.hidden = false
document.querySelector<HTMLElement>('[data-plain]')!.hidden = true
window.addEventListener('keydown', note, { capture: true })
// The listener of the scan page swallows terminators and control keys here too; whatever it takes is a scan.
listen(box, { ...usual, gap: 250, complete: (text) => text.length > 3 }, {
  onTake: ({ raw }) => { taken += raw },
  onPaste: () => {},
  onNumLock: () => {},
})
holdFocus(box, (state) => {
  const ready = part('ready')
  ready.dataset.state = state
  ready.textContent = state === 'ready' ? 'Ready' : 'Not ready – click here or press Esc'
})
