// Says what is wrong with a scanner from the keys it pressed for one of the printed test codes. Pure, so that every badly
// set scanner is a test. Times are event.timeStamp.

import { classify } from './code'
import { usual } from './keys'
import { layouts, type Layout } from './layouts'

export interface TestCode { id: string; code: string }

export interface Press { key: string; at: number; ctrl?: boolean; caps?: boolean }

/** What arrived without a long pause. text is what came into the box without the names of its keys. */
export interface Burst { presses: readonly Press[]; text?: string }

/** A fault has to be put right; advice need not. */
export interface Finding { fault: boolean; text: string }

export interface Report {
  /** The id of the test code that was read; none where it was another barcode, whose content is nobody's business. */
  test?: string
  text: string
  characters: number
  /** The usual number of ms from one character to the next. */
  between?: number
  before: string
  after: string
  caps: boolean
  findings: Finding[]
}

/** A code that is read again within this was read twice by one pull of the trigger. */
export const again = 1000

const separator = '\u001d'
const controls: Record<string, string> = { ']': separator, j: '\n', m: '\r', i: '\t' }

/** The characters that the keys stand for, terminators included; undefined for keys that make none. */
function character({ key, ctrl }: Press): string | undefined {
  if (ctrl) return controls[key.toLowerCase()]
  if (key === 'Enter') return '\r'
  if (key === 'Tab') return '\t'
  return key.length === 1 ? key : undefined
}

type Letters = 'same' | 'swapped' | 'capital' | 'small'
const spellings: Record<Letters, (text: string) => string> = {
  same: (text) => text,
  swapped: (text) => [...text].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join(''),
  capital: (text) => text.toUpperCase(),
  small: (text) => text.toLowerCase(),
}

interface Fit { before?: string; after?: string; lost?: 'first' | 'last' | 'separators'; twice?: boolean }
interface Match extends Fit { test: TestCode; layout?: Layout; letters: Letters }

// The surest first: what is only a part may be a part of more than one code.
const fits: ((text: string, expected: string) => Fit | undefined)[] = [
  (text, expected) => (text === expected ? {} : undefined),
  (text, expected) => (text === expected + expected ? { twice: true } : undefined),
  (text, expected) => {
    const [head, tail] = expected.split(separator)
    if (!head || !tail || text.length > expected.length + 4 || text.length < head.length + tail.length) return undefined
    return text.startsWith(head) && text.endsWith(tail) ? { lost: 'separators' } : undefined
  },
  (text, expected) => {
    const at = text.indexOf(expected)
    if (at < 0 || text.length > expected.length + 6) return undefined
    return { before: text.slice(0, at), after: text.slice(at + expected.length) }
  },
  (text, expected) => (text === expected.slice(1) ? { lost: 'first' } : undefined),
  (text, expected) => (text.length > 2 && expected.startsWith(text) ? { lost: 'last' } : undefined),
]

function match(text: string, tests: readonly TestCode[]): Match | undefined {
  for (const fit of fits) {
    for (const test of tests) {
      for (const layout of layouts) {
        for (const letters of ['same', 'swapped', 'capital', 'small'] as const) {
          const typed = [...test.code].map((c) => layout?.changes[c] ?? c).join('')
          const found = fit(text, spellings[letters](typed))
          if (found) return { ...found, test, letters, ...(layout && { layout }) }
        }
      }
    }
  }
  return undefined
}

/** Says what a burst of keys shows; nothing when it holds no scan. previous is the scan before it. */
export function diagnose(burst: Burst, tests: readonly TestCode[], previous?: { text: string; at: number }): Report | undefined {
  const made = burst.presses.flatMap((press) => {
    const char = character(press)
    return char === undefined ? [] : [{ char, at: press.at }]
  })
  let raw = made.map(({ char }) => char).join('')
  if (burst.text && !/[^\r\n\t]/.test(raw)) raw = burst.text + raw
  if (!/[^\r\n\t]/.test(raw)) return numberPad(burst)
  const [, before = '', body = '', after = ''] = /^([\r\n\t]*)([^]*?)([\r\n\t]*)$/.exec(raw) ?? []
  const copies = body.split(/[\r\n\t]+/)
  const text = (copies[0] ?? '').replace(/^\][A-Za-z]\d/, '')
  const found = match(text, tests)
  const between = median(made.filter(({ char }) => !/[\r\n\t]/.test(char)).map(({ at }) => at))
  const caps = burst.presses.some((press) => press.caps === true)
  const begun = burst.presses[0]?.at ?? Infinity
  const soon = previous !== undefined && previous.text === text && begun - previous.at <= again
  const twice = soon || found?.twice === true || (copies.length > 1 && copies.every((copy) => copy === copies[0]))
  const findings = [
    ...aboutCode(text, found, caps),
    ...aboutEnds(before, after, found),
    ...(twice ? [fault('The code arrived twice. Set the scanner’s delay before it reads the same code again to 1 second.')] : []),
    ...(copies.length > 1 && !twice ? [fault('Different codes arrived together. Scan them one at a time.')] : []),
    ...(between !== undefined && between > usual.gap
      ? [fault(`The characters come slowly, ${between} ms apart. Set the scanner’s delay between characters to 0 to 5 ms.`)] : []),
  ]
  return {
    text: found ? text : '', characters: text.length, caps, findings, before: named(before, found?.before), after: named(after, found?.after),
    ...(found && { test: found.test.id }), ...(between !== undefined && { between }),
  }
}

