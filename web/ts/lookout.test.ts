import { expect, test } from 'vitest'
import { foundWords, wantedWords } from './lookwords'

const wanted = { id: 1, code: 'F40273188G', volume: 2, last: { name: 'Ward 7' }, urgent: false, needed_at: null, needed: '' }

test('a folder to look out for is told by its code, never by a name', () => {
  expect(wantedWords(wanted)).toBe('F4027 3188G, volume 2, last at Ward 7.')
})

test('an urgent one says where and when it is needed', () => {
  expect(wantedWords({ ...wanted, urgent: true, needed_at: { name: 'Clinic B' }, needed: '14:00 today' })).toBe('F4027 3188G, volume 2, last at Ward 7. Urgent: needed at Clinic B, 14:00 today.')
  expect(wantedWords({ ...wanted, urgent: true, needed: '14:00 today' })).toBe('F4027 3188G, volume 2, last at Ward 7. Urgent: needed 14:00 today.')
  expect(wantedWords({ ...wanted, urgent: true })).toBe('F4027 3188G, volume 2, last at Ward 7. Urgent.')
})

test('what is found names the finder and the place', () => {
  expect(foundWords({ code: 'F40273188G', by: 'pat', place: 'Clinic B' })).toBe('F4027 3188G was found at Clinic B by pat. Thank you for looking.')
})
