import { expect, test } from 'vitest'
import { carryOn, queueWords } from './strip'

test.each([
  [{ waiting: 0, trouble: 'none', recovered: 0 }, 'All scans saved to server'],
  [{ waiting: 7, trouble: 'none', recovered: 0 }, '7 scans waiting to send'],
  [{ waiting: 1, trouble: 'network', recovered: 0 }, 'No connection. 1 scan saved on this device. Carry on.'],
  [{ waiting: 0, trouble: 'none', recovered: 14 }, 'Connected again. 14 scans sent. Nothing lost.'],
] as const)('%o says so', (sending, text) => {
  expect(queueWords(sending, '/scan').text).toBe(text)
})

test('an expired session asks to sign in and comes back', () => {
  expect(queueWords({ waiting: 4, trouble: 'signin', recovered: 0 }, '/scan')).toEqual({
    state: 'bad', text: 'They are safe.', link: { href: '/signin?next=%2Fscan', text: 'Sign in to send 4 scans.' },
    more: { href: '/scan#waiting', text: 'See what waits' },
  })
  expect(queueWords({ waiting: 4, trouble: 'signin', recovered: 0 }, '/signin').more?.href).toBe('/scan-shell#waiting')
})

test('where scanning goes on, an expired session is no lost connection', () => {
  expect(carryOn({ kind: 'dead', since: 1 }, undefined, '/stocktakes/7/scan')).toEqual({ state: 'waiting', text: 'No connection. Carry on.' })
  expect(carryOn({ kind: 'signin' }, undefined, '/stocktakes/7/scan')).toEqual({
    state: 'bad', text: 'Carry on: scans are saved on this device.', link: { href: '/signin?next=%2Fstocktakes%2F7%2Fscan', text: 'Sign in again to see changes.' },
  })
})
