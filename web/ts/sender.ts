// Sends the waiting scans of this device, oldest first, for ever. A scan leaves the queue only when the
// server has named it as stored: no error, redirect or strange page in between ever removes one.

import type { Queue, Receipt, Scan } from './queue'

export type Trouble = 'none' | 'network' | 'signin' | 'server'

export interface Sending {
  waiting: number
  trouble: Trouble
  /** How many were sent since the trouble ended, once; 0 otherwise. */
  recovered: number
}

export interface SenderOptions {
  queue: Queue
  url?: string
  timeout?: number
  batch?: number
  now?: () => number
  random?: () => number
  /** Calls back after some milliseconds; returns how to cancel that. */
  later?: (ms: number, work: () => void) => () => void
  /** Runs the work unless another page of this device is sending. */
  alone?: (work: () => Promise<void>) => Promise<void>
  onSending?: (sending: Sending) => void
  onReceipts?: (receipts: Receipt[]) => void
  /** Called when something was sent, while no other page sends. */
  onSent?: () => Promise<void>
}

type Answer = { receipts: Receipt[] } | { trouble: Exclude<Trouble, 'none'>; after?: number; smaller?: boolean }

const outcomes = new Set(['applied', 'late', 'repeat', 'attention', 'quarantined'])
const classes = new Set(['done', 'note', 'already', 'check', 'stop'])

export class Sender {
  private readonly o: Required<SenderOptions>
  private failures = 0
  private size: number
  private running: Promise<void> | undefined
  private again = false
  private cancel: () => void = () => {}
  private trouble: Trouble = 'none'
  private sent = 0

  constructor(options: SenderOptions) {
    this.o = {
      url: '/api/v1/scans', timeout: 8000, batch: 100, now: Date.now, random: Math.random,
      later: afterwards, alone: oneAtATime, onSending: () => {}, onReceipts: () => {}, onSent: async () => {}, ...options,
    }
    this.size = this.o.batch
  }

  /** Sends what waits, now. Returns when the attempt is over, well or badly. */
  kick(): Promise<void> {
    this.again = true
    this.running ??= this.run().finally(() => {
      this.running = undefined
      if (this.again) void this.kick() // asked for while the last run was closing
    })
    return this.running
  }

  private async run(): Promise<void> {
    this.cancel()
    while (this.again) {
      this.again = false
      let ran = false
      await this.o.alone(async () => {
        ran = true
        await this.drain()
      })
      if (!ran) this.retry(1000) // another page is at it; look again in case it is closed
    }
  }

  private async drain(): Promise<void> {
    let sent = false
    for (;;) {
      const scans = await this.o.queue.waiting(this.size)
      if (scans.length === 0) {
        await this.report('none')
        if (sent) await this.o.onSent()
        return
      }
      await this.report(this.trouble)
      const answer = await this.post(scans)
      if ('trouble' in answer) return this.fail(answer)
      const settled = await this.o.queue.settle(answer.receipts)
      if (settled === 0) return this.fail({ trouble: 'server' })
      this.failures = 0
      this.sent += settled
      sent = true
      this.size = this.o.batch
      this.o.onReceipts(answer.receipts)
    }
  }

  private async fail(answer: Exclude<Answer, { receipts: Receipt[] }>): Promise<void> {
    if (answer.smaller) this.size = Math.max(1, Math.floor(this.size / 2))
    const backoff = Math.min(60_000, 1000 * 2 ** this.failures) * (0.7 + 0.6 * this.o.random())
    await this.report(answer.trouble)
    this.sent = 0
    this.retry(answer.after ?? backoff)
  }

  // Only tries of its own lengthen the pause: a porter who scans on while the server restarts must not put off the next one.
  private retry(ms: number): void {
    this.cancel()
    this.cancel = this.o.later(ms, () => {
      this.failures = Math.min(this.failures + 1, 10)
      void this.kick()
    })
  }

  private async report(trouble: Trouble): Promise<void> {
    const waiting = await this.o.queue.count('waiting')
    const over = this.trouble !== 'none' && trouble === 'none'
    this.trouble = trouble
    this.o.onSending({ waiting, trouble, recovered: over ? this.sent : 0 })
    if (waiting === 0) this.sent = 0
  }

  private async post(scans: Scan[]): Promise<Answer> {
    const body = JSON.stringify({
      device: this.o.queue.device,
      sent_at: new Date(this.o.now()).toISOString(),
      scans: scans.map(asSent),
    })
    try {
      const response = await fetch(this.o.url, {
        method: 'POST', body, headers: { 'Content-Type': 'application/json' },
        redirect: 'manual', signal: AbortSignal.timeout(this.o.timeout),
      })
      return await understand(response, scans)
    } catch {
      return { trouble: 'network' }
    }
  }
}

/** A scan as the server takes it. One that an older page kept is sent as that page would have sent it. */
export function asSent({ id, seq, code, location, to, action, at, source, undoes, batch, symbology = '', stamp, container, contents }: Scan) {
  const more = stamp && { ...stamp, ...(batch ? { batch_id: String(batch) } : {}) }
  return { id, seq, code: symbology + code, location, ...(to ? { to } : {}), action, at, source, ...(undoes ? { undoes } : {}), ...(container ? { container } : {}), ...(contents ? { contents } : {}), ...more }
}

async function understand(response: Response, scans: Scan[]): Promise<Answer> {
  if (response.status === 401) return { trouble: 'signin' }
  if (response.status === 429 || response.status === 503) {
    const after = Number(response.headers.get('Retry-After'))
    return after > 0 ? { trouble: 'server', after: Math.min(after, 60) * 1000 } : { trouble: 'server' }
  }
  if ([400, 413, 422].includes(response.status)) return { trouble: 'server', smaller: true }
  if (response.status !== 200) return { trouble: response.type === 'opaqueredirect' ? 'network' : 'server' }
  // A captive portal answers 200 with a page of its own: that is no connection, and no receipt.
  const text = await response.text()
  const receipts = readReceipts(text, new Set(scans.map((scan) => scan.id)))
  return receipts ? { receipts } : { trouble: 'network' }
}

/** The receipts in an answer for the scans that were sent; undefined when it is not our server's. */
function readReceipts(text: string, sent: Set<string>): Receipt[] | undefined {
  try {
    const { results } = JSON.parse(text) as { results?: unknown }
    if (!Array.isArray(results)) return undefined
    return (results as Receipt[])
      .filter((r) => sent.has(r?.id) && outcomes.has(r.outcome) && classes.has(r.class))
      .map(({ id, outcome, class: cls, message, notices }) => (
        { id, outcome, class: cls, message: String(message ?? ''), ...(notices ? { notices } : {}) }))
  } catch {
    return undefined
  }
}

function afterwards(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

/** One sender per device. Web Locks need HTTPS; without them the server's unique scan id still holds. */
export async function oneAtATime(work: () => Promise<void>, what = 'outbox'): Promise<void> {
  const locks = globalThis.navigator?.locks as LockManager | undefined
  if (!locks) return work()
  await locks.request(what, { ifAvailable: true }, (lock) => (lock ? work() : undefined))
}
