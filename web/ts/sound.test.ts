import { expect, test } from 'vitest'
import { patterns } from './sound'

test('every result that needs a person has its own number of pulses', () => {
  expect([patterns.done, patterns.check, patterns.stop].map((pattern) => pattern.length)).toEqual([1, 2, 3])
})

test('no sound is longer than a second', () => {
  for (const pattern of Object.values(patterns)) {
    const last = pattern.at(-1)!
    expect(last.at + last.length).toBeLessThan(1)
  }
})
