import { expect, test } from 'vitest'
import { DeviceClock } from './deviceclock'

const minute = 60_000
const hour = 60 * minute

/** A device whose clock and whose page's own count can be put anywhere. */
function device(wall = 1_000_000_000_000) {
  const at = { wall, mono: 500 }
  const clock = new DeviceClock(() => at.wall, () => at.mono)
  return {
    at, clock,
    pass(ms: number) { at.wall += ms; at.mono += ms },
    compare(ahead: number, rtt = 40) {
      const ask = clock.ask()
      at.wall += rtt
      at.mono += rtt
      ask(at.wall - rtt / 2 + ahead)
    },
  }
}

test('a device that was never compared says nothing of its clock', () => {
  const { clock } = device()
  expect(clock.claim()).toEqual({ mono_ms: 500 })
  expect(clock.error()).toBe(0)
})

test('a scan carries the last comparison, how long it took and how old it is', () => {
  const d = device()
  d.compare(hour)
  d.pass(90_000)
  expect(d.clock.claim()).toEqual({ mono_ms: 90_540, offset_ms: hour, offset_rtt_ms: 40, offset_age_s: 90 })
  expect(d.clock.error()).toBe(60)
})

test('a count that began anew while it was asked makes no time below none', () => {
  const d = device()
  const ask = d.clock.ask()
  d.at.mono = 0
  expect(ask(d.at.wall).rtt).toBe(0)
})

test('a slow answer does not replace a good one', () => {
  const d = device()
  d.compare(hour)
  d.compare(5 * hour, 3000)
  expect(d.clock.claim().offset_ms).toBe(hour)
})

test('a clock that is put back is noticed without asking anybody', () => {
  const d = device()
  d.compare(0)
  d.pass(minute)
  d.at.wall -= hour
  expect(d.clock.claim()).toMatchObject({ offset_ms: hour, offset_age_s: 60 })
  expect(d.clock.error()).toBe(60)
  d.compare(hour)
  expect(d.clock.claim().offset_ms).toBe(hour)
})

test('a clock that was never compared and is put back says at least by how much', () => {
  const d = device()
  d.at.wall -= hour
  expect(d.clock.claim().offset_ms).toBe(hour)
})

test('sleep puts no clock forward', () => {
  const d = device()
  d.compare(0)
  d.at.wall += 8 * hour
  expect(d.clock.claim().offset_ms).toBe(0)
})

test('the comparison of an earlier life of the page is remembered, unless it is still to come', () => {
  const d = device()
  d.clock.remember({ offset: hour, rtt: 30, wall: d.at.wall + 1 })
  expect(d.clock.error()).toBe(0)
  d.clock.remember({ offset: hour, rtt: 30, wall: d.at.wall - minute })
  expect(d.clock.claim()).toMatchObject({ offset_ms: hour, offset_age_s: 60 })
})
