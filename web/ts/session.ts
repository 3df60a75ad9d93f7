// What this device makes of a reading before the server is asked: a pure function from where we are and
// what was read to one answer and the scans to keep. The server has the last word; this has the first.

import { grouped, type Reading } from './code'
import { commandOn, isOurs, type Command } from './commands'
import { bring, handle, left, unhandled, without, type Box, type KnownContainer } from './containers'
import { leaveFor, onTheirWay } from './leaving'
import type { NewScan, ResultClass } from './queue'

export interface Place { code: string; name: string }

/** The location that counts for the folders that are scanned, and what was scanned there. */
export interface Here extends Place {
  /** Where the folders go that are scanned here, while they leave. */
  to?: Place
  since: number
  last: number
  /** When each folder was first scanned here. */
  seen: Record<string, number>
}

export interface Session {
  here?: Here
  /** The last reading, to tell a bouncing trigger from a second scan. It may be anybody's number, so it is never kept. */
  last?: { code: string; at: number }
  /** Scans that wait for a location. */
  held: number
  checks: number
  /** The location that was finished last, until another one is scanned: its folders can still be undone together. */
  finished?: Here
  /** Where we were last, for whoever goes on there. */
  before?: Place
  /** Folders are to be sent: the next location is where they go. */
  leaving?: boolean
  /** The container that folders are scanned into or out of. */
  box?: Box
}

export interface Verdict {
  class: ResultClass
  text: string
  /** What stands in the list for it. */
  code: string
  saves: Omit<NewScan, 'at' | 'source'>[]
  command?: Command
  /** The question that OK or No answers. */
  asks?: boolean
}

export interface Book {
  /** The name of an active location, by its code or its GLN. */
  location: (code: string) => { code: string; name: string } | undefined
  clock: (at: number) => string
  /** A container as it was known last. */
  container?: (code: string) => KnownContainer | undefined
  /** Whether the site takes a container's folders to be where it is. */
  assumes?: boolean
}

export const empty: Session = { held: 0, checks: 0 }

/** A location holds for a quarter of an hour without a scan: a porter walks on. */
export const holdsFor = 15 * 60_000
/** A device that slept for longer may be anywhere. */
export const naps = 5 * 60_000
/** A second reading within this is the scanner's trigger, not a person. */
export const bounce = 2000

/** Clears a location that nobody has scanned at for too long. */
export function expire(session: Session, at: number): Session {
  return session.here && at - session.here.last > holdsFor ? nowhere(session) : session
}

/** Clears the location of a device that slept: it was carried, or somebody else has it now. */
export function wake(session: Session, awake: number, now: number): Session {
  return now - awake > naps ? nowhere(session) : session
}

function nowhere(session: Session): Session {
  const { here, leaving: _, box: __, ...rest } = session
  return here ? { ...rest, before: { code: here.code, name: here.name } } : rest
}

/** Takes one reading into account. */
export function take(before: Session, reading: Reading, at: number, book: Book): { session: Session; verdict: Verdict } {
  const session = expire(before, at)
  const name = kept(reading)
  const read = reading.code || (reading.text ?? name)
  if (session.last?.code === read && Math.abs(at - session.last.at) <= bounce) { // a clock may have been put back
    const text = `${name.startsWith('?') ? 'That' : grouped(name)} was just scanned.`
    return { session, verdict: { class: 'already', text, code: name, saves: [] } }
  }
  if (reading.kind === 'joined') return joined(session, reading, at, book)
  const answer = answerTo(session, reading, at, book)
  const last = { code: read, at }
  // Whatever was scanned, somebody is here.
  const here = answer.session.here && { here: { ...answer.session.here, last: at } }
  const checks = answer.session.checks + (answer.verdict.class === 'check' && !answer.verdict.asks ? 1 : 0)
  return { session: { ...answer.session, ...here, last, checks }, verdict: answer.verdict }
}

export type Answer = { session: Session; verdict: Verdict }