function numberPad({ presses }: Burst): Report | undefined {
  const keys = presses.filter(({ key }) => /^(Arrow|Home|End|Page|Insert|Clear)/.test(key))
  if (keys.length < 3 || (keys.at(-1)?.at ?? 0) - (keys[0]?.at ?? 0) > usual.gap * keys.length) return undefined
  const findings = [fault('The scanner imitates the number pad, and Num Lock is off. Set the scanner to send numbers as on the top row of keys.')]
  return { text: '', characters: 0, before: 'Nothing', after: 'Nothing', caps: false, findings }
}

function aboutCode(text: string, found: Match | undefined, caps: boolean): Finding[] {
  if (!found) {
    const hint = classify(text).hint === 'K1' ? ' Its characters look like another country’s keyboard: set the scanner’s country to that of this PC.' : ''
    return [fault(`This is not one of the 4 test codes.${hint} Scan a code from the test sheet.`)]
  }
  const list: Finding[] = []
  const { layout, letters, lost } = found
  if (layout) list.push(fault(`The scanner is set to ${layout.scanner}, this PC is ${layout.pc}: set the scanner’s country to ${layout.pc}.`))
  if (lost === 'first') list.push(fault('The first character is lost. Set the scanner’s delay between characters to 5 ms. If it is wireless, wake it with one scan first.'))
  if (lost === 'last') list.push(fault('The end of the code is lost. Scan it again from end to end. If it happens often, set the delay between characters to 5 ms.'))
  if (lost === 'separators') list.push(fault('The separators of GS1 barcodes are lost. Set the scanner to send them, as GS or Ctrl+].'))
  if (caps) list.push(advice('Caps Lock is on. Our own labels are read all the same. Switch it off, and switch on the scanner’s Caps Lock override.'))
  else if (letters !== 'same') list.push(advice('The scanner changes capital or small letters. Our own labels are read all the same. Switch off its case conversion and Caps Lock.'))
  return list
}

function aboutEnds(before: string, after: string, found: Match | undefined): Finding[] {
  const list: Finding[] = []
  const [first, last] = [named(before), named(after)]
  if (before) list.push(fault(`${first} comes before the code. Remove the scanner’s prefix.`))
  if (found?.before) list.push(fault(`“${found.before}” comes before the code. Remove the scanner’s prefix.`))
  if (found?.after) list.push(fault(`“${found.after}” comes after the code. Set the scanner’s suffix to Enter only.`))
  if (!after) list.push(fault('Nothing ends the scan. Set the scanner’s suffix to Enter.'))
  else if (after !== '\r') list.push(advice(`${last} ends the scan. That works here. Enter alone is safer: set the scanner’s suffix to Enter.`))
  return list
}

const fault = (text: string): Finding => ({ fault: true, text })
const advice = (text: string): Finding => ({ fault: false, text })

/** Names terminators and other characters: "Enter and Tab". */
function named(ends: string, text = ''): string {
  const names: Record<string, string> = { '\r': 'Enter', '\n': 'Line feed', '\t': 'Tab' }
  const list = [...(text ? [`“${text}”`] : []), ...[...ends].map((char) => names[char] ?? char)]
  return list.join(' and ') || 'Nothing'
}

function median(times: readonly number[]): number | undefined {
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? at)).sort((a, b) => a - b)
  const middle = gaps[gaps.length >> 1]
  return middle === undefined ? undefined : Math.round(middle)
}

/** What all tests say together. */
export function verdict(good: number, all: number, faults: number): string {
  if (faults > 0) return 'Change these settings, then scan the same code again.'
  if (good < all) return `Good so far. Scan ${all - good === 1 ? 'the last code' : `the other ${all - good} codes`}.`
  return 'Ready. This scanner is set up well.'
}
