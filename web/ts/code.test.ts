import { expect, test } from 'vitest'
import vectors from '../../tracking/testdata/barcodes.json'
import { checkCharacter, classify, grouped, isComplete, isNHSNumber, type Pattern } from './code'

interface Vector { raw: string; patterns?: Pattern[]; kind: string; code: string; symbology?: string; hint?: string }

test.each(vectors as Vector[])('$raw is read as $kind $code', (vector) => {
  const { raw, patterns, ...want } = vector
  const { length: _, text: __, ...got } = classify(raw, patterns)
  expect(got).toEqual(want)
})

test('the check character is ISO 7064 MOD 37,36', () => {
  expect(checkCharacter('A12425GABC1234002')).toBe('M')
})

test('a change of any one character of a folder code is never another folder', () => {
  const code = 'F40273188G'
  for (let i = 0; i < code.length; i++) {
    for (const other of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
      if (other === code[i]) continue
      expect(classify(code.slice(0, i) + other + code.slice(i + 1)).kind).not.toBe('folder')
    }
  }
})

test('every cut of a folder code is refused', () => {
  const code = 'F40273188G'
  for (let from = 0; from < code.length; from++) {
    for (let to = from + 1; to <= code.length; to++) {
      if (to - from < code.length) expect(['partial', 'unknown']).toContain(classify(code.slice(from, to)).kind)
    }
  }
})

test('an NHS number has a modulus 11 check digit, and a remainder of ten is none', () => {
  expect(isNHSNumber('9434765919')).toBe(true)
  expect(isNHSNumber('9434765910')).toBe(false)
  expect(isNHSNumber('9991234567')).toBe(false)
})

test('only a whole valid code is complete', () => {
  expect(isComplete('F40273188G')).toBe(true)
  expect(isComplete('F40273188')).toBe(false)
  expect(isComplete('F40273188GF511200474')).toBe(false)
})

test('codes are grouped for the eye', () => {
  expect(grouped('F40273188G')).toBe('F4027 3188G')
  expect(grouped('CDN01K')).toBe('CDN01K')
})
