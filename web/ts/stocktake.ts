// The page on which a place is counted. The list comes once and is kept, so that scanning goes on without a network; how far the others
// are comes live.

import { grouped } from './code'
import { commandOn, isOurs, type Command } from './commands'
import { begin, behind, goTo, hold, leave, only, over, progress, see, toLook, undo, type Count, type Expected, type Step } from './counting'
import { Live, type LiveState } from './live'
import type { Receipt, Scan } from './queue'
import { kept, why } from './session'
import { Station } from './station'
import { carryOn, say } from './strip'

interface Progress { state: string; seen: number; ended?: string; kind: Expected['kind']; location: { code: string; name: string } }

class Stocktake {
  private list: Expected | undefined
  private count: Count
  private seen = 0
  private stale = true
  private fetching = false
  private readonly opened = Date.now()

  constructor(private readonly station: Station, private readonly id: string) {
    this.count = begin(id, undefined, Date.now())
  }

  async start(): Promise<void> {
    const { station } = this
    const list = await station.box.queue.setting<Expected>('stocktake')
    if (list?.id === this.id) this.list = list
    const count = await station.box.queue.setting<Count>('stocktake-count')
    this.count = count?.id === this.id ? this.held(count, this.opened) : begin(this.id, this.list, this.opened)
    if (!this.count.shelf) this.count = { ...this.count, shelf: only(this.list) }
    for (const link of station.root.querySelectorAll<HTMLAnchorElement>('[data-result-link]')) link.href = `/stocktakes/${this.id}`
    await station.start({
      scanned: (reading, got, at) => this.scanned(reading, got.source, at),
      obey: (command) => this.obey(command),
      receipts: (receipts, scans) => this.receipts(receipts, scans),
    })
    if (this.list && this.list.state !== 'open') this.over(this.list)
    station.on('undo', () => this.step(undo(this.count), Date.now(), 'typed'))
    this.show()
    this.follow()
  }

  private follow(): void {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
    const live = new Live({
      url: `${scheme}//${location.host}/api/v1/live`, topics: [`stocktake:${this.id}`],
      onConnected: () => this.want(), onMessage: () => this.want(), onState: (state) => this.tell(state),
    })
    live.tick()
    setInterval(() => {
      live.tick()
      if (this.stale) void this.renew()
      this.leaveInTime(Date.now())
    }, 1000)
    window.addEventListener('pagehide', () => live.drop())
    window.addEventListener('pageshow', (event) => event.persisted && live.restart())
    window.addEventListener('online', () => live.restart())
  }

  private want(): void {
    this.stale = true
  }

  private tell(state: LiveState): void {
    say(document.querySelector('[data-live-status]'), carryOn(state, this.list?.fetched, location.pathname))
  }

  /** How far it is; and the list, where there is none yet or others have found what it says to look for. */
  private async renew(): Promise<void> {
    if (this.fetching || document.hidden) return
    this.fetching = true
    this.stale = false
    try {
      if (!this.list) return await this.fetchList()
      const now = await ask<Progress>(`/api/v1/stocktakes/${this.id}`)
      if (behind(this.count, this.list, now.seen)) return await this.fetchList()
      this.station.enqueue(async () => {
        this.seen = now.seen
        if (this.list && this.list.state !== now.state) await this.take({ ...this.list, state: now.state, ...(now.ended && { ended: now.ended }) }, now.seen)
        this.show()
      })
    } catch {
      setTimeout(() => this.want(), 5000)
    } finally {
      this.fetching = false
    }
  }

  private async fetchList(): Promise<void> {
    const got = await ask<{ stocktake: Progress; places: Expected['places']; items: { code: string; shelf: string; seen: boolean }[] }>(`/api/v1/stocktakes/${this.id}/expected`)
    const { stocktake, places, items } = got
    this.station.enqueue(() => this.take({
      id: this.id, kind: stocktake.kind, state: stocktake.state, ...(stocktake.ended && { ended: stocktake.ended }), place: { code: stocktake.location.code, name: stocktake.location.name },
      places: places.map(({ code, name }) => ({ code, name })), shelves: Object.fromEntries(items.map(({ code, shelf }) => [code, shelf])),
      seen: items.filter(({ seen }) => seen).map(({ code }) => code), fetched: Date.now(),
    }, stocktake.seen))
  }

  private async take(list: Expected, seen: number): Promise<void> {
    const first = !this.list
    this.list = list
    this.seen = seen
    await this.station.box.queue.keep('stocktake', list)
    if (first && !this.count.shelf) this.count = { ...this.count, shelf: only(list) }
    if (list.state !== 'open') this.over(list)
    this.show()
  }

