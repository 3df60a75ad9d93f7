// Which of the camera's readings is believed. Bars can be misread in a single picture, so they must read alike twice running;
// a matrix code corrects its own errors.

export interface Sight {
  /** The text behind its AIM identifier, as a scanner would send it. */
  raw: string
  /** Made of bars, not of squares. */
  linear: boolean
}

/** Takes the next picture's reading into account: which text is sure, and what to compare the next picture with. */
export function steady(before: Sight | undefined, seen: Sight | undefined): { sure?: string; sight?: Sight } {
  if (!seen) return before ? { sight: before } : {}
  if (!seen.linear || seen.raw === before?.raw) return { sure: seen.raw }
  return { sight: seen }
}
