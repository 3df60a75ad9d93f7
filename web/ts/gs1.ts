// Reads a GS1 symbol by its application identifiers, as the server does (tracking/gs1.go).

import { capitals, checkCharacter, leading, ownKind, type Reading } from './code'

// The symbologies that say "application identifiers follow"; Caps Lock turns ]d2 into ]D2.
const declaring = new Set([']C1', ']D2', ']Q3', ']E0'])

/** What a scanner sends for FNC1, after an element of variable length. */
const separator = '\u001d'

/**
 * What a GS1 symbol is; or else the value that still has to fit a format: the whole text, or our own code out of AI 8004 or 8003, or,
 * under the site's company prefix, out of 414 with 254 or of 00.
 */
export function gs1(text: string, symbology: string | undefined, prefix: string | undefined): { found?: Reading; value: string } {
  const declared = declaring.has((symbology ?? '').toUpperCase()) || text.includes(separator)
  const elements = text.replace(/^\u001d+|\u001d+$/g, '').split(separator)
  if (elements.some((element) => isPerson(element, declared))) return { found: { kind: 'wristband', code: '' }, value: '' }
  const [first = ''] = elements
  const own = prefix && elements.length === 1 ? ours(first, prefix) : undefined
  if (own) return { value: own }
  const place = elements.length === 1 && (declared || first.length === 16) ? gln(first) : undefined
  if (place) return { found: { kind: 'gs1_location', code: place }, value: '' }
  // In AI 8003 the number of the piece comes after the one of its type.
  let value = /^(?:8004|8003[^]{14}(?=[^]))([^]*)$/.exec(first)?.[1]
  // The number of a bed or a pump begins with the prefix, too.
  if (prefix && value?.startsWith(prefix) && ownKind(capitals(value.slice(prefix.length)))) value = value.slice(prefix.length)
  const { whole, more } = leading(capitals(value ?? ''))
  if (value === undefined || (!declared && !whole)) return { value: text }
  return more || isGlued(value) ? { found: { kind: 'ambiguous', code: '', hint: 'K2' }, value: '' } : { value }
}

/** Our own code in a GS1 number of the site: of the part of a place, or of a box by its running number. */
function ours(element: string, prefix: string): string | undefined {
  const [place = '', room = ''] = gln(element)?.split('+') ?? []
  if (place.startsWith(prefix) && ownKind(room)) return room
  const box = /^00(\d{18})$/.exec(element)?.[1] ?? ''
  const number = box.slice(1).startsWith(prefix) && isGS1Number(box) ? Number(box.slice(1 + prefix.length, -1)) : NaN
  const body = `B${String(number).padStart(6, '0')}`
  const code = number >= 0 ? body + checkCharacter(body) : ''
  return ownKind(code) && code
}

/** A patient or a member of staff. Where nothing declares the symbol, only the whole shape with a right check digit counts. */
function isPerson(element: string, declared: boolean): boolean {
  if (declared && /^(?:8018|8017|9[123])/.test(element)) return true
  return /^801[78]\d{18}$/.test(element) && isGS1Number(element.slice(4))
}

/** AI 414, the number of a place, and AI 254, the room there, which is part of the code: a place is not its room. */
function gln(element: string): string | undefined {
  const [, place, room] = /^414(\d{13})(?:254([!-~]{1,20}))?$/.exec(element) ?? []
  if (!place || !isGS1Number(place)) return undefined
  return room ? `${place}+${capitals(room)}` : place
}

/** A lost separator glues the next element to a value of variable length: two meanings, so neither. */
function isGlued(value: string): boolean {
  const place = /414(\d{13})$/.exec(value)?.[1]
  return (place !== undefined && isGS1Number(place)) || isPerson(value.slice(-22), false)
}

/** Whether the last digit is the GS1 modulo 10 check digit of the rest. */
export function isGS1Number(digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false
  const sum = [...digits].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  return sum % 10 === 0
}
