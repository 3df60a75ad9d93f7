// When a page that nobody touches locks. Pure.

export interface IdleRules {
  /** Seconds without anybody; 0 is never. */
  after: number
  /** Seconds of warning before that. */
  warning: number
}

/** A page that was never told locks as a desk does. */
export const strictest: IdleRules = { after: 300, warning: 20 }

export type Idle = 'busy' | 'warn' | 'lock'

/** What to do after that long without anybody, in milliseconds. */
export function idle({ after, warning }: IdleRules, quiet: number): Idle {
  if (after <= 0 || quiet < (after - Math.min(warning, after)) * 1000) return 'busy'
  return quiet < after * 1000 ? 'warn' : 'lock'
}

/** Reads the rules that the server wrote into a page, or that were kept of one. */
export function readRules(after: string | undefined, warning: string | undefined): IdleRules | undefined {
  const read = { after: Number(after), warning: Number(warning) }
  return after === undefined || warning === undefined || Number.isNaN(read.after + read.warning) ? undefined : read
}
