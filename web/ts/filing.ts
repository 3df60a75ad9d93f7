// The page on which a library takes folders in and files them. A folder that is scanned is here, and its shelf is shown; after a shelf is
// scanned the folders go onto it. What somebody waits for is not filed.

import { clock } from './clock'
import { grouped } from './code'
import { commandOn, isOurs, type Command } from './commands'
import type { Place } from './outgoing'
import type { Receipt, Scan } from './queue'
import { kept, why } from './session'
import { sentence } from './scanview'
import type { Said, Station } from './station'

/** A shelf holds for as long as somebody stands at it. */
const holds = 15 * 60_000

export class Filing {
  private shelf: (Place & { since: number; count: number }) | undefined
  private last: Scan | undefined
  private received = 0

  constructor(private readonly station: Station, private readonly library: Place) {}

  async start(): Promise<void> {
    const { station } = this
    await station.start({
      scanned: (reading, got, at) => this.scanned(reading, got.source, at),
      obey: (command) => this.obey(command),
      receipts: (receipts, scans) => this.receipts(receipts, scans),
    })
    station.on('undo', () => this.undo())
    station.on('leave-shelf', () => this.leave())
    setInterval(() => { if (this.shelf && Date.now() - station.used > holds) void this.leave() }, 5000)
    this.show()
  }

  private async scanned(reading: Parameters<typeof why>[0], source: Scan['source'], at: number): Promise<void> {
    const { station } = this
    switch (reading.kind) {
      case 'folder': return this.folder(reading.code, source, at)
      case 'location': return this.place(reading.code)
      case 'command': {
        const command = isOurs(reading.code) ? commandOn(reading.code) : undefined
        return command ? this.obey(command) : station.say({ class: 'check', text: 'This card does nothing on this page.' })
      }
      case 'container': return station.say({ class: 'check', text: 'That is a box. Receive it on the Scan page, then scan its folders here.' })
    }
    const text = reading.kind === 'joined' ? '2 barcodes were read together. Scan each one again.' : why(reading)
    await station.save([{ code: kept(reading), location: this.library.code, action: 'seen', said: 'check', why: text }], at, source)
    station.say({ class: 'check', text })
  }

  private async folder(code: string, source: Scan['source'], at: number): Promise<void> {
    const { station, shelf } = this
    const [scan] = await station.save([{ code, location: shelf?.code ?? this.library.code, action: shelf ? 'file' : 'arrive', said: 'done' }], at, source)
    this.last = scan
    if (shelf) shelf.count++
    else this.received++
    const text = shelf ? `${grouped(code)} is filed at ${shelf.name}.` : `${grouped(code)} is at ${this.library.name}. ${navigator.onLine ? 'Its shelf comes in a moment.' : 'Its shelf shows when the connection is back.'}`
    station.say({ class: 'done', text }, scan?.id)
    this.show()
  }

  private async place(code: string): Promise<void> {
    const { station } = this
    const found = station.settings.location(code)
    if (!found || code === this.library.code) {
      await this.leave()
      return station.say(found ? { class: 'note', text: `You are at ${found.name}. Scan a folder to see its shelf.` } : { class: 'check', text: 'We don’t know this location. Scan a shelf of this library.' })
    }
    if (found.kind !== undefined && found.kind !== 'shelf') return station.say({ class: 'check', text: `${found.name} is no shelf. Scan the shelf that you stand at.` })
    this.shelf = { code, name: found.name, since: Date.now(), count: 0 }
    station.say({ class: 'note', text: `You are at ${found.name}. Scan the folders that you put here.`, big: found.name })
    this.show()
  }

  private async leave(): Promise<void> {
    this.shelf = undefined
    this.show()
  }

  private async obey(command: Command): Promise<void> {
    const { station, shelf } = this
    switch (command) {
      case 'finish': {
        await this.leave()
        return station.say({ class: 'note', text: shelf ? `${shelf.count === 1 ? '1 folder' : `${shelf.count} folders`} filed at ${shelf.name}. Scan a folder to see its shelf.` : 'Scan a folder to see its shelf.' })
      }
      case 'undo': return this.undo()
      case 'repeat': return station.again()
      case 'lock': return station.lock()
      default: return station.say({ class: 'already', text: 'That does nothing on this page.' })
    }
  }

  private async undo(): Promise<void> {
    const { last, station } = this
    if (!last) return station.say({ class: 'already', text: 'There is nothing to undo.' })
    await station.save([{ code: last.code, location: last.location, action: 'undo', undoes: last.id, said: 'note' }], Date.now(), 'typed')
    this.last = undefined
    if (this.shelf && last.action === 'file') this.shelf.count = Math.max(0, this.shelf.count - 1)
    else this.received = Math.max(0, this.received - 1)
    station.say({ class: 'note', text: `Undone. ${grouped(last.code)} is where it was before.` })
    this.show()
  }

  /** The server says where a folder belongs, and who waits for it. */
  private async receipts(receipts: Receipt[], scans: Map<string, Scan>): Promise<void> {
    for (const receipt of receipts) {
      const scan = scans.get(receipt.id)
      if (!scan || scan.action === 'undo' || scan.action === 'seen') continue
      const said = answer(receipt, (code) => this.station.settings.location(code)?.name)
      const shown = this.station.shown.scan === receipt.id
      const wanted = receipt.notices?.some(({ code }) => code === 'wanted_elsewhere')
      if (wanted && scan.action === 'file') { // it is wanted, so it is not on a shelf
        const [kept] = await this.station.save([{ code: scan.code, location: this.library.code, action: 'arrive', said: 'note' }], Date.now(), scan.source)
        if (this.shelf) this.shelf.count = Math.max(0, this.shelf.count - 1)
        this.station.say(said, kept?.id)
      } else if (shown || wanted || receipt.class === 'check' || receipt.class === 'stop') this.station.say(said, receipt.id)
    }
    this.show()
  }

  private show(): void {
    const { station, shelf } = this
    station.part('shelf-name').textContent = shelf ? `Filing at: ${shelf.name}` : 'Scan a folder to see its shelf'
    station.part('shelf-hint').textContent = shelf ? `since ${clock(shelf.since)} · ${shelf.count === 1 ? '1 folder' : `${shelf.count} folders`}` : 'Scan a shelf to file there what you scan next.'
    station.part('leave-shelf').hidden = !shelf
    station.part('progress').textContent = this.received ? `${this.received} received` : ''
  }
}

/** A receipt as this page says it: who waits first, then the shelf, each in large letters. */
export function answer(receipt: Receipt, name: (code: string) => string | undefined): Said {
  const notice = (wanted: string) => receipt.notices?.find(({ code }) => code === wanted)
  const big = (told: { location?: string } | undefined) => (told?.location ? name(told.location) : undefined)
  const waits = notice('wanted_elsewhere')
  if (waits) return { class: 'note', text: `${waits.text} It is not filed. Put it with what is to be sent.`, big: `WANTED – ${big(waits)?.toUpperCase() ?? 'ELSEWHERE'}` }
  const shelf = big(notice('file_at'))
  return { class: receipt.class, text: sentence(receipt), ...(shelf && { big: shelf }) }
}
