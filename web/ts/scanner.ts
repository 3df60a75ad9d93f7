// How the scanner of this device is set, where it cannot be set better: chosen on the page that tests it, kept on the device.

import { mend } from './layouts'
import type { Queue } from './queue'

export interface Scanner {
  /** The longest pause between two characters of one scan. */
  gap: number
  /** The keyboard that it types through, where that has to be put right here. */
  layout?: string
}

/** A cable or its own receiver; Bluetooth takes longer. */
export const gaps = { cable: 100, bluetooth: 250 } as const

const name = 'scanner'

/** What was chosen on this device. */
export async function scannerOf(queue: Queue): Promise<Scanner> {
  return (await queue.setting<Scanner>(name)) ?? { gap: gaps.cable }
}

/** Keeps what was chosen. */
export function keepScanner(queue: Queue, scanner: Scanner): Promise<void> {
  return queue.keep(name, scanner)
}

/** What the scanner read, of what arrived. Whoever types has the right keyboard. */
export function read(scanner: Scanner, raw: string, source: string): string {
  return source === 'wedge' ? mend(raw, scanner.layout) : raw
}
