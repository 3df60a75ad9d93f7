// What the scan page shows. It is told; it decides nothing.

import { clock } from './clock'
import { grouped } from './code'
import { part } from './part'
import type { Receipt, ResultClass, Scan } from './queue'
import { folders, type Here } from './session'

const words: Record<ResultClass, string> = { done: 'Done', note: 'Done', already: 'Already', check: 'Check', stop: 'Stop' }
const states: Record<Scan['state'], string> = { held: 'held', waiting: 'saved here', stored: 'on server' }

/** How many of the latest scans are listed. */
export const listed = 50

export class ScanView {
  readonly box: HTMLInputElement
  /** Somebody wants a scan of the list undone. */
  onUndo: (scan: Scan) => void = () => {}
  /** How many scans this device has kept; not all of them are listed. */
  total = 0
  private readonly rows = new Map<string, HTMLTableRowElement>()

  constructor(private readonly root: HTMLElement) {
    this.box = this.part('box') as HTMLInputElement
    for (const plain of root.querySelectorAll<HTMLElement>('[data-plain]')) plain.hidden = true
    for (const name of ['place', 'buttons', 'ready']) this.part(name).hidden = false
  }

  part(name: string): HTMLElement { return part(this.root, name) }

  on(name: string, work: () => void): void {
    this.part(name).addEventListener('click', work)
  }

  /** The answer to the last scan. Its panel keeps its size, so nothing moves. */
  result(result: ResultClass, text: string): void {
    this.part('result').dataset.class = result
    this.part('result-word').textContent = words[result]
    this.part('result-text').textContent = text
  }

  /** Names the user in the header of the page that is kept for everybody; the server's own page says it already. */
  user(name: string): void {
    const account = document.querySelector<HTMLElement>('[data-account]')
    const user = account?.querySelector('[data-user]')
    if (!account || !user || name === '') return
    user.textContent = name
    account.hidden = false
  }

  /** Nothing can be scanned here: what came into the box would go nowhere. */
  close(why: string): void {
    this.box.disabled = true
    for (const name of ['place', 'buttons', 'ready']) this.part(name).hidden = true
    this.result('stop', why)
  }

  /** Where we are; or in larger letters where the folders go, so that nobody takes a sending for an arrival. */
  place(here: Here | undefined, leaving = false): void {
    const place = this.part('place')
    place.dataset.state = !here ? 'none' : leaving ? 'asked' : here.to ? 'leaving' : 'set'
    hide(this.part('change'), !here)
    const count = here ? Object.keys(here.seen).length : 0
    const name = leaving ? 'Scan where the folders go' : here?.to ? `To: ${here.to.name}` : here ? `You are at: ${here.name}` : ''
    write(this.part('place-name'), here ? name : leaving ? 'Leaving: scan where you are' : 'Scan the location barcode first')
    const from = here?.to || (here && leaving) ? `leaving ${here.name} · ` : ''
    write(this.part('count-word'), here?.to ? 'sent' : 'here')
    write(this.part('place-since'), here ? `${from}since ${clock(here.since)} · ${folders(count)}` : '')
  }

  /** Says which container is open, if any. */
  container(text: string | undefined): void {
    const line = this.part('place-box')
    hide(line, text === undefined)
    write(line, text ?? '')
  }

  counts(here: number, check: number, waiting: number): void {
    write(this.part('count-here'), String(here))
    write(this.part('count-check'), String(check))
    write(this.part('count-waiting'), String(waiting))
    this.part('check-item').toggleAttribute('data-some', check > 0)
  }

  /** Shows the OK and No that answer a question, in the place of the other buttons. */
  asks(asking: boolean, onlyNo = false): void {
    const answers = this.part('answers')
    if (!asking && answers.contains(document.activeElement)) this.box.focus({ preventScroll: true })
    hide(answers, !asking)
    hide(this.part('yes'), onlyNo)
    hide(this.part('buttons'), asking)
  }

  /** Gives the page to a question that must not be answered by the way. */
  alone(on: boolean): void {
    document.body.toggleAttribute('data-alone', on)
  }

  /** Whoever asked by a key answers by one: the focus goes to OK. */
  askedByKey(): void {
    setTimeout(() => this.part('answers').hidden || this.part('yes').focus())
  }

  /** Says how loud the sounds are. */
  volume(name: string): void {
    this.part('volume').textContent = `Volume: ${name}`
  }

  /** Says whether sounds really come out. */
  sound(running: boolean): void {
    this.part('sound').textContent = running ? 'Sound on ✓' : 'No sound'
  }

  ready(state: 'ready' | 'away'): void {
    const sign = this.part('ready')
    if (sign.dataset.state === state) return
    sign.dataset.state = state
    sign.textContent = state === 'ready' ? 'Ready' : 'Not ready – click here or press Esc'
    this.root.classList.toggle('app-scan--away', state === 'away')
  }

