import { expect, test } from 'vitest'
import { absent, again, atShelf, begin, next, postpone, progress, pull, renew, type Row } from './round'

const library = { code: 'L000001B', name: 'Main library' }
const row = (request: number, code: string, shelf = 'Shelf 1'): Row => ({
  request, code, volume: 1, shelf: { code: 'L0000099', name: shelf }, location: { code: 'L0000125', name: 'Clinic B' }, needed: 'today 14:00', urgent: false,
})
const [a, b, c] = ['F40273188G', 'F402738181', 'F000000001'] as const
const started = renew(begin(library), [row(1, a), row(2, b, 'Shelf 2'), row(3, c)], new Set(), 1)

test('the right folder is pulled, and the next one follows', () => {
  const step = pull(started, a)
  expect(step.said).toEqual({ class: 'done', text: 'F4027 3188G, volume 1, for Clinic B. Next: Shelf 2, F4027 38181.' })
  expect(step.saves).toEqual([{ code: a, location: library.code, action: 'arrive', said: 'done' }])
  expect(next(step.round)?.code).toBe(b)
})

test('a wrong folder says which characters to compare, and is kept as seen at the shelf', () => {
  const step = pull(started, 'F999999990')
  expect(step.said.class).toBe('check')
  expect(step.said.apart).toEqual(['F9999 99990', 'F4027 3188G'])
  expect(step.saves[0]).toMatchObject({ action: 'seen', location: 'L0000099', why: 'That is F9999 99990. You want F4027 3188G.' })
  expect(next(step.round)?.code).toBe(a)
})

test('a folder from further down the list is pulled too, and the one wanted is still wanted', () => {
  const step = pull(started, c)
  expect(step.said.class).toBe('note')
  expect(next(step.round)?.code).toBe(a)
  expect(pull(step.round, c).said.class).toBe('already')
})

test('a folder that is not there is reported once and left behind', () => {
  const step = absent(started, 'not_there', '2026-11-28T10:00:00.000Z')
  expect(step.round.reports).toEqual([{ request: 1, code: a, reason: 'not_there', at: '2026-11-28T10:00:00.000Z' }])
  expect(next(step.round)?.code).toBe(b)
  expect(pull(step.round, a).round.reports).toEqual([]) // found after all, before anybody knew
})

test('a folder put off comes again at the end', () => {
  const later = postpone(postpone(started).round).round
  expect(next(later)?.code).toBe(c)
  expect(next(pull(later, c).round)?.code).toBe(a)
})

test('the list of the server counts, but for what it cannot know yet', () => {
  const one = pull(started, a).round
  const unsent = renew(one, [row(1, a), row(2, b)], new Set([a]), 2)
  expect(next(unsent)?.code).toBe(b)
  expect(progress(unsent)).toEqual({ pulled: 1, absent: 0, all: 2 })
  expect(next(renew(one, [row(1, a), row(2, b)], new Set(), 2))?.code).toBe(a) // it knows, and still asks
  expect(progress(renew(one, [row(2, b)], new Set(), 2))).toEqual({ pulled: 1, absent: 0, all: 2 })
  expect(renew(started, [row(2, b), row(4, b)], new Set(), 2).rows).toHaveLength(1) // two who wait for one folder
})

test('what was pulled can be taken back, and an end is an end', () => {
  expect(next(again(pull(started, a).round, a))?.code).toBe(a)
  const over = [a, b, c].reduce((round, code) => pull(round, code).round, started)
  expect(next(over)).toBeUndefined()
  expect(absent(over, 'not_there', '').said.class).toBe('already')
  expect(postpone(over).said.class).toBe('already')
  expect(pull(over, 'F999999990').said.text).toContain('not on your list')
})

test('a shelf that is scanned is the right one or not', () => {
  expect(atShelf(started, { code: 'L0000099', name: 'Shelf 1' }).class).toBe('already')
  expect(atShelf(started, { code: 'L0000077', name: 'Shelf 7' })).toEqual({ class: 'check', text: 'This is Shelf 7. You want Shelf 1, F4027 3188G.' })
})
