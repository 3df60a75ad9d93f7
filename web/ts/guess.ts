// A guess that the location is the wrong one: the folders scanned there are meant for another.

export interface Guess {
  /** When the batch began that is watched. */
  batch: number | undefined
  /** Where the latest folders were meant for; nothing for those that are right. */
  meant: (string | undefined)[]
  told: boolean
}

export const nothingYet: Guess = { batch: undefined, meant: [], told: false }

const looksAt = 5
const enough = 3

/** Takes the next folder into account. Names the place that most are meant for, once in a batch. */
export function learn(before: Guess, batch: number | undefined, meantFor: string | undefined): { guess: Guess; place?: string } {
  const { meant, told } = before.batch === batch ? before : nothingYet
  const latest = [...meant, meantFor].slice(-looksAt)
  const astray = meantFor !== undefined && latest.filter((place) => place === meantFor).length >= enough
  const guess = { batch, meant: latest, told: told || astray }
  return astray && !told ? { guess, place: meantFor } : { guess }
}
