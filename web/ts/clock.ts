// Times of day as the hospital's clocks show them, whatever zone this device believes to be in.

const timeZone = globalThis.document?.body.dataset.zone || undefined
const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', ...(timeZone ? { timeZone } : {}) })

/** A time of day, such as 14:05. */
export function clock(at: number): string {
  return format.format(at)
}
