// A scan page with a list beside it: the folders that a clinic expects, or those that go back. The page says where it is in the place
// of the barcode on the wall, and each scan ticks its folder, also without a connection. Nothing of the list is kept on the device.

import { grouped } from './code'
import type { Command } from './commands'
import type { Scan } from './queue'

/** How many of those that are missing stand in the sentence, as in web/receive.go. */
const named = 5

const root = document.querySelector<HTMLElement>('[data-receive]')

class Receive {
  private readonly here: string
  private readonly ticked = new Set<string>()
  private readonly opened = Date.now()
  private readonly startButton: HTMLElement | null
  private astray: string | undefined
  private started = false

  constructor(private readonly root: HTMLElement) {
    this.here = root.dataset.here ?? ''
    this.startButton = root.querySelector('[data-start]')
    this.startButton?.addEventListener('click', () => this.start())
    document.addEventListener('casenotes:scan', (event) => this.see((event as CustomEvent<Scan>).detail))
    const list = this.root.querySelector('[data-live-region]')
    if (list) new MutationObserver(() => this.mark()).observe(list, { childList: true })
    const text = root.querySelector('[data-result-text]')
    if (text) new MutationObserver(() => this.warn()).observe(text, { childList: true, characterData: true, subtree: true })
    const place = root.querySelector('[data-place]')
    if (place) new MutationObserver(() => this.offer()).observe(place, { attributes: true, childList: true, characterData: true, subtree: true })
    const scan = root.querySelector<HTMLElement>('[data-scan]')
    const wait = setInterval(() => { // until the scan page listens
      if (scan?.dataset.open === undefined) return
      clearInterval(wait)
      if (!this.atWork()) this.start()
      this.started = true
      this.offer()
    }, 50)
    this.mark()
  }

  /** Whether the scan page is where this page wants it. */
  private atWork(): boolean {
    const name = this.root.querySelector('[data-place-name]')?.textContent
    const box = this.root.querySelector<HTMLElement>('[data-place-box]')
    return name === this.root.dataset.placeWord && (!this.root.dataset.bundle || box?.hidden === false)
  }

  /** Does what the barcodes on the wall and on the command sheet would do. */
  private start(): void {
    const { to, bundle } = this.root.dataset
    const state = this.root.querySelector<HTMLElement>('[data-place]')?.dataset.state
    const say = (detail: { code?: string; command?: Command }) => document.dispatchEvent(new CustomEvent('casenotes:do', { detail }))
    if (state === 'leaving' || state === 'asked') say({ command: 'arriving' })
    say({ code: this.here })
    if (bundle) say({ code: bundle })
    else if (to) {
      say({ command: 'leaving' })
      say({ code: to })
    }
    this.root.querySelector<HTMLElement>('[data-box]')?.focus({ preventScroll: true })
  }

  private offer(): void {
    if (this.startButton) this.startButton.hidden = !this.started || this.atWork()
  }

  private row(code: string): HTMLElement | null {
    return this.root.querySelector(`[data-folder="${CSS.escape(code)}"]`)
  }

  /** A scan was made here, refined or undone. */
  private see(scan: Scan): void {
    const ours = scan.location === this.here && (this.root.dataset.to ? scan.action === 'send' || scan.container === this.root.dataset.bundle : scan.action === 'arrive')
    if (!ours || !scan.code.startsWith('F') || new Date(scan.at).toDateString() !== new Date().toDateString()) return
    if (scan.undone) this.ticked.delete(scan.code)
    else this.ticked.add(scan.code)
    const fresh = Date.parse(scan.at) >= this.opened && !scan.undone
    this.astray = fresh && !this.row(scan.code) ? scan.code : undefined
    this.warn()
    this.mark()
  }

  /** Says of a folder that is not on the list that it is not; the scan counts all the same. */
  private warn(): void {
    const panel = this.root.querySelector<HTMLElement>('[data-result]')
    const text = panel?.querySelector('[data-result-text]')
    const more = ` Not on ${this.root.dataset.list}.`
    if (!this.astray || !panel || !text?.textContent?.replaceAll(' ', '').includes(this.astray) || text.textContent.endsWith(more)) return
    if (panel.dataset.class === 'done') panel.dataset.class = 'note'
    text.textContent += more
  }

  /** Ticks what has been scanned, and counts. */
  private mark(): void {
    const rows = [...this.root.querySelectorAll<HTMLElement>('[data-folder]')]
    const missing: string[] = []
    for (const row of rows) {
      const on = 'here' in row.dataset || this.ticked.has(row.dataset.folder ?? '')
      if (!on) missing.push(grouped(row.dataset.folder ?? ''))
      for (const [name, hidden] of [['tick', !on], ['not-yet', on]] as const) {
        const part = row.querySelector<HTMLElement>(`[data-${name}]`)
        if (part && part.hidden !== hidden) part.hidden = hidden
      }
    }
    this.write('ticked', String(rows.length - missing.length))
    const rest = missing.length > named ? ` and ${missing.length - named} more` : ''
    const all = rows.length > 0 ? 'All are here.' : ''
    this.write('missing', missing.length > 0 ? `${missing.length} not here yet: ${missing.slice(0, named).join(', ')}${rest}.` : all)
  }

  private write(name: string, text: string): void {
    const part = this.root.querySelector(`[data-${name}]`)
    if (part && part.textContent !== text) part.textContent = text
  }
}

if (root) new Receive(root)
