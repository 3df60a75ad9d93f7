// What a reading of a barcode is: the browser's half of the scan rules. Pure, so that the server's
// implementation can be held to the same vectors (tracking/testdata/barcodes.json).

import { gs1 } from './gs1'

export type Kind =
  | 'folder' | 'location' | 'container' | 'badge' | 'command' | 'nhs_number'
  | 'wristband' | 'gs1_location' | 'unknown' | 'partial' | 'joined' | 'ambiguous'

/** A label of the site's own. In shape 9 is a digit, A a letter, X either, anything else itself; of a GS1 prefix it is the prefix. */
export interface Pattern {
  name: string
  kind: 'folder' | 'location' | 'gs1_prefix'
  shape: string
  check?: '' | 'mod37_36'
}

/** What was wrong with a reading, for the words on the screen. */
export type Hint = 'check' | 'K1' | 'K2' | 'withheld'

export interface Reading {
  kind: Kind
  /** The code itself; empty where the content must not be kept. Joined codes have a space between. */
  code: string
  /** How many characters were read: all that is kept of what is not ours. */
  length?: number
  /** The text as it came, to compare the next one with. Never kept, never shown. */
  text?: string
  symbology?: string
  hint?: Hint
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The ISO 7064 MOD 37,36 check character of a body of digits and capital letters. */
export function checkCharacter(body: string): string {
  let product = 36
  for (const character of body) {
    const value = alphabet.indexOf(character)
    if (value < 0) throw new RangeError(`no check character for ${character}`)
    const sum = (product + value) % 36
    product = ((sum === 0 ? 36 : sum) * 2) % 37
  }
  return alphabet.charAt((37 - product) % 36)
}

/** Whether the last character is the right check character for the rest. */
export function checks(code: string): boolean {
  return /^[0-9A-Z]{2,}$/.test(code) && checkCharacter(code.slice(0, -1)) === code.slice(-1)
}

/** Whether ten digits are an NHS number: modulus 11, weights 10 to 2. */
export function isNHSNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < 9; i++) sum += Number(digits[i]) * (10 - i)
  return (11 - (sum % 11)) % 11 === Number(digits[9])
}

// The letters I, O and Q are never issued: they are mistaken for 1 and 0.
const formats: { kind: Kind; shape: RegExp; length: number }[] = [
  { kind: 'folder', shape: /^F\d{8}[0-9A-HJ-NPR-Z]$/, length: 10 },
  { kind: 'location', shape: /^L\d{6}[0-9A-HJ-NPR-Z]$/, length: 8 },
  { kind: 'container', shape: /^B\d{6}[0-9A-HJ-NPR-Z]$/, length: 8 },
  { kind: 'badge', shape: /^U\d{6}[0-9A-HJ-NPR-Z]$/, length: 8 },
  { kind: 'command', shape: /^C[A-Z]{2}\d{2}[0-9A-HJ-NPR-Z]$/, length: 6 },
]

export function ownKind(code: string): Kind | undefined {
  return checks(code) ? formats.find((format) => format.shape.test(code))?.kind : undefined
}

/** Whether one of our own codes, check character and all, is the text or begins it. */
export function leading(text: string): { whole: boolean; more: boolean } {
  const found = formats.find(({ length }) => ownKind(text.slice(0, length)) !== undefined)
  return { whole: found !== undefined, more: found !== undefined && text.length > found.length }
}

function fitsShape(shape: string, code: string): boolean {
  if (shape.length !== code.length) return false
  const fits: Record<string, RegExp> = { '9': /\d/, A: /[A-Z]/, X: /[0-9A-Z]/ }
  return [...shape].every((mark, i) => fits[mark]?.test(code.charAt(i)) ?? mark === code.charAt(i))
}

function fits(pattern: Pattern, code: string): boolean {
  if (!fitsShape(pattern.shape, code)) return false
  return pattern.check !== 'mod37_36' || checks(code)
}

/** Says what a raw reading is: exactly one thing, or why not. It never guesses and never trims to fit. */
export function classify(raw: string, patterns: readonly Pattern[] = []): Reading {
  const bare = raw.replace(/^[\r\n\t ]+|[\r\n\t ]+$/g, '')
  const symbology = /^\][A-Za-z][0-9A-Za-z]/.exec(bare)?.[0]
  const typed = symbology ? bare.slice(symbology.length) : bare
  const text = plainForm(typed)
  const { found, value } = gs1(text, symbology, patterns.find(({ kind }) => kind === 'gs1_prefix')?.shape)
  return { ...(found ?? plain(value, typed, patterns)), length: [...text].length, text, ...(symbology && { symbology }) }
}

