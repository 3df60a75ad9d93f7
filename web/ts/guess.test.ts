import { expect, test } from 'vitest'
import { learn, nothingYet } from './guess'

/** The places that were named, for folders of one batch meant for these places. */
function named(meant: (string | undefined)[], batches: number[] = []): (string | undefined)[] {
  let guess = nothingYet
  return meant.map((place, i) => {
    const next = learn(guess, batches[i] ?? 1, place)
    guess = next.guess
    return next.place
  })
}

test('three of the last five folders for the same other place make it suspect, once', () => {
  expect(named(['C', undefined, 'C', undefined, 'C', 'C', 'C'])).toEqual([undefined, undefined, undefined, undefined, 'C', undefined, undefined])
})

test('three folders for three places are no pattern', () => {
  expect(named(['A', 'B', 'C'])).toEqual([undefined, undefined, undefined])
})

test('what was longer ago than five folders does not count', () => {
  expect(named(['C', 'C', undefined, undefined, undefined, 'C']).filter(Boolean)).toEqual([])
})

test('a new batch begins anew, and is told again', () => {
  expect(named(['C', 'C', 'C'], [1, 1, 2]).filter(Boolean)).toEqual([])
  expect(named(['C', 'C', 'C', 'C', 'C', 'C'], [1, 1, 1, 2, 2, 2]).filter(Boolean)).toEqual(['C', 'C'])
})
