import { expect, test } from 'vitest'
import { begin, dispatch, keepHere, nobody, pack, send, sendTo, type Desk } from './outgoing'

const library = { code: 'L000001B', name: 'Main library' }
const clinic = { code: 'L0000125', name: 'Clinic B' }
const other = { code: 'L0000133', name: 'Clinic C' }
const box = { code: 'B0000018', name: 'Box 1' }
const [a, b, c] = ['F000000001', 'F000000002', 'F000000003'] as const
const sent = (desk: Desk, code: string, to = clinic) => {
  const step = send(desk, { code, location: to, needed: 'today 14:00' })
  return { ...step, desk: { ...step.desk, ...(step.desk.last && { last: { ...step.desk.last, scan: `scan of ${code}` } }) } }
}

test('a folder goes to where it is wanted, in very large letters', () => {
  const step = sent(begin(library), a)
  expect(step.said).toMatchObject({ class: 'done', big: '→ CLINIC B' })
  expect(step.saves).toEqual([{ code: a, location: library.code, action: 'send', to: clinic.code, said: 'done' }])
  expect(sent(step.desk, a).said.class).toBe('already')
})

test('a box that is scanned takes the folder before it, and those for the same place after it', () => {
  const packed = pack(sent(begin(library), a).desk, box)
  expect(packed.saves.map(({ action, code }) => [action, code])).toEqual([['arrive', box.code], ['undo', a], ['arrive', a]])
  expect(packed.saves[2]).toMatchObject({ container: box.code })
  const next = sent(packed.desk, b)
  expect(next.saves).toEqual([{ code: b, location: library.code, action: 'arrive', container: box.code, said: 'done' }])
  expect(next.desk.boxes[clinic.code]?.folders).toBe(2)
  expect(pack(next.desk, box).said.class).toBe('already')
})

test('a box for one place takes nothing for another', () => {
  const packed = pack(sent(begin(library), a).desk, box)
  const step = pack(sent(packed.desk, c, other).desk, box)
  expect(step.said).toMatchObject({ class: 'check', big: '→ CLINIC C' })
  expect(step.saves).toEqual([])
})

test('a full box is followed by another', () => {
  const packed = pack(sent(pack(sent(begin(library), a).desk, box).desk, b).desk, { code: 'B0000026', name: 'Box 2' })
  expect(packed.desk.boxes[clinic.code]).toMatchObject({ box: { name: 'Box 2' }, folders: 1 })
  expect(packed.said.text).toContain('Dispatch Box 1.')
})

test('a box leaves as a whole', () => {
  const step = dispatch(pack(sent(begin(library), a).desk, box).desk, clinic.code)
  expect(step.saves).toEqual([{ code: box.code, location: library.code, action: 'send', to: clinic.code, said: 'done' }])
  expect(step.desk.boxes).toEqual({})
  expect(dispatch(step.desk, clinic.code).said.class).toBe('already')
})

test('a folder that nobody has asked for goes where a location says, or stays', () => {
  const asked = nobody(begin(library), a)
  expect(asked.said.class).toBe('check')
  expect(sendTo(asked.desk, clinic).saves[0]).toMatchObject({ action: 'send', to: clinic.code })
  expect(keepHere(asked.desk).said.text).toContain('stays at Main library')
  expect(sendTo(asked.desk, library).saves).toEqual([])
  expect(sendTo(begin(library), clinic).said.class).toBe('check')
  expect(pack(begin(library), box).said.class).toBe('check')
})
