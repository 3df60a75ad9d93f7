import { expect, test } from 'vitest'
import { liveWords } from './board'
import { Live, type LiveState, type Message } from './live'

/** The other end of the wire: a socket that the test speaks through. */
class Wire {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  sent: string[] = []
  closed = false
  send(data: string) { this.sent.push(data) }
  close() { this.closed = true }
  hello() {
    this.onopen?.()
    this.say({ type: 'hello' })
    this.say({ type: 'beat', subscribed: true })
  }
  say(message: Message) { this.onmessage?.({ data: JSON.stringify(message) }) }
}

function rig() {
  const r = { at: 1_800_000_000_000, wires: [] as Wire[], states: [] as LiveState[], messages: [] as Message[], connected: 0 }
  const live = new Live({
    url: 'ws://127.0.0.1/api/v1/live', topics: ['location:L0000125', 'alerts'], now: () => r.at, random: () => 0.5,
    onConnected: () => r.connected++, onMessage: (message) => r.messages.push(message), onState: (state) => r.states.push(state),
    connect: () => {
      const wire = new Wire()
      r.wires.push(wire)
      return wire as unknown as WebSocket
    },
  })
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 500) {
      r.at += 500
      live.tick()
    }
  }
  live.tick()
  return { ...r, r, live, pass, state: () => r.states.at(-1)?.kind, wire: () => r.wires.at(-1)! }
}

test('it subscribes, says that it is live, and has the page fetched', () => {
  const { r, wire, state } = rig()
  wire().hello()
  expect(wire().sent).toEqual(['{"subscribe":["location:L0000125","alerts"]}'])
  expect(state()).toBe('live')
  expect(r.connected).toBe(1)
})

test('it is not live, and fetches nothing, before the server has read what it wants to hear of', () => {
  const { r, wire, state, pass } = rig()
  wire().say({ type: 'hello' })
  wire().say({ type: 'beat' })
  expect([state(), r.connected]).toEqual(['reconnecting', 0])
  wire().say({ type: 'beat', subscribed: true })
  wire().say({ type: 'beat' })
  expect([state(), r.connected]).toEqual(['live', 1])
  pass(26_000)
  wire().hello()
  expect(r.connected).toBe(2)
})

test('messages are handed on and beats are not', () => {
  const { r, wire } = rig()
  wire().hello()
  wire().say({ type: 'beat' })
  wire().say({ type: 'folder', version: 7, folder: { code: 'F40273188G' } })
  expect(r.messages).toEqual([{ type: 'folder', version: 7, folder: { code: 'F40273188G' } }])
})

test('silence of twenty-five seconds is not live, whatever the socket says', () => {
  const { wire, pass, state, r } = rig()
  wire().hello()
  const first = wire()
  const since = r.at
  pass(26_000)
  expect(first.closed).toBe(true)
  expect(state()).toBe('dead')
  expect(r.states.at(-1)).toEqual({ kind: 'dead', since })
})

test('beats keep it live', () => {
  const { wire, pass, state } = rig()
  wire().hello()
  for (let i = 0; i < 10; i++) {
    pass(10_000)
    wire().say({ type: 'beat' })
  }
  expect(state()).toBe('live')
})

test('a short gap is only reconnecting, and the page is fetched again afterwards', () => {
  const { r, wire, pass, state } = rig()
  wire().hello()
  wire().onclose?.({ code: 4008 })
  expect(state()).toBe('reconnecting')
  pass(1000)
  expect(r.wires).toHaveLength(2)
  wire().hello()
  expect(state()).toBe('live')
  expect(r.connected).toBe(2)
})

test('the pauses grow from half a second to ten', () => {
  const { r, wire, pass } = rig()
  const pauses: number[] = []
  for (let i = 0; i < 7; i++) {
    const before = r.at
    wire().onclose?.({ code: 1006 })
    const count = r.wires.length
    while (r.wires.length === count) pass(500)
    pauses.push(r.at - before)
  }
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000])
})

test('an ended session asks to sign in and does not try again', () => {
  const { r, wire, pass, state } = rig()
  wire().hello()
  wire().onclose?.({ code: 4001 })
  pass(60_000)
  expect(state()).toBe('signin')
  expect(r.wires).toHaveLength(1)
})

test('a page restored with Back connects anew though its socket says open', () => {
  const { r, live, wire } = rig()
  wire().hello()
  live.restart()
  expect(r.wires[0]!.closed).toBe(true)
  expect(r.wires).toHaveLength(2)
})

test('after the computer slept the connection is not trusted', () => {
  const { r, live, wire } = rig()
  wire().hello()
  r.at += 16_000
  live.tick()
  expect(r.wires).toHaveLength(2)
})

test('what an old connection still says is not heard', () => {
  const { r, live, wire } = rig()
  wire().hello()
  const old = wire()
  live.restart()
  old.say({ type: 'folder', version: 1 })
  old.onclose?.({ code: 4001 })
  expect(r.messages).toEqual([])
  expect(r.states.at(-1)?.kind).not.toBe('signin')
})

test('the words name the time since when it is not live', () => {
  const since = new Date(2026, 10, 22, 10, 42).getTime()
  expect(liveWords({ kind: 'dead', since }, '/board').text).toBe('Not live since 10:42. These figures may be out of date.')
})
