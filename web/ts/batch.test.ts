import { expect, test } from 'vitest'
import { age, tally } from './batch'
import type { Scan } from './queue'

const now = Date.UTC(2026, 10, 22, 14, 0)
let seq = 0
const scan = (some: Partial<Scan> = {}): Scan => ({
  id: `id-${++seq}`, seq, code: 'F40273188G', location: 'L0000125', action: 'arrive', at: new Date(now - 60_000).toISOString(),
  source: 'wedge', said: 'done', state: 'stored', ...some,
})

test('a batch counts what is done, what somebody should look at and what still waits', () => {
  const scans = [scan(), scan({ state: 'waiting' }), scan({ said: 'check' }), scan({ action: 'seen', said: 'already' }), scan({ undone: true })]
  expect(tally(scans, now)).toMatchObject({ done: 2, check: 1, waiting: 1, old: 0 })
})

test('what is undone is every folder that came, newest first, unless it is more than ten minutes ago', () => {
  const old = scan({ at: new Date(now - 600_001).toISOString() })
  const [first, checked] = [scan(), scan({ said: 'check' })]
  const { undo, old: tooOld } = tally([old, first, checked, scan({ action: 'seen', said: 'already' })], now)
  expect(undo).toEqual([checked, first])
  expect(tooOld).toBe(1)
})

test('a folder that is held is neither done nor to be checked', () => {
  expect(tally([scan({ state: 'held', said: 'stop' })], now)).toMatchObject({ done: 0, check: 0, waiting: 0, undo: [] })
})

test('what somebody has looked at is no longer to be checked', () => {
  expect(tally([scan({ said: 'check', looked: true })], now).check).toBe(0)
})

test.each([[-5000, 'less than a minute'], [59_999, 'less than a minute'], [60_000, '1 minute'], [5_400_000, '90 minutes'], [7_300_000, '2 hours']])(
  '%i ms are %s', (ms, words) => expect(age(ms)).toBe(words))
