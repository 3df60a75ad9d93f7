// What a reading of a barcode is: the browser's half of the scan rules. Pure, so that the server's
// implementation can be held to the same vectors (tracking/testdata/barcodes.json).

export type Kind =
  | 'folder' | 'location' | 'container' | 'badge' | 'command' | 'nhs_number'
  | 'wristband' | 'gs1_location' | 'unknown' | 'partial' | 'joined' | 'ambiguous'

/** A label of the site's own. In shape 9 is a digit, A a letter, X either, anything else itself. */
export interface Pattern {
  name: string
  kind: 'folder' | 'location'
  shape: string
  check?: '' | 'mod37_36'
}

/** What was wrong with a reading, for the words on the screen. */
export type Hint = 'check' | 'K1' | 'K2' | 'withheld'

export interface Reading {
  kind: Kind
  /** The code itself; empty where the content must not be kept. Joined codes have a space between. */
  code: string
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

/** Whether the last digit is the GS1 modulo 10 check digit of the rest. */
export function isGS1Number(digits: string): boolean {
  if (!/^\d{8,18}$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < digits.length - 1; i++) {
    sum += Number(digits[digits.length - 2 - i]) * (i % 2 === 0 ? 3 : 1)
  }
  return (10 - (sum % 10)) % 10 === Number(digits.slice(-1))
}

// The letters I, O and Q are never issued: they are mistaken for 1 and 0.
const formats: { kind: Kind; shape: RegExp; length: number }[] = [
  { kind: 'folder', shape: /^F\d{8}[0-9A-HJ-NPR-Z]$/, length: 10 },
  { kind: 'location', shape: /^L\d{6}[0-9A-HJ-NPR-Z]$/, length: 8 },
  { kind: 'container', shape: /^B\d{6}[0-9A-HJ-NPR-Z]$/, length: 8 },
  { kind: 'badge', shape: /^U\d{6}[0-9A-HJ-NPR-Z]$/, length: 8 },
  { kind: 'command', shape: /^C[A-HJ-NPR-Z]{2}\d{2}[0-9A-HJ-NPR-Z]$/, length: 6 },
]

function ownKind(code: string): Kind | undefined {
  return checks(code) ? formats.find((format) => format.shape.test(code))?.kind : undefined
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
  let text = raw.replace(/^[\r\n\t]+|[\r\n\t]+$/g, '')
  const aim = /^\][A-Za-z][0-9A-Za-z]/.exec(text)?.[0]
  if (aim) text = text.slice(aim.length)
  const symbology = aim ? { symbology: aim } : {}
  const reading = gs1(text, aim, patterns) ?? plain(text, patterns)
  return { ...reading, ...symbology }
}

function clean(text: string): string {
  const bare = text.normalize('NFKC').replace(/\s+/g, '').toUpperCase()
  return bare.replace(/^\*(.+)\*$/, '$1')
}

// Two formats that fit are one too many even where they are of one kind: one would void the other's check character. Ten digits
// that a format of the site claims are that, because one in eleven passes for an NHS number.
function plain(text: string, patterns: readonly Pattern[]): Reading {
  const code = clean(text)
  const own = ownKind(code)
  const kinds: Kind[] = own ? [own] : []
  for (const pattern of patterns) if (fits(pattern, code)) kinds.push(pattern.kind)
  if (kinds.length > 1) return { kind: 'ambiguous', code }
  for (const kind of kinds) return { kind, code }
  const digits = code.replace(/-/g, '')
  return isNHSNumber(digits) ? { kind: 'nhs_number', code: digits } : unmatched(text, code)
}

function unmatched(text: string, code: string): Reading {
  const parts = split(code)
  if (parts) return { kind: 'joined', code: parts.join(' ') }
  if (isFragment(code)) return { kind: 'partial', code }
  // The content of somebody else's code may be an address, a password or a person: not ours to keep.
  if (/^[A-Z]{2,}:/.test(code) || code.length > 40) return { kind: 'unknown', code: '', hint: 'withheld' }
  if (/[£¬"&éèçàùµ§²'(_]/i.test(text)) return { kind: 'unknown', code, hint: 'K1' }
  const looksOwn = formats.some((format) => format.length === code.length && format.shape.test(plausible(code)))
  return looksOwn ? { kind: 'unknown', code, hint: 'check' } : { kind: 'unknown', code }
}

// A code of our shape, even with the letters that are mistaken for digits, is worth a second look.
function plausible(code: string): string {
  return code.charAt(0) + code.slice(1).replace(/[OQ]/g, '0').replace(/I/g, '1')
}

/** Our own codes run together, when they divide in exactly one way. */
function split(code: string): string[] | undefined {
  if (code.length > 100) return undefined
  const ways: string[][] = []
  const walk = (from: number, parts: string[]) => {
    if (from === code.length && parts.length > 1) ways.push(parts)
    for (const length of [10, 8, 6]) {
      const part = code.slice(from, from + length)
      if (part.length === length && ownKind(part)) walk(from + length, [...parts, part])
    }
  }
  walk(0, [])
  return ways.length === 1 ? ways[0] : undefined
}

/** Whether something of one of our codes is here and something is missing. */
function isFragment(code: string): boolean {
  if (['F', 'L', 'B', 'U', 'C'].some((letter) => ownKind(letter + code))) return true
  if (/^F\d{3,8}$/.test(code) || /^F\d{3,7}[A-HJ-NPR-Z]$/.test(code)) return true
  return /^[LBU]\d{3,6}$/.test(code) || /^[LBU]\d{3,5}[A-HJ-NPR-Z]$/.test(code)
}

// The symbologies that say "GS1 application identifiers follow".
const gs1Symbologies = new Set([']C1', ']c1', ']d2', ']D2', ']Q3', ']q3', ']e0'])
const separator = '\u001d'

/** Reads GS1 application identifiers; undefined when the text is not GS1 or holds nothing of ours. */
function gs1(text: string, aim: string | undefined, patterns: readonly Pattern[]): Reading | undefined {
  const data = text.trim().replace(/^\u001d/, '')
  const declared = (aim !== undefined && gs1Symbologies.has(aim)) || text.includes(separator)
  if (/^801[78]\d{18}$/.test(data) && isGS1Number(data.slice(4))) return { kind: 'wristband', code: '' }
  if (/^414\d{13}$/.test(data) && isGS1Number(data.slice(3))) return { kind: 'gs1_location', code: data.slice(3) }
  if (!declared || ownKind(clean(data))) return undefined
  return gs1Elements(data, patterns)
}

function gs1Elements(data: string, patterns: readonly Pattern[]): Reading | undefined {
  const elements = data.split(separator)
  if (elements.some((element) => /^801[78]\d{18}|^9[123]./.test(element))) return { kind: 'wristband', code: '' }
  const location = /^414(\d{13})(?:254([!-~]{1,20}))?\u001d?$/.exec(data)
  if (location?.[1] && isGS1Number(location[1])) {
    return { kind: 'gs1_location', code: location[1] + (location[2] ? '+' + location[2].toUpperCase() : '') }
  }
  // In AI 8003 the number of the piece comes after the one of its type.
  const value = /^(?:8004|8003.{14})(.+)$/.exec(elements[0] ?? '')?.[1]
  if (!value) return undefined
  // A lost separator glues the next identifier to a value of variable length: two meanings, so neither.
  const glued = /414(\d{13})$|801[78](\d{18})$/.exec(value)
  if (glued && isGS1Number(glued[1] ?? glued[2] ?? '')) return { kind: 'ambiguous', code: '', hint: 'K2' }
  return plain(value, patterns)
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
