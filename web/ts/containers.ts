// Boxes, trolleys and bags on the scan page. A container that is scanned at a location is here; the folders scanned after it go
// into it, or, where it has just come with something in it, out of it. Scanning it again changes between the two. Nothing in it is
// taken to be here, unless the site says so and a person answers OK.

import { grouped, type Reading } from './code'
import { folders, type Answer, type Book, type Here, type Place, type Session } from './session'

/** The container that the folders go into or out of. */
export interface Box extends Place {
  way: 'pack' | 'unpack'
  /** When each folder went in or out. */
  seen: Record<string, number>
  /** Whether everything in it is here waits for OK. */
  asks?: boolean
}

/** A container as the server told it last. */
export interface KnownContainer extends Place { location: string; state: string; folders: number }

/** A container was scanned. */
export function bring(session: Session, here: Here, { code }: Reading, at: number, book: Book): Answer {
  const known = book.container?.(code)
  const name = known?.name ?? code
  if (here.to) {
    const text = `${name} is on its way to ${here.to.name}.`
    return { session: { ...without(session), here: seenAt(here, code, at) }, verdict: { class: 'done', text, code, saves: [{ code, location: here.code, action: 'send', to: here.to.code, said: 'done' }] } }
  }
  if (session.box?.code === code) return turn(session, session.box)
  const came = known !== undefined && known.folders > 0 && (known.location !== here.code || known.state !== 'open')
  const asks = came && book.assumes === true
  const box: Box = { code, name, way: came ? 'unpack' : 'pack', seen: {}, ...(asks && { asks }) }
  const next = { ...session, box, here: { ...here, last: at } }
  const saves: Answer['verdict']['saves'] = [{ code, location: here.code, action: 'arrive', contents: 'one_by_one', said: 'note' }]
  const also = left(session.box)
  const text = asks ? `${name} is here.${also} Is everything in it here? Answer OK, or scan its ${folders(known.folders)} one by one.`
    : `${name} is here.${also} ${came ? `Scan its ${folders(known.folders)} one by one.` : 'Scan the folders that go into it.'}`
  return { session: next, verdict: { class: 'note', text, code, saves, ...(asks && { asks }) } }
}

/** Changes between packing and taking out. */
function turn(session: Session, { asks: _, ...box }: Box): Answer {
  const next: Box = { ...box, way: box.way === 'pack' ? 'unpack' : 'pack', seen: {} }
  const text = `${banner(next)}. Scan it again to ${box.way === 'pack' ? 'pack into it' : 'take folders out'}.`
  return { session: { ...session, box: next }, verdict: { class: 'note', text, code: box.code, saves: [] } }
}

/** A folder was scanned while a container is open. */
export function handle(session: Session, here: Here, { asks: _, ...box }: Box, { code }: Reading, at: number, book: Book): Answer {
  const before = box.seen[code]
  const action = box.way === 'pack' ? 'arrive' as const : 'unpack' as const
  const next = { ...session, box: { ...box, seen: { ...box.seen, [code]: before ?? at } }, here: seenAt(here, code, at) }
  const already = before !== undefined
  const verb = box.way === 'pack' ? 'is in' : 'is out of'
  const text = already ? `${grouped(code)} was scanned at ${book.clock(before)}. It ${verb} ${box.name}.` : `${grouped(code)} ${verb} ${box.name}.`
  const said = already ? 'already' as const : 'done' as const
  return { session: next, verdict: { class: said, text, code, saves: [{ code, location: here.code, action, container: box.code, said }] } }
}

/** What stands above the box for scans while a container is open. */
export function banner(box: Box): string {
  return box.way === 'pack' ? `Packing ${box.name}` : `Taking out of ${box.name}`
}

/** The session with no container open. */
export function without({ box: _, ...rest }: Session): Session {
  return rest
}

/** What was done with a container before something else begins. */
export function left(box: Box | undefined): string {
  const count = box ? Object.keys(box.seen).length : 0
  return box && count > 0 ? ` ${folders(count)} ${box.way === 'pack' ? 'in' : 'out of'} ${box.name}.` : ''
}

/** Forgets a scan that was taken back: of a folder, or of the container itself. */
export function unhandled(session: Session, code: string): Session {
  const { box } = session
  if (!box) return session
  if (box.code === code) return without(session)
  const { [code]: _, ...seen } = box.seen
  return { ...session, box: { ...box, seen } }
}

function seenAt(here: Here, code: string, at: number): Here {
  return { ...here, seen: { ...here.seen, [code]: here.seen[code] ?? at } }
}
