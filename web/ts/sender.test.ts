import 'fake-indexeddb/auto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { Queue, type NewScan, type Receipt } from './queue'
import { Sender, type Sending, type SenderOptions } from './sender'

interface Call { device: string; sent_at: string; scans: { id: string; seq: number; code: string; undoes?: string }[] }
type Reply = (call: Call, response: ServerResponse) => void

let server: Server | undefined
let databases = 0
afterEach(() => new Promise<void>((done) => {
  server?.closeAllConnections()
  if (server) server.close(() => done())
  else done()
  server = undefined
}))

const scan = (code: string, more: Partial<NewScan> = {}): NewScan => ({
  code, location: 'L0000125', action: 'arrive', at: '2026-11-22T10:00:00.000Z', source: 'wedge', said: 'done', ...more,
})
const json = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
const accept: Reply = (call, response) => json(response, 200, {
  results: call.scans.map(({ id }) => ({ id, outcome: 'applied', class: 'done', message: 'Done.', replayed: false })),
})

async function read(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString()) as Call
}

/** A server that gives the replies one after another, the last of them for ever, and a sender to it. */
async function rig(replies: Reply[], options: Partial<SenderOptions> = {}) {
  const calls: Call[] = []
  const started = createServer((request, response) => {
    void read(request).then((call) => {
      calls.push(call)
      const reply = replies[Math.min(calls.length, replies.length) - 1]
      reply?.(call, response)
    })
  })
  server = started
  await new Promise<void>((ready) => started.listen(0, '127.0.0.1', ready))
  const port = (started.address() as AddressInfo).port
  const queue = await Queue.open(`sender-${++databases}`)
  const states: Sending[] = []
  const receipts: Receipt[] = []
  const pauses: number[] = []
  const timer = { fires: () => {} }
  const sender = new Sender({
    queue, url: `http://127.0.0.1:${port}/api/v1/scans`, random: () => 0.5, now: () => Date.UTC(2026, 10, 22, 10),
    later: (ms, work) => { pauses.push(ms); timer.fires = work; return () => {} },
    onSending: (state) => states.push(state), onReceipts: (got) => receipts.push(...got), ...options,
  })
  return { queue, sender, calls, states, receipts, pauses, timer }
}

test('what waits is sent in the order it was scanned, at most a hundred at a time', async () => {
  const { queue, sender, calls, states } = await rig([accept])
  await queue.save(Array.from({ length: 250 }, (_, i) => scan(`F${i}`)))
  await sender.kick()
  expect(calls.map((call) => call.scans.length)).toEqual([100, 100, 50])
  expect(calls.flatMap((call) => call.scans.map((s) => s.seq))).toEqual(Array.from({ length: 250 }, (_, i) => i + 1))
  expect(calls[0]).toMatchObject({ device: queue.device, sent_at: '2026-11-22T10:00:00.000Z' })
  expect(states.at(-1)).toEqual({ waiting: 0, trouble: 'none', recovered: 0 })
})

test('a scan is sent with exactly the fields of the contract', async () => {
  const { queue, sender, calls } = await rig([accept])
  const [first] = await queue.save([scan('F1')])
  await queue.save([scan('F1', { action: 'undo', undoes: first!.id })])
  await sender.kick()
  expect(Object.keys(calls[0]!.scans[0]!).sort()).toEqual(['action', 'at', 'code', 'id', 'location', 'seq', 'source'])
  expect(calls[0]!.scans[1]!.undoes).toBe(first!.id)
})

test('only the scans that the server names are taken off; the others are sent again', async () => {
  const firstOnly: Reply = (call, response) => accept({ ...call, scans: call.scans.slice(0, 1) }, response)
  const { queue, sender, calls } = await rig([firstOnly, accept])
  await queue.save([scan('F1'), scan('F2'), scan('F3')])
  await sender.kick()
  expect(calls.map((call) => call.scans.map((s) => s.code))).toEqual([['F1', 'F2', 'F3'], ['F2', 'F3']])
})

