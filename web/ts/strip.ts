// The line under the navigation: whether this page is live and whether the scans are safe. Always in words.

import { clock } from './clock'
import type { LiveState } from './live'
import type { Sending } from './sender'

export interface Words {
  state: 'good' | 'busy' | 'waiting' | 'bad'
  text: string
  link?: Link
  /** Leads on, behind the text. */
  more?: Link
}

interface Link { href: string; text: string }

const more: Link = { href: '/scan#waiting', text: 'See what waits' }

const scans = (count: number) => (count === 1 ? '1 scan' : `${count} scans`)

/** What to say of the scans of this device. */
export function queueWords({ waiting, trouble, recovered }: Sending, path: string): Words {
  if (recovered > 0) return { state: 'good', text: `Connected again. ${scans(recovered)} sent. Nothing lost.` }
  if (waiting === 0) return { state: 'good', text: 'All scans saved to server' }
  switch (trouble) {
    case 'none': return { state: 'waiting', text: `${scans(waiting)} waiting to send`, more }
    case 'network': return { state: 'waiting', text: `No connection. ${scans(waiting)} saved on this device. Carry on.`, more }
    case 'server': return { state: 'waiting', text: `The server can’t take scans just now. ${scans(waiting)} saved on this device. Carry on.`, more }
    case 'signin': {
      const link = { href: `/signin?next=${encodeURIComponent(path)}`, text: `Sign in to send ${scans(waiting)}.` }
      // Nobody has to sign in to see them: the page that is kept for everybody shows them too.
      const see = { ...more, href: path === '/scan' ? more.href : '/scan-shell#waiting' }
      return { state: 'bad', text: waiting === 1 ? 'It is safe.' : 'They are safe.', link, more: see }
    }
  }
}

/** What to say of the connection where scanning goes on without one, by a list that came at a time. */
export function carryOn(state: LiveState, fetched: number | undefined, path: string): Words {
  const copy = fetched ? ` This list is of ${clock(fetched)}.` : ''
  switch (state.kind) {
    case 'live': return { state: 'good', text: 'Live' }
    case 'reconnecting': return { state: 'busy', text: 'Reconnecting…' }
    case 'dead': return { state: 'waiting', text: `No connection. Carry on.${copy}` }
    case 'signin': return { state: 'bad', text: `Carry on: scans are saved on this device.${copy}`, link: { href: `/signin?next=${encodeURIComponent(path)}`, text: 'Sign in again to see changes.' } }
  }
}

/** A newer page has changed what is kept: this one must not go on with it. */
export const outdated: Words = { state: 'bad', text: 'This page is out of date. Load it again to go on. Saved scans are safe.' }

export const cannotSave: Words = { state: 'bad', text: 'Can’t save on this device' }

/** Writes the words, unless they stand there already: a status is read aloud whenever it is written. */
export function say(element: Element | null, words: Words): void {
  if (!(element instanceof HTMLElement)) return
  const key = `${words.state} ${words.link?.text ?? ''} ${words.text}`
  if (element.dataset.said === key) return
  element.dataset.said = key
  element.dataset.state = words.state
  element.replaceChildren()
  if (words.link) element.append(linkTo(words.link), ' ')
  element.append(words.text)
  if (words.more) element.append(' ', linkTo(words.more))
}

function linkTo({ href, text }: Link): HTMLAnchorElement {
  const link = document.createElement('a')
  link.href = href
  link.textContent = text
  return link
}
