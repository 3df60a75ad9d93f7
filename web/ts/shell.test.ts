import { expect, test } from 'vitest'
import { mayChange, quiet } from './shell'

const now = 1_000_000

test('a newer version waits while scans wait, while folders are held, and until nobody has scanned for a minute', () => {
  expect(mayChange({ waiting: 0, held: 0, last: now - quiet }, now)).toBe(true)
  expect(mayChange({ waiting: 1, held: 0, last: now - quiet }, now)).toBe(false)
  expect(mayChange({ waiting: 0, held: 1, last: now - quiet }, now)).toBe(false)
  expect(mayChange({ waiting: 0, held: 0, last: now - quiet + 1 }, now)).toBe(false)
})

test('a clock that was put back does not let a newer version in', () => {
  expect(mayChange({ waiting: 0, held: 0, last: now + 3_600_000 }, now)).toBe(false)
})
