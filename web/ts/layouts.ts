// Scanners that press the keys of one country on a PC that reads those of another.

export interface Layout { scanner: string; pc: string; changes: Record<string, string> }

function changes(from: string, to: readonly string[]): Record<string, string> {
  return Object.fromEntries([...from].map((char, i) => [char, to[i] ?? char]))
}

/** What characters become when the scanner presses the keys of one country and the PC reads those of another. */
const wrong: Layout[] = [
  { scanner: 'US', pc: 'UK', changes: changes('@#~|', ['"', '£', '¬', '~']) },
  { scanner: 'UK', pc: 'US', changes: changes('@#~|', ['"', '\\', '|', '|']) },
  { scanner: 'UK', pc: 'US', changes: changes('@#~|', ['"', '\\', '|', '>']) },
  { scanner: 'US', pc: 'German', changes: changes('@#~|-yzYZ', ['"', '§', '°', "'", 'ß', 'z', 'y', 'Z', 'Y']) },
  { scanner: 'US', pc: 'French', changes: changes('@#~|-aqwzmAQWZM1234567890', ['2', '3', '', 'µ', ')', 'q', 'a', 'z', 'w', ',', 'Q', 'A', 'Z', 'W', '?',
    ...'&é"\'(-è_çà']) },
]

/** All of them, behind none at all. */
export const layouts: readonly (Layout | undefined)[] = [undefined, ...wrong]

/** The name of a layout, as it is kept. */
export const nameOfLayout = ({ scanner, pc }: Layout) => `${scanner}-${pc}`

/** The layouts that can be put right, one of each name. */
export const mendable: readonly Layout[] = wrong.filter((layout, i) => wrong.findIndex((other) => nameOfLayout(other) === nameOfLayout(layout)) === i)

/** Turns what arrived back into what the scanner read, where somebody chose its layout on this device. */
export function mend(text: string, name: string | undefined): string {
  const layout = mendable.find((known) => nameOfLayout(known) === name)
  if (!layout) return text
  const back = Object.fromEntries(Object.entries(layout.changes).filter(([, to]) => to !== '').map(([from, to]) => [to, from]))
  return [...text].map((char) => back[char] ?? char).join('')
}
