import 'fake-indexeddb/auto'
import { afterEach, expect, test, vi } from 'vitest'
import { DeviceClock } from './deviceclock'
import { Heartbeat, type DeviceNews } from './heartbeat'
import { Queue, type NewScan } from './queue'
import { stamps } from './stamp'

let databases = 0
const scan = (code: string): NewScan => ({ code, location: 'L0000125', action: 'arrive', at: '2026-11-22T10:00:00.000Z', source: 'wedge', said: 'done' })

afterEach(() => vi.unstubAllGlobals())

/** A device, and a server that answers what it is given. */
async function device(answer: () => Response | Promise<Response>) {
  const clock = new DeviceClock()
  const queue = await Queue.open(`heartbeat-${++databases}`, Date.now, stamps(clock))
  const news: DeviceNews[] = []
  const asked: { max_seq: number; pending: number; oldest?: string }[] = []
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    asked.push(JSON.parse(String(init.body)))
    return Promise.resolve(answer())
  })
  let mono = 0
  const heart = new Heartbeat(queue, clock, (told) => news.push(told), '/beat', () => mono)
  return { queue, heart, news, asked, pass: (ms: number) => { mono += ms } }
}

const json = (body: object) => () => new Response(JSON.stringify({ now: new Date().toISOString(), update: false, ...body }))

test('a beat tells the highest number that was ever given, also when its scan is purged', async () => {
  const { queue, heart, asked } = await device(json({ state: 'enrolled', next_seq: 1 }))
  await heart.beat()
  const kept = await queue.save([scan('F1'), scan('F2')])
  await heart.beat()
  await queue.settle(kept.map(({ id }) => ({ id, outcome: 'applied', class: 'done', message: '' })))
  await queue.purge('2027-01-01T00:00:00.000Z')
  await heart.beat()
  expect(asked.map(({ max_seq, pending, oldest }) => ({ max_seq, pending, oldest }))).toEqual([
    { max_seq: 0, pending: 0, oldest: undefined },
    { max_seq: 2, pending: 2, oldest: '2026-11-22T10:00:00.000Z' },
    { max_seq: 2, pending: 0, oldest: undefined },
  ])
  expect((await queue.save([scan('F3')])).map(({ seq }) => seq)).toEqual([3])
})

test('a device that went back goes on with numbers that nobody has used', async () => {
  const { queue, heart, news } = await device(json({ state: 'lost_scans', next_seq: 41 }))
  const [first] = await queue.save([scan('F1')])
  await heart.beat()
  expect(news[0]?.state).toBe('lost_scans')
  expect((await queue.save([scan('F2')])).map(({ seq }) => seq)).toEqual([41])
  expect((await queue.waiting(10)).map(({ id, seq }) => [id === first?.id, seq])).toEqual([[true, 1], [false, 41]])
})

test('a scan that is saved while the answer is on its way keeps its number', async () => {
  const { queue } = await device(json({ state: 'enrolled' }))
  await queue.save([scan('F1'), scan('F2'), scan('F3')])
  await queue.countFrom(3)
  await queue.countFrom(4)
  expect((await queue.waiting(10)).map(({ code, seq }) => [code, seq])).toEqual([['F1', 1], ['F2', 2], ['F3', 3]])
  expect((await queue.save([scan('F4')])).map(({ seq }) => seq)).toEqual([4])
})

test('an answer that is not our server’s tells nothing', async () => {
  for (const answer of [() => new Response('<html>Welcome</html>'), () => Response.error(), json({ state: 'pleased' }), () => new Response('{}', { status: 503 }),
    (): Response => { throw new TypeError('no network') }]) {
    const { heart, news } = await device(answer)
    await heart.beat()
    expect(news).toEqual([])
    expect(heart.due).toBe(true)
  }
})

test('a browser that is not enrolled need not be asked again and again', async () => {
  const { heart } = await device(json({ state: 'unknown' }))
  await heart.beat()
  expect(heart.due).toBe(false)
})

test('a beat goes with a sending, but not with each', async () => {
  const { heart, asked, pass } = await device(json({ state: 'enrolled' }))
  await heart.withSending()
  await heart.withSending()
  expect(asked.length).toBe(1)
  pass(10_000)
  await heart.withSending()
  expect(asked.length).toBe(2)
})