test.each<[string, Reply, string]>([
  ['an expired session', (_, r) => json(r, 401, { code: 'unauthenticated' }), 'signin'],
  ['a refusal', (_, r) => json(r, 403, {}), 'server'],
  ['a conflict', (_, r) => json(r, 409, {}), 'server'],
  ['a server error', (_, r) => json(r, 500, {}), 'server'],
  ['a call that cannot be read', (_, r) => json(r, 422, {}), 'server'],
  ['a captive portal', (_, r) => r.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Guest Wi-Fi</h1>'), 'network'],
  ['somebody else’s JSON', (_, r) => json(r, 200, { ok: true }), 'network'],
  ['receipts for other scans', (_, r) => json(r, 200, { results: [{ id: 'x', outcome: 'applied', class: 'done' }] }), 'server'],
  ['an outcome nobody knows', (c, r) => json(r, 200, { results: c.scans.map(({ id }) => ({ id, outcome: 'maybe', class: 'done' })) }), 'server'],
  ['a redirect to a sign-in page', (_, r) => r.writeHead(302, { Location: 'http://127.0.0.1:9/' }).end(), 'server'],
  ['a cut connection', (_, r) => r.destroy(), 'network'],
])('%s removes nothing and is tried again', async (_name, reply, trouble) => {
  const { queue, sender, states, pauses } = await rig([reply])
  await queue.save([scan('F1'), scan('F2')])
  await sender.kick()
  expect(await queue.count('waiting')).toBe(2)
  expect(states.at(-1)).toEqual({ waiting: 2, trouble, recovered: 0 })
  expect(pauses).toEqual([1000])
})

test('a server that does not answer is given up after the time-out', async () => {
  const { queue, sender, states } = await rig([() => {}], { timeout: 50 })
  await queue.save([scan('F1')])
  await sender.kick()
  expect(states.at(-1)).toMatchObject({ waiting: 1, trouble: 'network' })
})

test('the pauses double up to a minute and never end', async () => {
  const { queue, sender, pauses, timer } = await rig([(_, r) => json(r, 500, {})])
  await queue.save([scan('F1')])
  await sender.kick()
  for (let i = 1; i < 9; i++) {
    timer.fires()
    await vi.waitFor(() => expect(pauses.length).toBe(i + 1))
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000])
})

test('a scan made while the server is away is tried at once, and puts off no other try', async () => {
  const { queue, sender, pauses } = await rig([(_, r) => json(r, 500, {})])
  for (const code of ['F1', 'F2', 'F3']) {
    await queue.save([scan(code)])
    await sender.kick()
  }
  expect(pauses).toEqual([1000, 1000, 1000])
})

test('a pause varies by thirty in a hundred either way', async () => {
  for (const [random, pause] of [[0, 700], [1, 1300]] as const) {
    const { queue, sender, pauses } = await rig([(_, r) => json(r, 500, {})], { random: () => random })
    await queue.save([scan('F1')])
    await sender.kick()
    expect(Math.round(pauses[0]!)).toBe(pause)
    await new Promise<void>((done) => server!.close(() => done()))
    server = undefined
  }
})

test('a server that is busy says how long to wait', async () => {
  const { queue, sender, pauses } = await rig([(_, r) => r.writeHead(429, { 'Retry-After': '7' }).end()])
  await queue.save([scan('F1')])
  await sender.kick()
  expect(pauses).toEqual([7000])
})

test('after a call that was too big the next one is half as long', async () => {
  const { queue, sender, calls } = await rig([(_, r) => json(r, 413, {}), accept])
  await queue.save(Array.from({ length: 100 }, (_, i) => scan(`F${i}`)))
  await sender.kick()
  await sender.kick()
  expect(calls.map((call) => call.scans.length)).toEqual([100, 50, 50])
})

test('when the connection is back it says how many were sent', async () => {
  const { queue, sender, states } = await rig([(_, r) => json(r, 500, {}), accept])
  await queue.save([scan('F1'), scan('F2')])
  await sender.kick()
  await sender.kick()
  expect(states.at(-1)).toEqual({ waiting: 0, trouble: 'none', recovered: 2 })
})

test('scans that are made while others are being sent go in the same run', async () => {
  const { queue, sender, calls } = await rig([(call, response) => {
    if (calls.length === 1) void queue.save([scan('F2')]).then(() => { void sender.kick(); accept(call, response) })
    else accept(call, response)
  }])
  await queue.save([scan('F1')])
  await sender.kick()
  expect(calls.map((call) => call.scans.map((s) => s.code))).toEqual([['F1'], ['F2']])
})

test('while another page is sending, this one only looks again later', async () => {
  const { queue, sender, calls, pauses } = await rig([accept], { alone: async () => {} })
  await queue.save([scan('F1')])
  await sender.kick()
  expect(calls).toEqual([])
  expect(pauses).toEqual([1000])
})

test('the receipts are handed on without the patient', async () => {
  const { queue, sender, receipts } = await rig([(call, response) => json(response, 200, {
    results: call.scans.map(({ id }) => ({
      id, outcome: 'attention', class: 'check', message: 'Meant for Clinic C.', folder: { patient: { family_name: 'SMITH' } },
    })),
  })])
  const [first] = await queue.save([scan('F1')])
  await sender.kick()
  expect(receipts).toEqual([{ id: first!.id, outcome: 'attention', class: 'check', message: 'Meant for Clinic C.' }])
})