  /** Puts a scan on top of the list, which goes back to the latest ones. */
  add(scan: Scan): void {
    const list = this.part('recent') as HTMLTableSectionElement
    list.prepend(this.row(scan))
    this.update(scan)
    hide(this.part('recent-none'), true)
    this.total++
    while (list.rows.length > listed) {
      this.rows.delete(list.lastElementChild?.id ?? '')
      list.lastElementChild?.remove()
    }
    this.offerAll()
  }

  /** Lists all scans, oldest first as given; a few at a time, and until the next scan comes: that must not wait for it. */
  async showAll(scans: readonly Scan[]): Promise<void> {
    const list = this.part('recent')
    const { total } = this
    for (const scan of [...scans].reverse()) {
      if (this.rows.has(scan.id)) continue
      list.append(this.row(scan))
      this.update(scan)
      if (this.rows.size % listed === 0) await new Promise((resolve) => setTimeout(resolve))
      if (this.total !== total) return
    }
    this.total = this.rows.size
    this.offerAll()
  }

  private offerAll(): void {
    const button = this.part('show-all')
    hide(button, this.total <= this.rows.size)
    button.textContent = `Show all ${this.total}`
  }

  private row(scan: Scan): HTMLTableRowElement {
    const row = document.createElement('tr')
    row.id = scan.id
    const time = cell(row, 'app-recent__time')
    time.textContent = clock(Date.parse(scan.at))
    const code = document.createElement('span')
    code.className = 'app-code'
    code.textContent = nameOf(scan.code)
    cell(row, 'app-recent__code').append(code)
    const mark = document.createElement('span')
    mark.className = 'app-mark'
    cell(row, 'app-recent__result').append(mark)
    cell(row, 'app-recent__state')
    const undo = cell(row, 'app-recent__undo')
    if (!scan.code.startsWith('?') && scan.state !== 'held') undo.append(this.undoButton(scan))
    this.rows.set(scan.id, row)
    return row
  }

  /** Changes a scan's row where it stands. */
  update(scan: Pick<Scan, 'id' | 'said' | 'state'> & { undone?: boolean; outcome?: string }): void {
    const row = this.rows.get(scan.id)
    if (!row) return
    const mark = row.querySelector<HTMLElement>('.app-mark')
    if (mark) {
      mark.dataset.class = scan.said
      mark.textContent = words[scan.said]
    }
    const state = row.querySelector('.app-recent__state')
    const undone = scan.undone || (scan.undone === undefined && 'undone' in row.dataset)
    if (state) state.textContent = undone ? 'undone' : scan.outcome === 'late' ? 'later scanned elsewhere' : states[scan.state]
    row.toggleAttribute('data-undone', undone)
    row.toggleAttribute('data-late', scan.outcome === 'late')
    if (undone) row.querySelector('button')?.remove()
    document.dispatchEvent(new CustomEvent('casenotes:scan', { detail: { ...scan, undone } })) // for a list that stands beside
  }

  /** What stands in the list for a scan. */
  said(id: string): ResultClass | undefined {
    return this.rows.get(id)?.querySelector<HTMLElement>('.app-mark')?.dataset.class as ResultClass | undefined
  }

  /** The row of a held scan can be undone once it was let go. */
  offerUndo(scan: Scan): void {
    const undo = this.rows.get(scan.id)?.querySelector('.app-recent__undo')
    if (undo && !undo.firstChild) undo.append(this.undoButton(scan))
  }

  private undoButton(scan: Scan): HTMLButtonElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small'
    button.textContent = 'Undo'
    const what = document.createElement('span')
    what.className = 'nhsuk-u-visually-hidden'
    what.textContent = ` ${nameOf(scan.code)}`
    button.append(what)
    button.addEventListener('click', () => this.onUndo(scan))
    return button
  }
}

/** The sentence of a receipt, with what rides along. */
export function sentence(receipt: Receipt): string {
  const told = (receipt.notices ?? []).filter(({ code }) => code !== 'clock') // the line under the navigation says so
  return [receipt.message, ...told.map((notice) => notice.text)].filter(Boolean).join(' ')
}

/** What a scan is called in a list. */
export function nameOf(code: string): string {
  if (!code.startsWith('?')) return grouped(code)
  const names: Record<string, string> = { '?NHS': 'NHS number', '?WRISTBAND': 'Wristband' }
  return names[code] ?? 'Other barcode'
}

function cell(row: HTMLTableRowElement, name: string): HTMLTableCellElement {
  const made = row.insertCell()
  made.className = name
  return made
}

/** Hides an element or shows it. To write again what stands there already would cost a slow computer milliseconds of every scan. */
export function hide(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden
}

export function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
