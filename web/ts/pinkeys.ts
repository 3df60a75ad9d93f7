// Puts a PIN, or a scan, together from the keys that arrive at the lock screen. A reducer without a clock or a page. A scan
// that lands in the PIN leaves nothing behind in it.

export interface Entry {
  pin: string
  /** Characters that arrived quickly one after another, and what the PIN was before them. */
  burst: string
  before: string
  last: number
  /** A character came that no PIN has: all of this burst is a barcode. */
  barcode: boolean
  /** When a scan ended last. */
  ended: number
}

export type Stroke = { kind: 'char'; char: string; at: number } | { kind: 'end' | 'back'; at: number }

export interface Struck {
  entry: Entry
  /** A barcode was read. */
  scan?: string
  /** Somebody is done with the PIN. */
  submit?: boolean
}

export const blank: Entry = { pin: '', burst: '', before: '', last: -Infinity, barcode: false, ended: -Infinity }

const longest = 6
/** The longest pause within a scan. Once it is known for one, slow scanners get more. */
const gap = 100
const slowGap = 500
/** The second half of CR LF comes within this. */
const second = 50

/** Takes one key into account. */
export function strike(entry: Entry, stroke: Stroke): Struck {
  switch (stroke.kind) {
    case 'char': return { entry: character(entry, stroke.char, stroke.at) }
    case 'back': return { entry: { ...blank, pin: entry.pin.slice(0, -1), ended: entry.ended } }
    case 'end': return end(entry, stroke.at)
  }
}

function character(entry: Entry, char: string, at: number): Entry {
  const follows = entry.burst !== '' && at - entry.last <= (entry.barcode ? slowGap : gap)
  const begun = follows ? entry : { ...entry, burst: '', before: entry.pin, barcode: false }
  const next = { ...begun, burst: begun.burst + char, last: at }
  if (next.barcode) return next
  if (!/\d/.test(char)) return { ...next, pin: next.before, barcode: true }
  if (next.pin.length < longest) return { ...next, pin: next.pin + char }
  // One digit too many is a slip of a finger; seven at once are a barcode.
  return next.burst.length > longest ? { ...next, pin: next.before, barcode: true } : next
}

function end(entry: Entry, at: number): Struck {
  if (entry.barcode) return { entry: { ...blank, pin: entry.pin, ended: at }, scan: entry.burst }
  if (entry.pin === '' || at - entry.ended <= second) return { entry }
  return { entry: { ...entry, burst: '' }, submit: true }
}
