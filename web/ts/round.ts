// A round through the shelves: the folders to pull, one after another, and what became of each. Pure, so that a wrong folder, one that
// is not there and a list that changes on the way are tests. No names: it is kept on the device.

import { grouped } from './code'
import type { NewScan } from './queue'
import type { Said } from './station'

interface Place { code: string; name: string }

/** One folder to go for, as the server tells it. */
export interface Row { request: number; code: string; volume: number; shelf: Place; location: Place; needed: string; urgent: boolean }

/** What was not on its shelf, until the server knows. */
export interface Report { request: number; code: string; reason: string; at: string }

export interface Round {
  library: Place
  rows: Row[]
  /** What became of folders, by their codes. */
  done: Record<string, 'pulled' | 'absent'>
  /** Left for the end. */
  later: string[]
  reports: Report[]
  /** When the server was asked last. */
  fetched: number
}

export type Save = Omit<NewScan, 'at' | 'source'>
export interface Step { round: Round; said: Said; saves: Save[] }

export const begin = (library: Place): Round => ({ library, rows: [], done: {}, later: [], reports: [], fetched: 0 })

/** The folder to pull now. */
export function next(round: Round): Row | undefined {
  const open = round.rows.filter(({ code }) => !round.done[code])
  return open.find(({ code }) => !round.later.includes(code)) ?? open.sort((a, b) => round.later.indexOf(a.code) - round.later.indexOf(b.code))[0]
}

/** How far the round is. */
export function progress({ rows, done }: Round): { pulled: number; absent: number; all: number } {
  const count = (what: string) => rows.filter(({ code }) => done[code] === what).length
  return { pulled: count('pulled'), absent: count('absent'), all: rows.length }
}

/**
 * Takes in the list of the server. What was pulled or reported here and it does not know yet stays so; what it lists again although it
 * knows must be looked for again. What it does not list any more is done or not wanted; the row that was pulled here stays, to be counted.
 */
export function renew(round: Round, fresh: readonly Row[], unknown: ReadonlySet<string>, now: number): Round {
  const listed = fresh.filter(({ code }, i) => fresh.findIndex((row) => row.code === code) === i)
  const done = Object.fromEntries(Object.entries(round.done).filter(([code]) => unknown.has(code) || !listed.some((row) => row.code === code)))
  const past = round.rows.filter(({ code }) => done[code] && !listed.some((row) => row.code === code))
  return { ...round, rows: [...past, ...listed], done, fetched: now }
}

const where = (row: Row) => `${row.shelf.name}, ${grouped(row.code)}`
const goOn = (round: Round) => {
  const row = next(round)
  return row ? ` Next: ${where(row)}.` : ' That was the last one.'
}

/** A folder was scanned: the one wanted, another of the round, or a wrong one. */
export function pull(round: Round, code: string): Step {
  const wanted = next(round)
  const row = round.rows.find((r) => r.code === code)
  const arrive: Save = { code, location: round.library.code, action: 'arrive', said: 'done' }
  if (row && round.done[code] === 'pulled') return { round, said: { class: 'already', text: `${grouped(code)} is pulled already.${goOn(round)}` }, saves: [] }
  if (row) {
    const after = { ...round, done: { ...round.done, [code]: 'pulled' as const }, later: round.later.filter((c) => c !== code), reports: round.reports.filter((r) => r.code !== code) }
    if (row === wanted) return { round: after, said: { class: 'done', text: `${grouped(code)}, volume ${row.volume}, for ${row.location.name}.${goOn(after)}` }, saves: [arrive] }
    return { round: after, said: { class: 'note', text: `${grouped(code)} is from further down your list. It is pulled too.${goOn(after)}` }, saves: [{ ...arrive, said: 'note' }] }
  }
  const seen: Save = { code, location: wanted?.shelf.code ?? round.library.code, action: 'seen', said: 'check' }
  if (!wanted) return { round, said: { class: 'check', text: `${grouped(code)} is not on your list. Put it back.` }, saves: [seen] }
  const text = `That is ${grouped(code)}. You want ${grouped(wanted.code)}.`
  return {
    round, saves: [{ ...seen, why: text }],
    said: { class: 'check', text: 'That is \u0000. You want \u0000. Put it back and look again.', apart: [grouped(code), grouped(wanted.code)] },
  }
}

/** The folder is not on its shelf. */
export function absent(round: Round, reason: string, at: string): Step {
  const row = next(round)
  if (!row) return { round, said: { class: 'already', text: 'There is nothing to look for.' }, saves: [] }
  const report = { request: row.request, code: row.code, reason, at }
  const after = { ...round, done: { ...round.done, [row.code]: 'absent' as const }, later: round.later.filter((c) => c !== row.code), reports: [...round.reports, report] }
  return { round: after, said: { class: 'note', text: `${grouped(row.code)} will be searched for.${goOn(after)}` }, saves: [] }
}

/** Comes back to a folder at the end. */
export function postpone(round: Round): Step {
  const row = next(round)
  if (!row) return { round, said: { class: 'already', text: 'There is nothing to look for.' }, saves: [] }
  const after = { ...round, later: [...round.later.filter((c) => c !== row.code), row.code] }
  return { round: after, said: { class: 'note', text: `${grouped(row.code)} comes again at the end.${goOn(after)}` }, saves: [] }
}

/** A shelf was scanned: the right one, or not. */
export function atShelf(round: Round, place: Place): Said {
  const row = next(round)
  if (row && row.shelf.code === place.code) return { class: 'already', text: `This is the right shelf. Scan ${grouped(row.code)}.` }
  return row ? { class: 'check', text: `This is ${place.name}. You want ${where(row)}.` } : { class: 'already', text: 'There is nothing to look for.' }
}

/** A folder that was pulled is to be looked for again. */
export function again(round: Round, code: string): Round {
  const { [code]: _, ...done } = round.done
  return { ...round, done }
}
