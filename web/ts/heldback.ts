// Scans that are made while the screen is locked. Nobody has said whose they are, so they are kept and not sent; whoever
// unlocks says.

import { clock } from './clock'
import { classify, grouped, type Pattern, type Reading } from './code'
import type { Queue, ResultClass, Scan } from './queue'
import { empty, take, type Session } from './session'

interface Page { locations: { code: string; name: string; gln?: string }[]; patterns: Pattern[] }

export interface Held { class: ResultClass; text: string; count: number }

/** How many are asked about at once: more than anybody scans at a locked screen. */
const most = 5000

/** A question to whoever unlocks. */
export interface Question { count: number; text: string }

export class HeldBack {
  private session: Session = empty
  private page: Page = { locations: [], patterns: [] }

  private constructor(private readonly queue: Queue) {}

  static async open(queue: Queue): Promise<HeldBack> {
    const held = new HeldBack(queue)
    held.session = (await queue.setting<Session>('locked')) ?? empty
    held.page = (await queue.setting<Page>('page')) ?? held.page
    return held
  }

  read(raw: string): Reading {
    return classify(raw, this.page.patterns)
  }

  /** Keeps what was read, at the location that was scanned since the lock. */
  async keep(reading: Reading, at: number): Promise<Held> {
    const book = { location: (code: string) => this.page.locations.find((place) => place.code === code || place.gln === code), clock }
    const { session, verdict } = take(this.session, reading, at, book)
    const saves = verdict.saves.map((scan) => ({ ...scan, at: new Date(at).toISOString(), source: 'wedge' as const, held: true, auth: 'held' as const }))
    await this.queue.save(saves, { name: 'locked', value: session })
    this.session = session
    const kept = verdict.class === 'done' ? `${grouped(verdict.code)} is kept until somebody unlocks.` : verdict.text
    return { class: verdict.class, text: kept, count: (await this.scans()).length }
  }

  /** The scans that nobody has claimed, oldest first. */
  async scans(): Promise<Scan[]> {
    return (await this.queue.held(most)).filter(isHeldBack)
  }

  async question(): Promise<Question | undefined> {
    return ask(await this.scans())
  }

  /** Takes the answer: they belong to whoever unlocked, or somebody else has to look at them. */
  async answer(mine: boolean): Promise<void> {
    const scans = await this.scans()
    const { checks, here } = this.session
    const kept = await this.queue.setting<{ session: Session; user?: string }>('session')
    const before = kept?.session ?? empty
    const claimed = scans.map((scan) => (mine ? claim(scan) : leaveForReview(scan)))
    const held = before.held + claimed.filter(({ state }) => state === 'held').length
    const session: Session = mine ? { ...before, held, checks: before.checks + checks, ...(here && { here }) } : before
    await this.queue.change(claimed, { session: { ...kept, session }, locked: empty })
    this.session = empty
  }
}

export const isHeldBack = (scan: Scan) => scan.state === 'held' && scan.auth === 'held'

/** The question to whoever unlocks; nothing where nothing was scanned. */
export function ask(scans: readonly Scan[]): Question | undefined {
  const [first, last] = [scans[0], scans.at(-1)]
  if (!first || !last) return undefined
  const [from, to] = [clock(Date.parse(first.at)), clock(Date.parse(last.at))]
  const one = scans.length === 1
  const when = from === to ? `at ${from}` : `${from}–${to}`
  return { count: scans.length, text: `${one ? '1 folder was' : `${scans.length} folders were`} scanned while locked, ${when}. ${one ? 'Was it' : 'Were they'} yours?` }
}

/** A scan of whoever unlocked: it is sent, or waits for its location as any other does. */
export function claim({ auth: _, ...scan }: Scan): Scan {
  return { ...scan, state: scan.location === '' && scan.action === 'arrive' ? 'held' : 'waiting' }
}

/** A scan of nobody: it says that the folder was seen, and moves nothing. */
export function leaveForReview(scan: Scan): Scan {
  return { ...scan, state: 'waiting', location: '', action: 'seen', said: 'check', why: 'Scanned while the screen was locked.' }
}
