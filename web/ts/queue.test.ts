import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { expect, test } from 'vitest'
import { identifiers } from './ids'
import { Queue, type NewScan, type Receipt, type Scan } from './queue'

let databases = 0
const fresh = () => `queue-${++databases}`

const scan = (code: string, more: Partial<NewScan> = {}): NewScan => ({
  code, location: 'L0000125', action: 'arrive', at: '2026-11-22T10:00:00.000Z', source: 'wedge', said: 'done', ...more,
})
const receipt = (of: Scan): Receipt => ({ id: of.id, outcome: 'applied', class: 'done', message: 'Done.' })

test('scans are numbered one after another and keep their order', async () => {
  const queue = await Queue.open(fresh())
  await queue.save([scan('F1'), scan('F2')])
  await queue.save([scan('F3')])
  const waiting = await queue.waiting(100)
  expect(waiting.map((kept) => [kept.seq, kept.code])).toEqual([[1, 'F1'], [2, 'F2'], [3, 'F3']])
})

test('scans saved at the same moment never share a number', async () => {
  const queue = await Queue.open(fresh())
  await Promise.all(Array.from({ length: 40 }, (_, i) => queue.save([scan(`F${i}`)])))
  const waiting = await queue.waiting(100)
  expect(waiting.map((kept) => kept.seq)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
  expect(new Set(waiting.map((kept) => kept.id)).size).toBe(40)
})

test('the device, its numbers and its waiting scans outlive the page', async () => {
  const name = fresh()
  const before = await Queue.open(name)
  await before.save([scan('F1')])
  before.close()
  const after = await Queue.open(name)
  expect(after.device).toBe(before.device)
  expect(after.device).toMatch(/^web-[0-9a-f-]{36}$/)
  await after.save([scan('F2')])
  expect((await after.waiting(100)).map((kept) => kept.seq)).toEqual([1, 2])
})

test('only what the server answered for stops waiting', async () => {
  const queue = await Queue.open(fresh())
  const [first] = await queue.save([scan('F1'), scan('F2')])
  expect(await queue.settle([receipt(first!), { ...receipt(first!), id: 'nobody' }])).toBe(1)
  expect((await queue.waiting(100)).map((kept) => kept.code)).toEqual(['F2'])
  expect(await queue.settle([receipt(first!)])).toBe(0)
})

test('a number is not used again after its scan is forgotten', async () => {
  const queue = await Queue.open(fresh())
  const [first] = await queue.save([scan('F1')])
  await queue.settle([receipt(first!)])
  await queue.purge('2026-11-23T10:00:00.000Z')
  expect(await queue.recent(50)).toEqual([])
  const [second] = await queue.save([scan('F2')])
  expect(second!.seq).toBe(2)
})

test('purging never touches a scan that waits', async () => {
  const queue = await Queue.open(fresh())
  await queue.save([scan('F1'), scan('F2', { held: true })])
  await queue.purge('2030-01-01T00:00:00.000Z')
  expect(await queue.count('waiting')).toBe(1)
  expect(await queue.count('held')).toBe(1)
})

test('held scans are sent only when they are given a location', async () => {
  const queue = await Queue.open(fresh())
  await queue.save([scan('F1', { location: '', held: true, said: 'stop' })])
  expect(await queue.waiting(100)).toEqual([])
  await queue.release('L0000133')
  expect(await queue.waiting(100)).toMatchObject([{ code: 'F1', location: 'L0000133', action: 'arrive', seq: 1 }])
})

test('an undo is a scan of its own and marks what it undoes', async () => {
  const queue = await Queue.open(fresh())
  const [first] = await queue.save([scan('F1')])
  await queue.save([scan('F1', { action: 'undo', undoes: first!.id })])
  expect((await queue.waiting(100)).map((kept) => kept.action)).toEqual(['arrive', 'undo'])
  expect(await queue.recent(50)).toMatchObject([{ id: first!.id, undone: true }])
})

test('a setting is kept with the scans it agrees with', async () => {
  const queue = await Queue.open(fresh())
  await queue.save([scan('F1')], { name: 'session', value: { count: 1 } })
  expect(await queue.setting('session')).toEqual({ count: 1 })
})

test('identifiers are UUIDs of version 7 in ascending order, even when the clock goes back', () => {
  let at = 1_800_000_000_000
  const next = identifiers(() => at)
  const made = Array.from({ length: 10_000 }, (_, i) => {
    if (i === 5000) at -= 3_600_000
    return next()
  })
  expect(made).toEqual([...made].sort())
  expect(new Set(made).size).toBe(made.length)
  for (const id of made.slice(0, 50)) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('a batch and what was said are found without reading all scans', async () => {
  const queue = await Queue.open(fresh())
  const [one, two] = await queue.save([scan('F1', { batch: 7 }), scan('F2', { batch: 7, said: 'check' }), scan('F3', { batch: 8 })])
  await queue.save([scan('F1', { batch: 7, action: 'undo', undoes: one!.id })])
  expect((await queue.batch(7)).map(({ code }) => code)).toEqual(['F1', 'F2'])
  expect((await queue.said('check')).map(({ code }) => code)).toEqual(['F2'])
  await queue.settle([{ id: one!.id, outcome: 'attention', class: 'check', message: 'Look.' }])
  expect((await queue.said('check')).map(({ code }) => code)).toEqual(['F1', 'F2'])
  expect([...(await queue.find([two!.id, 'unknown'])).values()].map(({ code }) => code)).toEqual(['F2'])
})

test('a queue of the first version is brought up to date with all its scans', async () => {
  const name = fresh()
  const first = await openDB(name, 1, {
    upgrade(db) {
      const scans = db.createObjectStore('scans', { keyPath: 'seq', autoIncrement: true })
      scans.createIndex('id', 'id', { unique: true })
      scans.createIndex('state', ['state', 'seq'])
      db.createObjectStore('settings')
    },
  })
  await first.put('scans', { ...scan('F1', { batch: 7 }), id: 'a', state: 'waiting' })
  first.close()
  const queue = await Queue.open(name)
  expect(await queue.waiting(9)).toMatchObject([{ code: 'F1', seq: 1 }])
  expect(await queue.batch(7)).toHaveLength(1)
})