function answerTo(session: Session, reading: Reading, at: number, book: Book): Answer {
  switch (reading.kind) {
    case 'location':
      return goTo(session, book.location(reading.code) ?? { code: reading.code, name: reading.code }, at)
    case 'gs1_location': {
      const found = book.location(reading.code)
      return found ? goTo(session, found, at) : checked(session, reading, 'We don’t know this location’s code. Scan its own label.')
    }
    case 'folder':
    case 'container':
      return session.here ? put(session, session.here, reading, at, book) : hold(session, reading)
    case 'command':
      return commanded(session, reading)
    default:
      return checked(session, reading, why(reading))
  }
}

/** A location was scanned: we are there now, or the folders go there. */
function goTo(session: Session, place: Place, at: number): Answer {
  const { here } = session
  return here && (session.leaving || here.to) ? leaveFor(without(session), here, place, at) : arriveAt(session, place, at)
}

/** Goes on where we were last. */
export function again(session: Session, at: number): Answer {
  const place = session.here ?? session.before
  if (place) return arriveAt(session, place, at)
  return { session, verdict: { class: 'check', text: 'No location was scanned here before. Scan the location barcode.', code: '', saves: [] } }
}

function arriveAt(session: Session, place: Place, at: number): Answer {
  const code = place.code
  if (session.here?.code === code) {
    const text = `You are already at ${place.name}.${left(session.box)}`
    return { session: without(session), verdict: { class: session.box ? 'note' : 'already', text, code, saves: [] } }
  }
  const here: Here = { code, name: place.name, since: at, last: at, seen: {} }
  const { finished: _, box: __, ...rest } = session
  const next = { ...rest, here, checks: 0 }
  if (session.held > 0) {
    const text = `${folders(session.held)} waiting. ${session.held === 1 ? 'Is it' : 'Are they'} at ${place.name} too? Answer OK or No.`
    return { session: next, verdict: { class: 'check', text, code, saves: [], asks: true } }
  }
  if (session.leaving) {
    return { session: next, verdict: { class: 'note', text: `You are at ${place.name}. Now scan the location the folders go to.`, code, saves: [] } }
  }
  const checks = session.checks > 0 ? ` ${session.checks} to check.` : ''
  const before = session.here ? onTheirWay(session.here) + checks : ''
  return { session: next, verdict: { class: 'note', text: `You are at ${place.name}.${before} Scan the folders.`, code, saves: [] } }
}

/** A number of folders in words. */
export const folders = (count: number) => (count === 1 ? '1 folder' : `${count} folders`)

function put(session: Session, here: Here, reading: Reading, at: number, book: Book): Answer {
  const { code } = reading
  if (session.leaving) return checked(session, reading, 'Where to? Scan the location the folders go to, then this folder again.')
  if (reading.kind === 'container') return bring(session, here, reading, at, book)
  if (session.box && !here.to) return handle(session, here, session.box, reading, at, book)
  const seenAt = here.seen[code]
  const next = { ...session, here: { ...here, seen: { ...here.seen, [code]: seenAt ?? at } } }
  if (seenAt !== undefined) {
    const text = `${grouped(code)} was scanned here at ${book.clock(seenAt)}.`
    const way = here.to ? ({ action: 'send', to: here.to.code } as const) : ({ action: 'seen' } as const)
    return { session: next, verdict: { class: 'already', text, code, saves: [{ code, location: here.code, ...way, said: 'already' }] } }
  }
  const text = here.to ? `${grouped(code)} is on its way to ${here.to.name}.` : `${grouped(code)} is now at ${here.name}.`
  const way = here.to ? ({ action: 'send', to: here.to.code } as const) : ({ action: 'arrive' } as const)
  return { session: next, verdict: { class: 'done', text, code, saves: [{ code, location: here.code, ...way, said: 'done' }] } }
}

function hold(session: Session, { code }: Reading): Answer {
  const text = 'Where are you? Scan the location barcode. This folder is kept.'
  return {
    session: { ...session, held: session.held + 1 },
    verdict: { class: 'stop', text, code, saves: [{ code, location: '', action: 'arrive', held: true, said: 'stop' }] },
  }
}

