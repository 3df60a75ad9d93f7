import { expect, test } from 'vitest'
import { begin, behind, goTo, hold, leave, progress, see, toLook, undo, type Expected } from './counting'

const room = { code: 'L000001B', name: 'Main library' }
const shelf = { code: 'L0000125', name: 'Shelf 14' }
const other = { code: 'L0000099', name: 'Shelf 15' }
const [a, b, c] = ['F40273188G', 'F402738181', 'F000000001'] as const
const list: Expected = { id: '7', kind: 'full', state: 'open', place: room, places: [room, shelf, other], shelves: { [a]: shelf.code, [b]: other.code }, seen: [], fetched: 1 }
const at = goTo(begin('7', list, 1), list, shelf, 2).count

test('a folder before a shelf does not count, and says so', () => {
  const step = see(begin('7', list, 1), list, a)
  expect(step.said.class).toBe('stop')
  expect(step.saves).toEqual([])
})

test('on a stocktake of one shelf nobody has to scan the shelf', () => {
  expect(begin('7', { ...list, place: shelf, places: [shelf] }, 1).shelf).toEqual(shelf)
})

test('a folder on its shelf is seen there, in a row of its own', () => {
  const step = see(at, list, a)
  expect(step.said.class).toBe('done')
  expect(step.saves).toEqual([{ code: a, location: shelf.code, action: 'seen', said: 'done', batch: 2 }])
  expect(see(step.count, list, a)).toMatchObject({ said: { class: 'already' }, saves: [] })
})

test('a folder of another shelf, and one that nobody expects, are seen all the same', () => {
  expect(see(at, list, b)).toMatchObject({ said: { class: 'note', text: 'F4027 38181 belongs at Shelf 15. The result lists it.' }, saves: [{ location: shelf.code }] })
  expect(see(at, list, c).said.text).toContain('not expected here')
  expect(see(at, list, c).saves).toHaveLength(1)
})

test('after a shelf elsewhere, which is refused, no folder counts at the shelf before it', () => {
  const step = goTo(see(at, list, a).count, list, { code: 'L9999999', name: 'Elsewhere' }, 3)
  expect(step).toMatchObject({ count: { shelf: undefined, here: [], seen: [a] }, said: { class: 'check' } })
  expect(see(step.count, list, b)).toMatchObject({ said: { class: 'stop' }, saves: [] })
})

test('a shelf scanned again begins a new row', () => {
  const again = goTo(see(at, list, a).count, list, shelf, 9)
  expect(again.count).toMatchObject({ row: 9, here: [], seen: [a] })
  expect(see(again.count, list, a).saves).toMatchObject([{ batch: 9 }])
})

test('DONE ends the shelf and says what was counted there', () => {
  const step = leave(see(at, list, a).count, 3)
  expect(step).toMatchObject({ count: { shelf: undefined, here: [], seen: [a] }, said: { class: 'note', text: '1 folder counted at Shelf 14. Scan the next shelf, or see the result.' }, saves: [] })
  expect(see(step.count, list, b).said.class).toBe('stop')
  expect(leave(step.count, 4).said.text).toBe('Scan a shelf, or see the result.')
})

const minute = 60_000

test('a shelf holds for a quarter of an hour without a scan', () => {
  const count = { ...see(at, list, a).count, used: 5 }
  expect(hold(count, 5 + 15 * minute, 'lee', 9)).toBe(count)
  const late = hold(count, 6 + 15 * minute, 'lee', 9)
  expect(late).toMatchObject({ shelf: undefined, here: [], seen: [a] })
  expect(see(late, list, b).said.text).toMatch(/^Where are you\?/)
})

test('a shelf that somebody else scanned does not hold, and nothing of theirs is undone', () => {
  const count = { ...at, user: 'lee', last: { id: 'x', code: a, location: shelf.code } }
  expect(hold(count, 3, 'lee', 9)).toBe(count)
  expect(hold(count, 3, undefined, 9)).toBe(count)
  expect(hold(count, 3, 'sam', 9)).toMatchObject({ shelf: undefined, last: undefined })
})

test('a shelf that was scanned since the page opened holds, though the server said late who that is', () => {
  const count = { ...at, row: 9, user: 'lee' }
  expect(hold(count, 10, 'sam', 9)).toBe(count)
})

test('without a list, everything scanned is kept', () => {
  const step = see(goTo(begin('7', undefined, 1), undefined, shelf, 2).count, undefined, c)
  expect(step.said.class).toBe('done')
  expect(step.saves).toHaveLength(1)
})

test('one that is over says so, and the scan is kept', () => {
  const step = see(at, { ...list, state: 'finished', ended: '28 November, 10:42, lee' }, a)
  expect(step.said).toMatchObject({ class: 'stop' })
  expect(step.saves).toHaveLength(1)
})

test('undo takes back the last scan and no more', () => {
  const seen = { ...see(at, list, a).count, last: { id: 'x', code: a, location: shelf.code } }
  const step = undo(seen)
  expect(step.saves).toEqual([{ code: a, location: shelf.code, action: 'undo', undoes: 'x', said: 'note' }])
  expect(step.count).toMatchObject({ here: [], seen: [], last: undefined })
  expect(undo(step.count).said.class).toBe('already')
})

test('progress is everybody’s, with what is not sent yet', () => {
  const mine = see(at, list, a).count
  expect(progress(mine, list, 0)).toBe('1 of 2 seen')
  expect(progress(mine, { ...list, seen: [b] }, 1)).toBe('2 of 2 seen')
})

test('an audit by folders lists what is still to look for', () => {
  const audit: Expected = { ...list, kind: 'sample' }
  expect(toLook(see(at, audit, a).count, audit)).toEqual([{ code: b, shelf: 'Shelf 15' }])
  expect(toLook(at, list)).toEqual([])
})

test('the list of an audit by folders comes again when others have seen more than it says', () => {
  const audit: Expected = { ...list, kind: 'sample' }
  const mine = see(at, audit, a).count
  expect(behind(mine, audit, 1)).toBe(false)
  expect(behind(mine, audit, 2)).toBe(true)
  expect(behind(mine, { ...audit, seen: [b] }, 2)).toBe(false)
  expect(behind(mine, list, 2)).toBe(false)
  expect(behind(mine, { ...audit, state: 'finished' }, 2)).toBe(false)
})
