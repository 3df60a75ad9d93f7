import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { checkCharacter } from './code'
import { HeldBack } from './heldback'
import { Queue } from './queue'
import { empty } from './session'

const code = (body: string) => body + checkCharacter(body)
const [clinic, one, two] = [code('L000012'), code('F00000018'), code('F00000026')]
let opened = 0

async function locked() {
  const queue = await Queue.open(`held-back-${++opened}`)
  await queue.keep('page', { locations: [{ code: clinic, name: 'Clinic B' }], patterns: [] })
  await queue.keep('session', { session: { ...empty, held: 0 }, user: 'ann' })
  const held = await HeldBack.open(queue)
  const scan = (raw: string, at: number) => held.keep(held.read(raw), at)
  return { queue, held, scan }
}

const at = Date.parse('2026-11-23T10:41:00Z')

test('scans while locked are kept and not sent, and asked about', async () => {
  const { queue, held, scan } = await locked()
  expect(await held.question()).toBeUndefined()
  expect(await scan(one, at)).toMatchObject({ class: 'stop', count: 1 })
  expect(await scan(clinic, at + 5000)).toMatchObject({ class: 'check', count: 1 })
  expect(await scan(two, at + 70_000)).toMatchObject({ class: 'done', count: 2 })
  expect(await queue.count('waiting')).toBe(0)
  expect((await held.question())?.text).toMatch(/^2 folders were scanned while locked, \d\d:41–\d\d:42\. Were they yours\?$/)
  expect((await (await HeldBack.open(queue)).question())?.count).toBe(2) // after a crash too
})

test('claimed, they go to the location that was scanned with them; one without a location waits for it', async () => {
  const { queue, held, scan } = await locked()
  await scan(one, at)
  await scan(clinic, at + 5000)
  await scan(two, at + 10_000)
  await held.answer(true)
  const scans = await queue.all()
  expect(scans.map(({ code, state, location, auth }) => ({ code, state, location, auth }))).toEqual([
    { code: one, state: 'held', location: '', auth: undefined },
    { code: two, state: 'waiting', location: clinic, auth: undefined },
  ])
  expect(await queue.setting('session')).toMatchObject({ user: 'ann', session: { held: 1, here: { code: clinic } } })
  expect(await held.question()).toBeUndefined()
})

test('left for review, they say where nothing is: only that a folder was seen', async () => {
  const { queue, held, scan } = await locked()
  await scan(clinic, at)
  await scan(two, at + 10_000)
  await held.answer(false)
  expect(await queue.all()).toMatchObject([{ code: two, state: 'waiting', location: '', action: 'seen', auth: 'held', said: 'check' }])
  expect(await queue.setting('session')).toMatchObject({ session: { held: 0 } })
})

test('what waits for a location before the lock is not mixed with what was scanned during it', async () => {
  const { queue, scan } = await locked()
  await queue.save([{ code: one, location: '', action: 'arrive', held: true, said: 'stop', at: new Date(at).toISOString(), source: 'wedge' }])
  await scan(two, at + 1000)
  expect((await queue.release(clinic)).map((released) => released.code)).toEqual([one])
  expect((await queue.held(10)).map((kept) => kept.code)).toEqual([two])
})