  private over(list: Expected): void {
    this.station.say(over(list))
  }

  private held(count: Count, now: number): Count {
    return hold(count, now, this.station.settings.user, this.opened)
  }

  private leaveInTime(now: number): void {
    const count = this.held(this.count, now)
    if (count === this.count) return
    this.count = count
    this.show()
  }

  private async scanned(reading: Parameters<typeof why>[0], source: Scan['source'], at: number): Promise<void> {
    const { station } = this
    this.leaveInTime(at)
    this.count = { ...this.count, used: at } // whatever was scanned, somebody is here
    switch (reading.kind) {
      case 'folder': return this.step(see(this.count, this.list, reading.code), at, source)
      case 'location': return this.step(goTo(this.count, this.list, station.settings.location(reading.code) ?? { code: reading.code, name: 'this shelf' }, at), at, source)
      case 'command': {
        const command = isOurs(reading.code) ? commandOn(reading.code) : undefined
        return command ? this.obey(command) : station.say({ class: 'check', text: 'This card does nothing on this page.' })
      }
      case 'container': return station.say({ class: 'check', text: 'That is a box. Take its folders out and scan them one by one.' })
    }
    const text = reading.kind === 'joined' ? '2 barcodes were read together. Scan each one again.' : why(reading)
    const { shelf } = this.count
    if (shelf) await station.save([{ code: kept(reading), location: shelf.code, action: 'seen', said: 'check', why: text }], at, source)
    station.say({ class: 'check', text })
  }

  private async obey(command: Command): Promise<void> {
    switch (command) {
      case 'finish': return this.step(leave(this.count, Date.now()), Date.now(), 'typed')
      case 'undo': return this.step(undo(this.count), Date.now(), 'typed')
      case 'repeat': return this.station.again()
      case 'lock': return this.station.lock()
      default: return this.station.say({ class: 'already', text: 'That does nothing on this page.' })
    }
  }

  /** Keeps what a step saves, and only then believes it. */
  private async step({ count: next, said, saves }: Step, at: number, source: Scan['source']): Promise<void> {
    const { station, station: { settings: { user } } } = this
    const count = { ...next, used: at, ...(user && { user }) }
    const [scan] = await station.save(saves, at, source, { name: 'stocktake-count', value: count })
    if (saves.length === 0) await station.box.queue.keep('stocktake-count', count)
    this.count = scan?.action === 'seen' ? { ...count, last: { id: scan.id, code: scan.code, location: scan.location } } : count
    station.say(said, scan?.id)
    this.show()
  }

  /** What the server says of a scan is told where it is worse than what was said here. */
  private async receipts(receipts: Receipt[], scans: Map<string, Scan>): Promise<void> {
    for (const receipt of receipts) {
      const scan = scans.get(receipt.id)
      if (scan?.said !== 'check' && (receipt.class === 'check' || receipt.class === 'stop')) this.station.say({ class: receipt.class, text: receipt.message })
    }
    this.want()
  }

  private show(): void {
    const { station, count, list } = this
    const row = count.here.length === 1 ? '1 folder in this row' : `${count.here.length} folders in this row`
    station.part('shelf').dataset.state = count.shelf ? 'set' : 'none'
    station.part('shelf-name').textContent = count.shelf ? `You are at: ${count.shelf.name}` : list ? `Scan a shelf of ${list.place.name}` : 'Scan the shelf that you stand at'
    station.part('shelf-hint').textContent = count.shelf ? `${row}. Scan the next shelf when this one is done.` : ''
    station.part('progress').textContent = progress(count, list, this.seen)
    const look = toLook(count, list)
    station.part('look').hidden = list?.kind !== 'sample'
    station.part('look-rows').replaceChildren(...look.slice(0, 50).map(({ code, shelf }) => {
      const item = document.createElement('li')
      item.textContent = `${shelf}: ${grouped(code)}`
      return item
    }), ...(look.length === 0 && list ? [Object.assign(document.createElement('li'), { textContent: 'All of them are seen. See the result and finish.' })] : []))
  }
}

async function ask<T>(url: string): Promise<T> {
  const response = await fetch(url, { headers: { Accept: 'application/json' }, cache: 'no-store' })
  if (!response.ok) throw new Error(`answered ${response.status}`)
  return (await response.json()) as T
}

async function start(root: HTMLElement): Promise<void> {
  const station = await Station.begin(root)
  const id = location.pathname.split('/')[2]
  if (station && id) await new Stocktake(station, id).start()
}

const root = document.querySelector<HTMLElement>('[data-stocktake]')
if (root) void start(root)
