// The sentences of the list of folders to look out for.

import { grouped } from './code'

export interface Wanted {
  id: number
  code: string
  volume: number
  last: { name: string }
  urgent: boolean
  needed_at: { name: string } | null
  needed: string
}

export interface Found { code: string; by: string; place: string }

/** One folder to look out for, beginning with its code. */
export function wantedWords(w: Wanted): string {
  const needed = w.urgent ? (w.needed ? ` Urgent: needed ${w.needed_at ? `at ${w.needed_at.name}, ` : ''}${w.needed}.` : ' Urgent.') : ''
  return `${grouped(w.code)}, volume ${w.volume}, last at ${w.last.name}.${needed}`
}

export function foundWords(f: Found): string {
  return `${grouped(f.code)} was found${f.place ? ` at ${f.place}` : ''}${f.by ? ` by ${f.by}` : ''}. Thank you for looking.`
}
