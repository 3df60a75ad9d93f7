// The page on which a library sends what is pulled: where each folder goes in very large letters, and the boxes that it goes into.

import { grouped } from './code'
import { commandOn, isOurs, type Command } from './commands'
import { begin, dispatch, keepHere, nobody, pack, send, sendTo, type Desk, type Outgoing, type Place, type Step } from './outgoing'
import type { Receipt, Scan } from './queue'
import { kept, why } from './session'
import { sentence } from './scanview'
import type { Station } from './station'

const setting = 'sending'

export class Sending {
  private desk: Desk
  private outgoing = new Map<string, Outgoing>()
  private last: Scan | undefined
  private before: Desk | undefined

  constructor(private readonly station: Station, private readonly library: Place) {
    this.desk = begin(library)
  }

  async start(): Promise<void> {
    const { station } = this
    const before = await station.box.queue.setting<Desk>(setting)
    if (before?.library.code === this.library.code) this.desk = { ...before, sent: {} }
    await station.start({
      scanned: (reading, got, at) => this.scanned(reading, got.source, at),
      obey: (command) => this.obey(command),
      receipts: (receipts, scans) => this.receipts(receipts, scans),
    })
    station.on('undo', () => this.undo())
    const fetching = () => void this.fetch().catch(() => {})
    fetching()
    setInterval(fetching, 60_000)
    window.addEventListener('online', fetching)
    this.show()
  }

  /** What is pulled here and who waits for it. Codes and places only: a page that is offline keeps what it has. */
  private async fetch(): Promise<void> {
    const response = await fetch(`/api/v1/requests/outgoing?library=${this.library.code}`, { headers: { Accept: 'application/json' }, cache: 'no-store' })
    if (!response.ok) return
    const { items } = (await response.json()) as { items: Outgoing[] }
    this.outgoing = new Map(items.reverse().map((item) => [item.code, item])) // of two who wait the first counts
    this.show()
  }

  private async scanned(reading: Parameters<typeof why>[0], source: Scan['source'], at: number): Promise<void> {
    const { station, desk } = this
    switch (reading.kind) {
      case 'folder': {
        const known = this.outgoing.get(reading.code)
        return this.step(known ? send(desk, known) : nobody(desk, reading.code), at, source)
      }
      case 'container': return this.step(pack(desk, station.settings.container(reading.code) ?? { code: reading.code, name: reading.code }), at, source)
      case 'location': return this.step(sendTo(desk, station.settings.location(reading.code) ?? { code: reading.code, name: reading.code }), at, source)
      case 'command': {
        const command = isOurs(reading.code) ? commandOn(reading.code) : undefined
        return command ? this.obey(command) : station.say({ class: 'check', text: 'This card does nothing on this page.' })
      }
    }
    const text = reading.kind === 'joined' ? '2 barcodes were read together. Scan each one again.' : why(reading)
    await station.save([{ code: kept(reading), location: this.library.code, action: 'seen', said: 'check', why: text }], at, source)
    station.say({ class: 'check', text })
  }

  private async obey(command: Command): Promise<void> {
    const { station, desk } = this
    switch (command) {
      case 'finish': return this.step(keepHere(desk), Date.now(), 'typed')
      case 'leaving': return this.step(dispatch(desk, desk.last?.to.code ?? ''), Date.now(), 'typed')
      case 'undo': return this.undo()
      case 'repeat': return station.again()
      case 'lock': return station.lock()
      default: return station.say({ class: 'already', text: 'That does nothing on this page.' })
    }
  }

  private async step({ desk, said, saves }: Step, at: number, source: Scan['source']): Promise<void> {
    const { station } = this
    const scans = await station.save(saves, at, source, { name: setting, value: desk })
    const scan = scans.at(-1)
    this.before = this.desk
    this.desk = desk
    if (scan) {
      this.last = scan
      if (desk.last?.code === scan.code) this.desk = { ...desk, last: { ...desk.last, scan: scan.id } }
    }
    station.say(said, scan?.id)
    this.show()
  }

  /** Takes back the last scan, whatever it was: sent, packed or a box dispatched. */
  private async undo(): Promise<void> {
    const { last, before, station } = this
    if (!last || !before) return station.say({ class: 'already', text: 'There is nothing to undo.' })
    await station.save([{ code: last.code, location: last.location, action: 'undo', undoes: last.id, said: 'note' }], Date.now(), 'typed', { name: setting, value: before })
    const { last: _, asked: __, ...desk } = before
    this.desk = desk
    this.last = this.before = undefined
    station.say({ class: 'note', text: `Undone. Scan ${grouped(last.code)} again.` })
    this.show()
  }

  /** The server may know of a request that this page does not, and of what is wrong with a sending. */
  private async receipts(receipts: Receipt[], scans: Map<string, Scan>): Promise<void> {
    for (const receipt of receipts) {
      const scan = scans.get(receipt.id)
      if (!scan) continue
      const wanted = receipt.notices?.find(({ code }) => code === 'wanted_elsewhere')
      if (wanted?.location && this.desk.asked === scan.code && scan.action === 'arrive') {
        const to = this.station.settings.location(wanted.location) ?? { code: wanted.location, name: wanted.location }
        await this.step(send(this.desk, { code: scan.code, location: to, needed: '' }), Date.now(), scan.source)
      } else if (receipt.class === 'stop' || (receipt.class === 'check' && scan.said !== 'check')) {
        this.station.say({ class: receipt.class, text: sentence(receipt) })
      }
    }
    await this.fetch().catch(() => {})
  }

  private show(): void {
    const { station } = this
    const left = [...this.outgoing.keys()].filter((code) => !this.desk.sent[code]).length
    station.part('progress').textContent = left === 1 ? '1 folder to send' : `${left} folders to send`
    const boxes = Object.values(this.desk.boxes)
    station.part('boxes-part').hidden = boxes.length === 0
    station.part('boxes').replaceChildren(...boxes.map(({ box, to, folders }) => this.boxRow(box, to, folders)))
  }

  private boxRow(box: Place, to: Place, folders: number): HTMLElement {
    const row = document.createElement('li')
    row.className = 'app-lists__row'
    const text = document.createElement('span')
    text.className = 'app-lists__words'
    text.textContent = `${box.name} → ${to.name}, ${folders === 1 ? '1 folder' : `${folders} folders`}`
    const slip = document.createElement('a')
    slip.href = `/containers/${box.code}`
    slip.textContent = 'Its page and slip'
    const leave = document.createElement('button')
    leave.type = 'button'
    leave.className = 'nhsuk-button nhsuk-button--small'
    leave.textContent = `Dispatch ${box.name}`
    leave.addEventListener('click', () => this.station.act(() => this.step(dispatch(this.desk, to.code), Date.now(), 'typed')))
    row.append(text, slip, leave)
    return row
  }
}
