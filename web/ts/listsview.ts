// The two lists of this device: what waits to be sent and what somebody should look at. And the summary of a location.

import { age, type Tally } from './batch'
import { clock } from './clock'
import { part } from './part'
import type { Scan } from './queue'
import { hide, listed, nameOf, write } from './scanview'
import type { Here } from './session'

/** The address part that opens the lists, from any page's status strip. */
export const opensLists = '#waiting'

export class ListsView {
  constructor(private readonly root: HTMLElement, onOpen: () => void) {
    const show = () => {
      const open = location.hash === opensLists
      this.part('lists').hidden = !open
      this.part('list').hidden = open
      if (!open) return
      this.part('lists').scrollIntoView({ block: 'nearest' })
      onOpen()
    }
    window.addEventListener('hashchange', show)
    this.part('lists-close').addEventListener('click', () => { location.hash = '' })
    show()
  }

  get open(): boolean {
    return !this.part('lists').hidden
  }

  private part(name: string): HTMLElement { return part(this.root, name) }

  /** What waits: how many scans, and the oldest of them. */
  waiting(count: number, oldest: readonly Scan[], now: number): void {
    const since = Math.min(...oldest.map((scan) => Date.parse(scan.at)))
    this.part('waiting-text').textContent = count === 0
      ? 'Nothing waits. All scans are saved to the server.'
      : `${count === 1 ? '1 scan' : `${count} scans`}, the oldest for ${age(now - since)}. They are sent by themselves.`
    this.part('waiting-rows').replaceChildren(...oldest.slice(0, listed).map((scan) => {
      const state = scan.state === 'held' ? 'Held: scan its location, then OK.' : 'Will be sent.'
      return line(scan, state)
    }))
  }

  toCheck(scans: readonly Scan[], onLooked: (scan: Scan) => void): void {
    this.part('to-check-text').textContent = scans.length === 0 ? 'Nothing to check.' : ''
    this.part('to-check-rows').replaceChildren(...scans.slice(0, listed).map((scan) => {
      const row = line(scan, scan.why ?? 'Ask the library.')
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small'
      const what = document.createElement('span')
      what.className = 'nhsuk-u-visually-hidden'
      what.textContent = ` ${nameOf(scan.code)}`
      button.append('I have checked it', what)
      button.addEventListener('click', () => onLooked(scan))
      row.append(button)
      return row
    }))
  }

  /** What was done at the location that was just finished; none while another one is open. */
  summary(here: Here | undefined, tally?: Tally): void {
    hide(this.part('summary'), !here)
    for (const name of ['counts', 'finish']) hide(this.part(name), here !== undefined)
    const [undo, move] = [this.part('undo-batch'), this.part('move')]
    for (const button of [undo, move]) hide(button, !tally?.undo.length)
    if (!here || !tally) return
    write(this.part('summary-name'), here.to ? `Sent from ${here.name} to ${here.to.name}` : `Finished at ${here.name}`)
    write(this.part('summary-time'), `${clock(here.since)} to ${clock(here.last)}`)
    for (const name of ['done', 'check', 'waiting'] as const) write(this.part(`summary-${name}`), String(tally[name]))
    write(undo, `Undo all ${tally.undo.length}`)
    write(move, tally.undo.length === 1 ? 'Move this folder to…' : `Move these ${tally.undo.length} to…`)
  }
}

function line(scan: Scan, text: string): HTMLLIElement {
  const row = document.createElement('li')
  row.className = 'app-lists__row'
  const code = document.createElement('span')
  code.className = 'app-code'
  code.textContent = nameOf(scan.code)
  const words = document.createElement('span')
  words.className = 'app-lists__words'
  words.textContent = text
  row.append(clock(Date.parse(scan.at)), ' ', code, ' ', words)
  return row
}
