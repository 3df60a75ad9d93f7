// What was done at one location, counted from the scans that are kept.

import type { Scan } from './queue'

/** Only a fresh scan may be taken back without asking the library; the server says so too. */
export const undoable = 10 * 60_000

export interface Tally {
  done: number
  check: number
  waiting: number
  /** The scans that may be taken back, newest first. */
  undo: Scan[]
  /** How many are too old for that. */
  old: number
}

/** Whether somebody should look at a scan: the server or this page said so, and nobody has. */
export function isToCheck(scan: Scan): boolean {
  return (scan.said === 'check' || scan.said === 'stop') && scan.state !== 'held' && !scan.undone && !scan.looked
}

/** Counts the scans of one batch. */
export function tally(scans: readonly Scan[], now: number): Tally {
  const moved = scans.filter((scan) => (scan.action === 'arrive' || scan.action === 'unpack' || (scan.action === 'send' && scan.said !== 'already')) && scan.state !== 'held' && !scan.undone)
  const undo = moved.filter((scan) => now - Date.parse(scan.at) <= undoable).reverse()
  return {
    done: moved.filter((scan) => scan.said !== 'check' && scan.said !== 'stop').length,
    check: scans.filter(isToCheck).length,
    waiting: scans.filter((scan) => scan.state === 'waiting').length,
    undo,
    old: moved.length - undo.length,
  }
}

/** How long ago, in the largest unit that fits. */
export function age(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  return `${Math.floor(minutes / 60)} hours`
}
