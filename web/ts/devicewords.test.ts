import { expect, test } from 'vitest'
import { withDevice } from './devicewords'

const good = { state: 'good', text: 'All scans saved to server' } as const
const news = { state: 'enrolled', slow: 0, update: false } as const

test('a device with which nothing is wrong is not spoken of', () => {
  expect(withDevice(good, undefined)).toEqual(good)
  expect(withDevice(good, news)).toEqual(good)
  expect(withDevice(good, { ...news, state: 'unknown' })).toEqual(good)
})

test('what is wrong with the device comes first, and nothing sounds good beside it', () => {
  for (const [state, words] of [['revoked', /revoked.*kept apart.*D1/], ['queue_gone', /lost the scans.*D2/], ['lost_scans', /lost scans.*D2/], ['enrolment_gone', /enrolment.*D3/]] as const) {
    const said = withDevice(good, { ...news, state })
    expect(said.state).toBe('bad')
    expect(said.text).toMatch(words)
    expect(said.text).not.toMatch(/All scans saved/)
    expect(withDevice({ state: 'waiting', text: '2 scans waiting to send' }, { ...news, state }).text).toMatch(/\. 2 scans waiting to send$/)
  }
})

test('a wrong clock is said in minutes, or in hours', () => {
  expect(withDevice(good, { ...news, slow: 60 }).text).toBe('All scans saved to server. This device’s clock is 60 minutes slow. Scans get the right time. Tell IT.')
  expect(withDevice(good, { ...news, slow: -61 }).text).toContain('61 minutes fast')
  expect(withDevice(good, { ...news, slow: 4844 }).text).toContain('80 hours slow')
})
