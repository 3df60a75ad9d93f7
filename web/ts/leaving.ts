// Folders that leave: a destination is scanned, and the folders after it go on their way there from here. And the ways back:
// arriving again, and the same location again.

import { folders, type Answer, type Here, type Place, type Session } from './session'

const scanDestination = 'Where to? Scan the location the folders go to.'

/** Begins to send folders from here. */
export function leave(session: Session): Answer {
  const { here } = session
  if (here?.to) return said(session, 'already', `Folders go to ${here.to.name}. Scan another location to change that.`)
  const text = here ? scanDestination : 'Where are you? Scan your location first, then the location the folders go to.'
  return said({ ...session, leaving: true }, 'note', text)
}

/** Takes the location that was scanned for where the folders go. */
export function leaveFor(session: Session, here: Here, to: Place, at: number): Answer {
  if (to.code === here.code) return said(session, 'check', `You are at ${here.name}. Scan the location the folders go to.`)
  if (to.code === here.to?.code) return said(session, 'already', `Folders go to ${to.name} already.`)
  const { leaving: _, finished: __, ...rest } = session
  const next: Here = { code: here.code, name: here.name, to: { code: to.code, name: to.name }, since: at, last: at, seen: {} }
  return said({ ...rest, here: next, checks: 0 }, 'note', `The folders go to ${to.name}.${onTheirWay(here)} Scan the folders.`)
}

/** Ends sending: folders that are scanned have arrived here. */
export function arriving(session: Session, at: number): Answer {
  const { leaving, ...rest } = session
  const { here } = session
  if (!here) return said(rest, 'check', 'Scan the location barcode first.')
  if (!here.to && !leaving) return said(session, 'already', `Folders that you scan arrive at ${here.name}.`)
  const next: Here = here.to ? { code: here.code, name: here.name, since: at, last: at, seen: {} } : here
  return said({ ...rest, here: next, checks: here.to ? 0 : session.checks }, 'note', `You are at ${here.name}.${onTheirWay(here)} Scan the folders.`)
}

/** What was sent, or left here, before something else begins. */
export function onTheirWay(here: Here): string {
  const count = Object.keys(here.seen).length
  if (count === 0) return ''
  return here.to ? ` ${folders(count)} on the way to ${here.to.name}.` : ` ${folders(count)} left at ${here.name}.`
}

function said(session: Session, cls: Answer['verdict']['class'], text: string): Answer {
  return { session, verdict: { class: cls, text, code: '', saves: [] } }
}
