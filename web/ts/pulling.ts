// The page on which folders are pulled: what to take next in large letters, and whether what was scanned is that.

import { grouped } from './code'
import { commandOn, isOurs, type Command } from './commands'
import { clock } from './clock'
import { Live, type LiveState } from './live'
import type { Receipt, Scan } from './queue'
import { absent, again, atShelf, begin, next, postpone, progress, pull, renew, type Round, type Row, type Step } from './round'
import { kept, why } from './session'
import { heard, type Said, type Station } from './station'
import { carryOn, say } from './strip'

const setting = 'pulling'
/** A claim is renewed well before its hour is over, while somebody is at work. */
const renewed = 20 * 60_000

export class Pulling {
  private round: Round
  private last: Scan | undefined
  private asking = false
  private fetching = false
  private stale = true
  private claimed = 0
  /** Scanned while the server was asked: it cannot know of them yet. */
  private meanwhile = new Set<string>()

  constructor(private readonly station: Station, private readonly code: string) {
    this.round = begin({ code, name: '' })
  }

  async start(): Promise<void> {
    const { station } = this
    const before = await station.box.queue.setting<Round>(setting)
    if (before?.library.code === this.code) this.round = before
    for (const link of station.root.querySelectorAll<HTMLAnchorElement>('[data-list]')) link.href = `/library/${this.code}/pull`
    await station.start({
      scanned: (reading, got, at) => this.scanned(reading, got.source, at),
      obey: (command) => this.obey(command),
      receipts: (receipts, scans) => this.receipts(receipts, scans),
    })
    station.on('absent', async () => this.ask(true))
    station.on('later', () => this.step(postpone(this.round), Date.now(), 'typed'))
    station.on('undo', () => this.undo())
    station.part('why').addEventListener('submit', (event) => {
      event.preventDefault()
      const chosen = station.root.querySelector<HTMLInputElement>('[name=why]:checked')
      station.act(() => this.absent(chosen?.value ?? 'not_there'))
    })
    station.on('why-cancel', async () => this.ask(false))
    // A printed NOT FOUND says so on this page; other pages have no list to look for.
    document.addEventListener('casenotes:not-found', (event) => {
      event.preventDefault()
      station.act(() => this.absent('not_there'))
    })
    this.show()
    this.follow()
  }

  private follow(): void {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
    const live = new Live({
      url: `${scheme}//${location.host}/api/v1/live`, topics: [`requests:${this.code}`],
      onConnected: () => this.want(), onMessage: () => this.want(), onState: (state) => this.tell(state),
    })
    live.tick()
    setInterval(() => {
      live.tick()
      if (this.stale) void this.renew()
    }, 500)
    window.addEventListener('pagehide', () => live.drop())
    window.addEventListener('pageshow', (event) => event.persisted && live.restart())
    window.addEventListener('online', () => live.restart())
    setInterval(() => void this.claim(), 60_000)
  }

  private want(): void {
    this.stale = true
  }

  private tell(state: LiveState): void {
    say(document.querySelector('[data-live-status]'), carryOn(state, this.round.fetched, location.pathname))
  }

  /** Asks the server for the list, after it has what was scanned and reported here. */
  private async renew(): Promise<void> {
    if (this.fetching || document.hidden) return
    this.fetching = true
    this.stale = false
    try {
      await this.report()
      const waiting = (await this.station.box.queue.waiting(5000)).map(({ code }) => code)
      this.meanwhile = new Set([...waiting, ...this.round.reports.map(({ code }) => code)])
      const response = await fetch(`/api/v1/requests/pulling?library=${this.code}`, { headers: { Accept: 'application/json' }, cache: 'no-store' })
      if (!response.ok) throw new Error(`answered ${response.status}`)
      const { library, items } = (await response.json()) as { library: Round['library']; items: Row[] }
      this.station.enqueue(() => this.take(library, items))
    } catch {
      setTimeout(() => this.want(), 5000)
    } finally {
      this.fetching = false
    }
  }

  private async take(library: Round['library'], items: Row[]): Promise<void> {
    const before = next(this.round)
    const round = renew({ ...this.round, library }, items, this.meanwhile, Date.now())
    await this.keep(round)
    const now = next(round)
    if (before && before.code !== now?.code && !round.done[before.code] && !items.some(({ code }) => code === before.code)) {
      this.station.say({ class: 'note', text: `${grouped(before.code)} is no longer wanted. Leave it on its shelf.` })
    }
    this.show()
  }

  /** Claims what is left again, while somebody is at work. */
  private async claim(): Promise<void> {
    const now = Date.now()
    const left = this.round.rows.filter(({ code }) => !this.round.done[code]).map(({ request }) => request)
    if (left.length === 0 || now - this.claimed < renewed || now - this.station.used > renewed) return
    this.claimed = now
    await post('/api/v1/requests/claim', { requests: left }).catch(() => { this.claimed = 0 })
  }

