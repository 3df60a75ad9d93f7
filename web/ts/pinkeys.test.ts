import { expect, test } from 'vitest'
import { blank, strike, type Entry } from './pinkeys'

/** Strikes keys, so many milliseconds apart; '\n' ends. */
function struck(keys: string, gap: number, entry: Entry = blank, from = 0) {
  let at = from
  const scans: string[] = []
  let submits = 0
  for (const char of keys) {
    at += gap
    const result = strike(entry, char === '\n' ? { kind: 'end', at } : char === '<' ? { kind: 'back', at } : { kind: 'char', char, at })
    entry = result.entry
    if (result.scan !== undefined) scans.push(result.scan)
    if (result.submit) submits++
  }
  return { entry, scans, submits, pin: entry.pin }
}

test('a PIN is typed slowly or fast, corrected, and ends with Enter', () => {
  expect(struck('4071\n', 200)).toMatchObject({ pin: '4071', submits: 1, scans: [] })
  expect(struck('407185\n', 20)).toMatchObject({ pin: '407185', submits: 1, scans: [] })
  expect(struck('408<71\n', 200)).toMatchObject({ pin: '4071', submits: 1 })
  expect(struck('4071852\n', 200)).toMatchObject({ pin: '407185', submits: 1, scans: [] })
  expect(struck('\n', 200)).toMatchObject({ submits: 0, scans: [] })
})

test('a scan into the PIN is taken out of it whole', () => {
  expect(struck('F00000018J\n', 4)).toMatchObject({ pin: '', scans: ['F00000018J'], submits: 0 })
  const half = struck('40', 200)
  expect(struck('U000018H\n', 4, half.entry, 2000)).toMatchObject({ pin: '40', scans: ['U000018H'], submits: 0 })
})

test('a barcode of digits alone is told from a PIN by its length', () => {
  expect(struck('9434765919\n', 4)).toMatchObject({ pin: '', scans: ['9434765919'], submits: 0 })
})

test('a slow scanner is still one scan once a letter has come', () => {
  expect(struck('L000018J\n', 180)).toMatchObject({ pin: '', scans: ['L000018J'], submits: 0 })
})

test('the second half of CR LF does not send a PIN', () => {
  const half = struck('4071', 200)
  const scan = struck('U000018H\n', 4, half.entry, 2000)
  expect(strike(scan.entry, { kind: 'end', at: scan.entry.ended + 10 }).submit).toBeUndefined()
  expect(strike(scan.entry, { kind: 'end', at: scan.entry.ended + 1000 }).submit).toBe(true)
})
