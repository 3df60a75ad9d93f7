// Counting what stands on shelves: what each scan is compared with, and what is said of it. Pure, so that a folder of another shelf, one
// that is scanned twice and a shelf that is no part of the place are tests. No names: it is kept on the device.

import { grouped } from './code'
import type { NewScan } from './queue'
import { folders, holdsFor } from './session'
import type { Said } from './station'

export interface Place { code: string; name: string }

/** What the server tells once: codes and shelves. */
export interface Expected {
  id: string
  kind: 'full' | 'sample' | 'shelf'
  state: string
  ended?: string
  place: Place
  places: Place[]
  /** The shelf where the system said that a folder was, by the folder's code. */
  shelves: Record<string, string>
  /** Which of them were seen when the list came. */
  seen: string[]
  fetched: number
}

/** What was done here. */
export interface Count {
  id: string
  shelf: Place | undefined
  /** When this row of folders began: a shelf that is scanned again is a new row. */
  row: number
  /** The folders of this row, in the order in which they stand. */
  here: string[]
  /** All that was scanned on this device, for this stocktake. */
  seen: string[]
  last: { id: string; code: string; location: string } | undefined
  /** When something was scanned last, and who had the page open. */
  used: number
  user?: string
}

export type Save = Omit<NewScan, 'at' | 'source'>
export interface Step { count: Count; said: Said; saves: Save[] }

/** Begins, on the shelf itself where there is nothing inside the place. */
export function begin(id: string, list: Expected | undefined, now: number): Count {
  return { id, shelf: only(list), row: now, here: [], seen: [], last: undefined, used: now }
}

export const only = (list: Expected | undefined) => (list?.places.length === 1 ? list.places[0] : undefined)

export const over = (list: Expected): Said => ({ class: 'stop', text: `This ${list.kind === 'full' ? 'stocktake' : 'audit'} is over${list.ended ? ` since ${list.ended}` : ''}. What you scan now does not count. Scans from before still do.` })

/** Where nobody stands at a shelf any more, the next folder asks for one. */
const nowhere = (count: Count, now: number): Count => ({ ...count, shelf: undefined, row: now, here: [] })

/**
 * A shelf holds for a quarter of an hour without a scan, and for whoever scanned it. One that was scanned since the page opened is of
 * whoever has it open: the server may be slow to say who that is.
 */
export function hold(count: Count, now: number, user: string | undefined, opened: number): Count {
  const others = count.user !== undefined && user !== undefined && count.user !== user && count.row < opened
  return others || (count.shelf && now - count.used > holdsFor) ? { ...nowhere(count, now), last: undefined } : count
}

/** The person went to a shelf. Scanned again, its row begins anew. One that is refused still says that they left the last one. */
export function goTo(count: Count, list: Expected | undefined, { code, name }: Place, now: number): Step {
  const place = list?.places.find((p) => p.code === code)
  if (list && !place) return { count: nowhere(count, now), said: { class: 'check', text: `That location is no part of ${list.place.name}. Scan a shelf of it.` }, saves: [] }
  const shelf = place ?? { code, name }
  const again = count.shelf?.code === code && count.here.length > 0
  return { count: { ...count, shelf, row: now, here: [] }, saves: [],
    said: { class: 'note', text: again ? `${shelf.name} begins again. Scan its folders from left to right.` : `You are at ${shelf.name}. Scan its folders from left to right.`, big: shelf.name } }
}

/** The shelf is done. */
export function leave(count: Count, now: number): Step {
  const { shelf, here } = count
  const text = shelf ? `${folders(here.length)} counted at ${shelf.name}. Scan the next shelf, or see the result.` : 'Scan a shelf, or see the result.'
  return { count: nowhere(count, now), said: { class: 'note', text }, saves: [] }
}

/** A folder was scanned. Whatever is said of it, it was seen, and that is kept. */
export function see(count: Count, list: Expected | undefined, code: string): Step {
  if (!count.shelf) return { count, said: { class: 'stop', text: 'Where are you? Scan the shelf, then this folder again. It does not count yet.' }, saves: [] }
  if (count.here.includes(code)) return { count, said: { class: 'already', text: `${grouped(code)} was scanned in this row.` }, saves: [] }
  const said = verdict(count.shelf, list, code)
  return { said, count: { ...count, here: [...count.here, code], seen: count.seen.includes(code) ? count.seen : [...count.seen, code] },
    saves: [{ code, location: count.shelf.code, action: 'seen', said: said.class, batch: count.row }] }
}

function verdict(shelf: Place, list: Expected | undefined, code: string): Said {
  const name = grouped(code)
  if (!list) return { class: 'done', text: `${name} is seen at ${shelf.name}. What the system says shows when the connection is back.` }
  if (list.state !== 'open') return over(list)
  const said = list.shelves[code]
  if (said === undefined) return list.kind === 'sample'
    ? { class: 'note', text: `${name} is not one to look for.` }
    : { class: 'note', text: `${name} is not expected here. Leave it where it stands, or put it aside. The result lists it.` }
  const there = list.places.find((p) => p.code === said)
  if (said === shelf.code || said === list.place.code || shelf.code === list.place.code) return { class: 'done', text: `${name} is where it should be.` }
  return { class: 'note', text: `${name} belongs at ${there?.name ?? 'another shelf'}. The result lists it.` }
}

/** The last scan is taken back. */
export function undo(count: Count): Step {
  const { last } = count
  if (!last) return { count, said: { class: 'already', text: 'There is nothing to undo.' }, saves: [] }
  const without = (codes: string[]) => codes.filter((code) => code !== last.code)
  return { count: { ...count, here: without(count.here), seen: without(count.seen), last: undefined }, said: { class: 'note', text: `Undone. ${grouped(last.code)} does not count.` },
    saves: [{ code: last.code, location: last.location, action: 'undo', undoes: last.id, said: 'note' }] }
}

/** How far everybody is, with what is scanned here and not sent yet. */
export function progress(count: Count, list: Expected | undefined, seen: number): string {
  if (!list) return ''
  const all = Object.keys(list.shelves).length
  return `${Math.min(all, Math.max(seen, known(count, list)))} of ${all} seen`
}

/** How many are known here to be seen. */
function known(count: Count, list: Expected): number {
  return list.seen.length + count.seen.filter((code) => code in list.shelves && !list.seen.includes(code)).length
}

/** Whether others have seen more than this list says. It matters where single folders are looked for: nobody looks for those. */
export function behind(count: Count, list: Expected, seen: number): boolean {
  return list.kind === 'sample' && list.state === 'open' && seen > known(count, list)
}

/** What is still to look for, where single folders are looked for. */
export function toLook(count: Count, list: Expected | undefined): { code: string; shelf: string }[] {
  if (list?.kind !== 'sample') return []
  const done = new Set([...list.seen, ...count.seen])
  const names = new Map(list.places.map(({ code, name }) => [code, name]))
  return Object.entries(list.shelves).filter(([code]) => !done.has(code)).map(([code, shelf]) => ({ code, shelf: names.get(shelf) ?? shelf }))
}