  /** Says what was not on its shelf, once each. */
  private async report(): Promise<void> {
    for (const report of [...this.round.reports]) {
      const { request, reason, at } = report
      const ago = Math.min(604_800, Math.max(0, Math.round((Date.now() - Date.parse(at)) / 1000)))
      const answer = await post(`/api/v1/requests/${request}/not-on-shelf`, { reason, seconds_ago: ago })
      if (!answer.ok && (answer.status === 401 || answer.status >= 429)) throw new Error('later')
      const drop = { ...this.round, reports: this.round.reports.filter((r) => r !== report) }
      this.station.enqueue(() => this.keep({ ...this.round, reports: drop.reports }))
      this.round = drop
    }
  }

  private keep(round: Round): Promise<void> {
    this.round = round
    return this.station.box.queue.keep(setting, round)
  }

  private async scanned(reading: Parameters<typeof why>[0], source: Scan['source'], at: number): Promise<void> {
    const { station } = this
    this.ask(false)
    switch (reading.kind) {
      case 'folder': return this.step(pull(this.round, reading.code), at, source)
      case 'location': return station.say(atShelf(this.round, station.settings.location(reading.code) ?? { code: reading.code, name: 'another location' }))
      case 'command': return this.command(reading.code)
      case 'container': return station.say({ class: 'check', text: 'That is a box or trolley. Scan the folder.' })
    }
    const text = reading.kind === 'joined' ? '2 barcodes were read together. Scan each one again.' : why(reading)
    await station.save([{ code: kept(reading), location: this.code, action: 'seen', said: 'check', why: text }], at, source)
    station.say({ class: 'check', text })
  }

  private async command(code: string): Promise<void> {
    const command = isOurs(code) ? commandOn(code) : undefined
    if (command) return this.obey(command)
    this.station.say({ class: 'check', text: 'This card does nothing on this page.' })
  }

  private async obey(command: Command): Promise<void> {
    switch (command) {
      case 'not_found': return void heard('casenotes:not-found')
      case 'undo': return this.undo()
      case 'no': return this.ask(false)
      case 'repeat': return this.station.again()
      case 'lock': return this.station.lock()
      case 'finish': return location.assign(`/library/${this.code}/pulled`)
      default: return this.station.say({ class: 'already', text: 'That does nothing on this page.' })
    }
  }

  /** Keeps what a step saves, and only then believes it. */
  private async step({ round, said, saves }: Step, at: number, source: Scan['source']): Promise<void> {
    const { station } = this
    const [scan] = await station.save(saves, at, source, { name: setting, value: round })
    if (saves.length === 0) await station.box.queue.keep(setting, round)
    this.round = round
    if (scan) {
      this.last = scan
      this.meanwhile.add(scan.code)
    }
    station.say(said, scan?.id)
    this.show()
  }

  private async absent(reason: string): Promise<void> {
    this.ask(false)
    await this.step(absent(this.round, reason, new Date().toISOString()), Date.now(), 'typed')
    this.want()
  }

  private async undo(): Promise<void> {
    const { last, station } = this
    if (!last) return station.say({ class: 'already', text: 'There is nothing to undo.' })
    const round = again(this.round, last.code)
    await station.save([{ code: last.code, location: last.location, action: 'undo', undoes: last.id, said: 'note' }], Date.now(), 'typed', { name: setting, value: round })
    this.round = round
    this.last = undefined
    station.say({ class: 'note', text: `Undone. ${grouped(last.code)} is to be pulled again.` })
    this.show()
  }

  /** What the server says of a scan is told where it is worse than what was said here. */
  private async receipts(receipts: Receipt[], scans: Map<string, Scan>): Promise<void> {
    for (const receipt of receipts) {
      const scan = scans.get(receipt.id)
      if (!scan || scan.action === 'seen' || (receipt.class !== 'check' && receipt.class !== 'stop')) continue
      this.station.say({ class: receipt.class, text: receipt.message } satisfies Said)
    }
    this.want()
  }

  private ask(asking: boolean): void {
    this.asking = asking && next(this.round) !== undefined
    this.show()
    if (this.asking) setTimeout(() => this.station.root.querySelector<HTMLInputElement>('[name=why]:checked')?.focus())
  }

  private show(): void {
    const { station, round } = this
    const row = next(round)
    const { pulled, absent, all } = progress(round)
    station.part('why').hidden = !this.asking
    station.part('buttons').hidden = this.asking
    station.part('next').hidden = !row
    station.part('none').hidden = row !== undefined
    station.part('progress').textContent = all ? `${pulled} of ${all} pulled${absent ? `, ${absent} not found` : ''}` : ''
    if (row) {
      station.part('next-shelf').textContent = row.shelf.name
      station.part('next-code').textContent = grouped(row.code)
      station.part('next-facts').textContent = `Volume ${row.volume} · ${row.location.name}, ${row.needed}${row.urgent ? ' · urgent' : ''}`
    }
    const checked = round.fetched ? ` Checked at ${clock(round.fetched)}.` : ''
    station.part('none-text').textContent = all ? `All done. ${pulled} pulled${absent ? `, ${absent} not found` : ''}.${checked}` : round.fetched ? `Nothing to pull.${checked} Start from the pull list.` : 'Loading the list…'
  }
}

const post = (url: string, body: unknown) => fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify(body) })