function commanded(session: Session, reading: Reading): Answer {
  if (!isOurs(reading.code)) return checked(session, { ...reading, kind: 'unknown' }, 'That card is not of this hospital. Use a card that was printed here.')
  const command = commandOn(reading.code)
  if (!command) return checked(session, reading, 'This card does nothing on this page.')
  return { session, verdict: { class: 'note', text: '', code: reading.code, saves: [], command } }
}

function checked(session: Session, reading: Reading, text: string): Answer {
  const location = session.here?.code ?? ''
  return {
    session,
    verdict: { class: 'check', text, code: kept(reading), saves: [{ code: kept(reading), location, action: 'seen', said: 'check' }] },
  }
}

/** What may be kept of a reading. Of one that is none of ours it is the length alone: it may be a patient, an address or a password. */
export function kept(reading: Reading): string {
  if (reading.kind === 'nhs_number') return '?NHS'
  if (reading.kind === 'wristband') return '?WRISTBAND'
  const ours = reading.kind !== 'unknown' || reading.hint === 'check'
  return ours && reading.code !== '' ? reading.code : '?'.repeat(Math.max(1, reading.length ?? 1))
}

export function why(reading: Reading): string {
  switch (reading.kind) {
    case 'badge': return 'That is a staff badge. Sign out to change user.'
    case 'wristband': return 'That is a wristband, not a folder.'
    case 'nhs_number': return 'That is an NHS number. Scan the folder’s own label.'
    case 'partial': return 'Part of the barcode is missing. Scan it again.'
    case 'ambiguous': return reading.hint === 'K2'
      ? 'Scanner settings look wrong. Tell IT (code K2).'
      : 'This code could mean 2 things. Scan the folder’s other label.'
  }
  if (reading.hint === 'check') return 'Check the number. One character is wrong.'
  if (reading.hint === 'K1') return 'Scanner keyboard looks wrong. Tell IT (code K1).'
  return 'Not one of our barcodes. Put it aside and scan the next one.'
}

/** Two labels read in one go: each is taken for itself, and somebody should look. */
function joined(session: Session, reading: Reading, at: number, book: Book): Answer {
  const parts = reading.code.split(' ')
  const saves: Verdict['saves'] = []
  let next = session
  let stopped: Verdict | undefined
  for (const code of parts) {
    const answer = take(next, { kind: kindOf(code), code }, at, book)
    next = answer.session
    saves.push(...answer.verdict.saves)
    if (answer.verdict.class === 'stop') stopped = answer.verdict
  }
  if (stopped) return { session: next, verdict: { ...stopped, saves } }
  const text = `${parts.length} barcodes were read together: ${parts.map(grouped).join(' and ')}. Check both.`
  return { session: { ...next, checks: next.checks + 1 }, verdict: { class: 'check', text, code: reading.code, saves } }
}

function kindOf(code: string): Reading['kind'] {
  const kinds: Record<string, Reading['kind']> = { F: 'folder', L: 'location', B: 'container', U: 'badge', C: 'command' }
  return kinds[code.charAt(0)] ?? 'unknown'
}

/** Ends the work at a location. What was done there can still be undone together. */
export function finish(session: Session): Session {
  const { held, here, before } = session
  return { held, checks: 0, ...(here ? { finished: here, before: { code: here.code, name: here.name } } : before && { before }) }
}

/** Forgets that a folder was scanned here, after an undo. */
export function forget(before: Session, code: string): Session {
  const session = unhandled(before, code)
  if (!session.here || !(code in session.here.seen)) return session
  const { [code]: _, ...seen } = session.here.seen
  const { last: __, ...rest } = session
  return { ...rest, here: { ...session.here, seen } }
}

/** Counts the held folders as scanned here, after "OK, they are here too". */
export function adopt(session: Session, codes: readonly string[], at: number): Session {
  if (!session.here) return { ...session, held: 0 }
  const seen = { ...session.here.seen }
  for (const code of codes) seen[code] ??= at
  return { ...session, held: 0, here: { ...session.here, seen, last: at } }
}
