// The commands of the scan page: each has a printed barcode and a key. The sheet is printed from the same list.

import list from './commands.json'

export type Command =
  | 'finish' | 'undo' | 'undo_batch' | 'yes' | 'no' | 'repeat'
  | 'not_found' | 'again' | 'leaving' | 'arriving' | 'lock' | 'find'

/** The site's key on the printed command cards. */
const siteKey = '01'

const named = (found: (typeof list)[number] | undefined) => found?.command as Command | undefined

/** Whether a printed command is one of this site's. */
export const isOurs = (code: string) => code.slice(3, 5) === siteKey

/** What a printed command means here; nothing for those of another site. */
export function commandOn(code: string): Command | undefined {
  return isOurs(code) ? named(list.find(({ letters }) => letters === code.slice(1, 3))) : undefined
}

/** What Alt, Shift and a letter mean. */
export function commandFor(letter: string): Command | undefined {
  return named(list.find(({ key }) => key === letter.toUpperCase()))
}
