// A connection to the live feed that comes back by itself and always knows whether it is really live.

export interface Message {
  type: string
  now?: string
  /** With a beat: the server has read which topics are wanted, and leaves out nothing from here on. */
  subscribed?: boolean
  version?: number
  folder?: { code: string }
}

export type LiveState = { kind: 'live' } | { kind: 'reconnecting' } | { kind: 'dead'; since: number } | { kind: 'signin' }

export interface LiveOptions {
  url: string
  topics: string[]
  /** Called once each connection is subscribed: fetch what may have been missed. Earlier, what happened meanwhile would be told to nobody. */
  onConnected: () => void
  onMessage: (message: Message) => void
  onState: (state: LiveState) => void
  connect?: (url: string) => WebSocket
  now?: () => number
  random?: () => number
}

/** Beats come every 10 seconds; without any for this long the connection is dead, whatever the socket says. */
export const silence = 25_000
/** A gap shorter than this is nobody's business. */
export const patience = 10_000
const signInAgain = 4001

export class Live {
  private readonly o: Required<LiveOptions>
  private socket: WebSocket | undefined
  private heard: number
  private lostAt: number | undefined
  private tries = 0
  private retryAt: number | undefined
  private ticked: number
  private over = false

  constructor(options: LiveOptions) {
    this.o = { connect: (url) => new WebSocket(url), now: Date.now, random: Math.random, ...options }
    this.heard = this.ticked = this.o.now()
    this.lostAt = this.heard
  }

  /** Looks at the clock: to be called every half second, and when the page comes back. */
  tick(): void {
    const now = this.o.now()
    const slept = now - this.ticked > 15_000 || now < this.ticked - 1000
    this.ticked = now
    if (this.over) return
    if (slept || (this.socket && now - this.heard > silence)) this.drop()
    if (!this.socket && (this.retryAt === undefined || now >= this.retryAt)) this.open()
    this.tell()
  }

  /** Treats the connection as lost and makes a new one at once. A page restored with Back has a dead socket that says OPEN. */
  restart(): void {
    this.drop()
    this.retryAt = undefined
    this.tries = 0
    this.tick()
  }

  /** Lets go of the connection, so that the browser may keep the page for Back. */
  drop(): void {
    const socket = this.socket
    this.socket = undefined
    this.lostAt ??= this.heard
    socket?.close()
  }

  private open(): void {
    const socket = this.o.connect(this.o.url)
    this.socket = socket
    this.heard = this.o.now()
    const current = (work: () => void) => () => { if (this.socket === socket) work() }
    socket.onopen = current(() => socket.send(JSON.stringify({ subscribe: this.o.topics })))
    socket.onmessage = (event) => { if (this.socket === socket) this.hear(String(event.data)) }
    socket.onclose = (event) => { if (this.socket === socket) this.lose(event.code) }
  }

  private hear(data: string): void {
    this.heard = this.o.now()
    const message = JSON.parse(data) as Message
    if (message.subscribed) {
      this.lostAt = undefined
      this.tries = 0
      this.o.onConnected()
    } else if (message.type !== 'beat' && message.type !== 'hello') this.o.onMessage(message)
    this.tell()
  }

  private lose(code: number): void {
    this.socket = undefined
    this.lostAt ??= this.heard
    this.over = code === signInAgain
    // Spread out, so that a server that restarts is not run over.
    const pause = Math.min(10_000, 500 * 2 ** this.tries++) * (0.5 + this.o.random())
    this.retryAt = this.o.now() + pause
    this.tell()
  }

  private tell(): void {
    this.o.onState(this.state())
  }

  private state(): LiveState {
    if (this.over) return { kind: 'signin' }
    if (this.lostAt === undefined) return { kind: 'live' }
    return this.o.now() - this.lostAt <= patience ? { kind: 'reconnecting' } : { kind: 'dead', since: this.lostAt }
  }
}
