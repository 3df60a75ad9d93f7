import { expect, test } from 'vitest'
import { diagnose, verdict, type Burst, type Press } from './diagnose'
import tests from './scannertests.json'

const [plain, symbols, country, gs1] = tests.map((t) => t.code) as [string, string, string, string]

/** The keys that a scanner presses for a text; \r, \n and \t are what ends it, \u001d is Ctrl and ]. */
function keys(text: string, { pace = 4, caps = false, from = 1000 } = {}): Burst {
  const named: Record<string, Partial<Press>> = {
    '\r': { key: 'Enter' }, '\t': { key: 'Tab' }, '\n': { key: 'j', ctrl: true }, '\u001d': { key: ']', ctrl: true },
  }
  const presses = [...text].map((char, i) => ({ key: char, caps, at: from + i * pace, ...named[char] }))
  return { presses: [{ key: 'Shift', at: from, caps }, ...presses] }
}
const told = (text: string, options = {}) => diagnose(keys(text, options), tests)
const words = (text: string, options = {}) => told(text, options)?.findings.map((f) => f.text).join('\n')
const faults = (text: string, options = {}) => told(text, options)?.findings.filter((f) => f.fault).length

test('a scanner that is set up well has nothing said of it', () => {
  for (const { id, code } of tests) {
    expect(told(`${code}\r`)).toEqual({ test: id, text: code, characters: code.length, between: 4, before: 'Nothing', after: 'Enter', caps: false, findings: [] })
    expect(told(`]C1${code}\r`)?.findings).toEqual([])
  }
})

test('what ends a scan is named', () => {
  for (const [end, name, count] of [['', 'Nothing', 1], ['\t', 'Tab', 0], ['\r\t', 'Enter and Tab', 0], ['\n', 'Line feed', 0],
    ['\r\n', 'Enter and Line feed', 0], ['\r\r', 'Enter and Enter', 0]] as const) {
    expect(told(plain + end)?.after).toBe(name)
    expect(told(plain + end)?.findings).toHaveLength(1)
    expect(faults(plain + end)).toBe(count)
  }
})

test('a prefix and a suffix are named', () => {
  expect(words(`\t${plain}\r`)).toMatch(/^Tab comes before the code/)
  expect(words(`**${plain}\r`)).toMatch(/^“\*\*” comes before the code/)
  expect(words(`${plain};\r`)).toMatch(/^“;” comes after the code/)
})

test('a keyboard of another country is named, with what to do', () => {
  const wrong = (scanner: string, pc: string) => `The scanner is set to ${scanner}, this PC is ${pc}: set the scanner’s country to ${pc}.`
  expect(words('"£¬~\r')).toBe(wrong('US', 'UK'))
  expect(words('"\\||\r')).toBe(wrong('UK', 'US'))
  expect(words('"§°\'\r')).toBe(wrong('US', 'German'))
  expect(words('23µ\r')).toBe(wrong('US', 'French'))
  expect(words('TESTßaqwyzm-0123456789\r')).toMatch(/not one of the 4/) // the second dash would be changed as well
  expect(words('TESTßaqwyzmß0123456789\r')).toBe(wrong('US', 'German'))
  expect(words('TEST)qazwy,)à&é"\'(-è_ç\r')).toBe(wrong('US', 'French'))
})

test('Caps Lock and changed letters are advice, because our labels are read all the same', () => {
  expect(words('cte00f\r', { caps: true })).toMatch(/^Caps Lock is on\./)
  expect(words('test-AQWZYM-0123456789\r', { caps: true })).toMatch(/^Caps Lock is on\./)
  expect(words('TEST-AQWZYM-0123456789\r')).toMatch(/^The scanner changes capital or small letters/)
  expect(faults('cte00f\r', { caps: true })).toBe(0)
})

test('lost characters are told from another code', () => {
  expect(words(`${plain.slice(1)}\r`)).toMatch(/^The first character is lost/)
  expect(words(`${plain.slice(0, -1)}\r`)).toMatch(/^The end of the code is lost/)
  expect(words(`${country.slice(0, 9)}\r`)).toMatch(/^The end of the code is lost/)
  expect(words(`${symbols.slice(1)}\r`)).toMatch(/^The first character is lost/)
})

test('GS1 separators that are lost or replaced are told', () => {
  for (const instead of ['', ' ', '|', '<GS>']) expect(words(`${gs1.replace('\u001d', instead)}\r`)).toMatch(/^The separators of GS1 barcodes are lost/)
})

test('a code that arrives twice is told, in one burst or soon after', () => {
  expect(words(`${plain}\r${plain}\r`)).toMatch(/^The code arrived twice/)
  expect(words(`${plain}${plain}\r`)).toMatch(/^The code arrived twice/)
  const burst = keys(`${plain}\r`)
  expect(diagnose(burst, tests, { text: plain, at: 300 })?.findings).toHaveLength(1)
  expect(diagnose(burst, tests, { text: plain, at: -300 })?.findings).toEqual([])
  expect(diagnose(burst, tests, { text: symbols, at: 900 })?.findings).toEqual([])
  expect(words(`${plain}\r${symbols}\r`)).toMatch(/^Different codes arrived together/)
})

test('a slow scanner is told how slow it is', () => {
  expect(words(`${plain}\r`, { pace: 180 })).toMatch(/180 ms apart/)
  expect(faults(`${plain}\r`, { pace: 90 })).toBe(0)
})

test('another barcode is counted and not shown', () => {
  const report = told('9434765919\r')
  expect(report).toMatchObject({ text: '', characters: 10 })
  expect(report).not.toHaveProperty('test')
  expect(words('"AB_12\r')).toMatch(/another country’s keyboard/)
})

test('keys without characters are no scan, but for a number pad without Num Lock', () => {
  expect(told('\t')).toBeUndefined()
  expect(diagnose({ presses: [{ key: 'Shift', at: 1 }] }, tests)).toBeUndefined()
  const pad = ['Home', 'ArrowUp', 'PageUp', 'ArrowLeft'].map((key, i) => ({ key, at: i * 10 }))
  expect(diagnose({ presses: pad }, tests)?.findings[0]?.text).toMatch(/Num Lock is off/)
})

test('a keyboard that does not name its keys is judged by what came into the box', () => {
  const report = diagnose({ presses: [{ key: 'Unidentified', at: 1 }, { key: 'Enter', at: 2 }], text: plain }, tests)
  expect(report).toMatchObject({ test: 'plain', after: 'Enter', findings: [] })
})

test('the scanner is ready when all codes were read well', () => {
  expect(verdict(1, 4, 0)).toBe('Good so far. Scan the other 3 codes.')
  expect(verdict(3, 4, 0)).toBe('Good so far. Scan the last code.')
  expect(verdict(4, 4, 0)).toMatch(/^Ready/)
  expect(verdict(3, 4, 1)).toMatch(/^Change/)
})