// The noughts of Arabic, Persian, Hindi, Bengali, Punjabi and Gujarati keyboards; the other nine digits follow each.
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6]

/** A text in the characters of our barcodes where it is written in others that mean the same: wide letters, other scripts' digits. */
function plainForm(text: string): string {
  const latin = /^[\x00-\x7f]*$/.test(text) ? text : text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    const zero = zeros.find((nought) => code >= nought && code <= nought + 9)
    return zero === undefined ? digit : String(code - zero)
  })
  return latin.replace(/^ +| +$/g, '')
}

/** Turns a to z into capitals and leaves other scripts alone: what a letter becomes there depends on who is asked. */
export function capitals(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
}

// Two formats that fit are one too many even where they are of one kind: one would void the other's check character. Ten digits
// that a format of the site claims are that, because one in eleven passes for an NHS number.
function plain(text: string, typed: string, patterns: readonly Pattern[]): Reading {
  const code = capitals(text.replace(/ +/g, '')).replace(/^\*([^]+)\*$/, '$1')
  const own = ownKind(code)
  const kinds: Kind[] = own ? [own] : []
  for (const pattern of patterns) if (pattern.kind !== 'gs1_prefix' && fits(pattern, code)) kinds.push(pattern.kind)
  if (kinds.length > 1) return { kind: 'ambiguous', code }
  for (const kind of kinds) return { kind, code }
  const digits = code.replace(/[-\u00a0]/g, '')
  return isNHSNumber(digits) ? { kind: 'nhs_number', code: digits } : unmatched(typed, code)
}

function unmatched(typed: string, code: string): Reading {
  const parts = split(code)
  if (parts) return { kind: 'joined', code: parts.join(' ') }
  if (isFragment(code)) return { kind: 'partial', code }
  // The content of somebody else's code may be an address, a password or a person: not ours to keep.
  if (/^[A-Z]+:/.test(code) || [...code].length > 40) return { kind: 'unknown', code: '', hint: 'withheld' }
  if (/[£¬"&éèçàùÉÈÇÀÙµ§²'(_]/.test(typed)) return { kind: 'unknown', code, hint: 'K1' }
  return formats.some(({ shape }) => shape.test(plausible(code))) ? { kind: 'unknown', code, hint: 'check' } : { kind: 'unknown', code }
}

// A code of our shape, even with the letters that are mistaken for digits, is worth a second look.
function plausible(code: string): string {
  return code.charAt(0) + code.slice(1).replace(/[OQ]/g, '0').replace(/I/g, '1')
}

/** Our own codes run together. The type letter fixes the length, so there is only one way to divide. */
function split(code: string): string[] | undefined {
  const parts: string[] = []
  for (let rest = code; rest !== '';) {
    const format = formats.find(({ length, shape }) => shape.test(rest.slice(0, length)) && checks(rest.slice(0, length)))
    if (!format) return undefined
    parts.push(rest.slice(0, format.length))
    rest = rest.slice(format.length)
  }
  return parts.length > 1 ? parts : undefined
}

/** One of our codes with its first character lost, which the check character proves, or with its end lost. */
function isFragment(code: string): boolean {
  if (['F', 'L', 'B', 'U', 'C'].some((letter) => ownKind(letter + code))) return true
  return /^F\d{2,7}[0-9A-Z]$/.test(code) || /^[LBU]\d{2,5}[0-9A-Z]$/.test(code)
}

/** Whether a text is already one complete code, so that a missing terminator need not be waited for. */
export function isComplete(text: string, patterns: readonly Pattern[] = []): boolean {
  const { kind } = classify(text, patterns)
  return !['unknown', 'partial', 'ambiguous', 'joined'].includes(kind)
}

/** Groups one of our folder codes for the eye, "F4027 3188G", as tracking.Group does. Other codes stay as they are. */
export function grouped(code: string): string {
  return code.length === 10 && code.startsWith('F') ? code.slice(0, 5) + ' ' + code.slice(5) : code
}
