import { expect, test } from 'vitest'
import { patterns, volumes } from './sound'

test('every result that needs a person has its own number of pulses', () => {
  expect([patterns.done, patterns.check, patterns.stop].map((pattern) => pattern.length)).toEqual([1, 2, 3])
})

test('no sound is longer than a second', () => {
  for (const pattern of Object.values(patterns)) {
    const last = pattern.at(-1)!
    expect(last.at + last.length).toBeLessThan(1)
  }
})

test('no two results sound alike: they differ in pulses, or in how long and which way these go', () => {
  const shapes = Object.values(patterns).map((pulses) => {
    const [first, second] = pulses
    const rising = second && first && second.pitch > first.pitch
    return `${pulses.length} ${rising ? 'rising' : 'level'} ${(first?.length ?? 0) < 0.05 ? 'tick' : 'tone'}`
  })
  expect(new Set(shapes).size).toBe(5)
})

test('every volume can be heard, and each is softer than the one before', () => {
  const shares = volumes.map(({ share }) => share)
  expect(shares).toEqual([...shares].sort((a, b) => b - a))
  expect(shares.at(-1)).toBeGreaterThan(0.1)
})
