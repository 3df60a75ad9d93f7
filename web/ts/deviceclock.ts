// How this device's clock stands against the server's. A scan carries the last comparison, so that the server can put its
// time right whenever it comes; a clock that was put back since is noticed, because the page's own count only goes on.

export interface Comparison {
  /** The server's time less the device's. */
  offset: number
  /** How long asking took. */
  rtt: number
  /** When that was, by the device's clock. */
  wall: number
}

/** What a scan says of the clock. */
export interface ClockClaim { offset_ms?: number; offset_rtt_ms?: number; offset_age_s?: number; mono_ms: number }

/** A clock that is nearer than this is taken as right, here as on the server. */
export const tolerance = 2 * 60_000
/** A comparison that took longer tells nothing. */
const poor = 2000
/** The device slept while it waited. The server takes no longer time for true. */
const slept = 3_600_000

export class DeviceClock {
  private last: Comparison | undefined
  private base: { wall: number; mono: number }

  constructor(private readonly now: () => number = Date.now, private readonly mono: () => number = () => performance.now()) {
    this.base = { wall: now(), mono: mono() }
  }

  /** Takes up the comparison of an earlier life of the page. */
  remember(earlier: Comparison | undefined): void {
    if (earlier && earlier.wall <= this.now()) this.last ??= earlier
  }

  /** Begins a comparison. The function that it answers takes the server's time and ends it. */
  ask(): (server: number) => Comparison {
    const began = this.mono()
    return (server) => {
      const rtt = Math.min(Math.max(0, Math.round(this.mono() - began)), slept)
      const wall = this.now()
      const fresh = { offset: Math.round(server - (wall - rtt / 2)), rtt, wall }
      if (rtt < poor || !this.last) {
        this.last = fresh
        this.base = { wall, mono: this.mono() }
      }
      return this.last
    }
  }

  /** How far the clock was put back since it was last compared. (Forward may only be sleep.) */
  private back(): number {
    const back = this.base.wall + (this.mono() - this.base.mono) - this.now()
    return back > tolerance ? back : 0
  }

  claim(): ClockClaim {
    const claim = { mono_ms: Math.round(this.mono()) }
    const back = this.back()
    if (!this.last && back === 0) return claim
    const { offset, rtt, wall } = this.last ?? { offset: 0, rtt: 0, wall: this.base.wall }
    return { ...claim, offset_ms: Math.round(offset + back), offset_rtt_ms: rtt, offset_age_s: Math.max(0, Math.round((this.now() + back - wall) / 1000)) }
  }

  /** By how many minutes the clock is slow, or fast where that is negative; 0 where it is right or not known. */
  error(): number {
    const { offset_ms = 0, offset_rtt_ms = 0 } = this.claim()
    return Math.abs(offset_ms) > tolerance && offset_rtt_ms < poor ? Math.round(offset_ms / 60_000) : 0
  }
}
