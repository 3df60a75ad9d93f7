// Tells the server now and then how this device is: what it still holds, and how its clock stands. From the answer the page
// learns whether the server still trusts this browser, and whether the browser has lost anything.

import type { DeviceClock } from './deviceclock'
import type { Queue } from './queue'
import { oneAtATime } from './sender'
import { appVersion, protocol } from './stamp'

export type DeviceState = 'enrolled' | 'lost_scans' | 'revoked' | 'queue_gone' | 'enrolment_gone' | 'unknown'

export interface DeviceNews {
  state: DeviceState
  /** By how many minutes the clock is slow. */
  slow: number
  /** There is a newer version of the page. */
  update: boolean
}

interface Answer { now: string; state: DeviceState; next_seq?: number; update?: boolean }

const states = new Set<string>(['enrolled', 'lost_scans', 'revoked', 'queue_gone', 'enrolment_gone', 'unknown'])

/** An enrolled device is heard of this often, and with each sending, but not more often than the second. */
export const every = 30_000
const atMost = 10_000
/** So long it is told that Caps Lock was found on. */
const day = 86_400_000

export class Heartbeat {
  private last = -Infinity
  private state: DeviceState | undefined

  constructor(
    private readonly queue: Queue,
    private readonly clock: DeviceClock,
    private readonly onNews: (news: DeviceNews) => void,
    private readonly url = '/api/v1/devices/heartbeat',
    private readonly mono: () => number = () => performance.now(),
  ) {}

  /** Whether the timer need ask: a browser that is not enrolled has nothing to tell. */
  get due(): boolean {
    return this.state !== 'unknown'
  }

  /** Beats with a sending, unless it just has. */
  async withSending(): Promise<void> {
    if (this.mono() - this.last >= atMost) await this.beat()
  }

  /** Beats, unless another page of this device does: an older count that came in after a newer one would look like a loss. */
  beat(): Promise<void> {
    return oneAtATime(() => this.tell(), 'heartbeat')
  }

  private async tell(): Promise<void> {
    this.last = this.mono()
    const [max_seq, { pending, oldest }, persisted] = await Promise.all([this.queue.highest(), this.queue.unsent(), globalThis.navigator?.storage?.persisted?.()])
    const { offset_ms, offset_rtt_ms } = this.clock.claim()
    const caps = Date.now() - ((await this.queue.setting<number>('caps')) ?? 0) < day
    const body = JSON.stringify({ device: this.queue.device, max_seq, pending, oldest, persisted, version: appVersion, protocol, caps, offset_ms, offset_rtt_ms })
    const answered = this.clock.ask()
    const answer = await this.ask(body)
    if (!answer) return
    await this.queue.keep('clock', answered(Date.parse(answer.now)))
    // Restored from a backup, the browser would number its scans with numbers that are used already.
    if (answer.next_seq !== undefined && answer.next_seq > max_seq + 1) await this.queue.countFrom(answer.next_seq)
    this.state = answer.state
    this.onNews({ state: answer.state, slow: this.clock.error(), update: answer.update === true })
  }

  private async ask(body: string): Promise<Answer | undefined> {
    try {
      const response = await fetch(this.url, {
        method: 'POST', body, headers: { 'Content-Type': 'application/json' }, redirect: 'manual', signal: AbortSignal.timeout(8000),
      })
      if (response.status !== 200) return undefined
      const answer = (await response.json()) as Answer
      return states.has(answer?.state) && Number.isFinite(Date.parse(answer.now)) ? answer : undefined
    } catch {
      return undefined // no network, or a captive portal's page: the next beat tells
    }
  }
}
