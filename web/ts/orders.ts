// What the commands do that neither undo nor answer anything.

import type { Page } from './page'
import { finish, folders, type Answer, type Session } from './session'

export class Orders {
  constructor(private readonly page: Page) {}

  async finish(): Promise<void> {
    const { page, page: { session } } = this
    const { here } = session
    if (!here) return page.show('already', 'No location is open.')
    const count = folders(Object.keys(here.seen).length)
    const checks = session.checks > 0 ? ` ${session.checks} to check.` : ''
    await page.save([], finish(session), Date.now(), 'typed')
    page.show('note', `Finished at ${here.name}: ${here.to ? `${count} on the way to ${here.to.name}` : count}.${checks}`)
    await page.showLists()
  }

  /** Changes where we are, or where the folders go. */
  async go(step: (session: Session, at: number) => Answer): Promise<void> {
    const { page } = this
    const at = Date.now()
    const { session, verdict } = step(page.session, at)
    await page.save([], session, at, 'typed')
    page.show(verdict.class, verdict.text)
    await page.showLists()
  }

  /** Whoever locks devices listens for this; the queue goes on sending either way. */
  lock(): void {
    if (!heard('casenotes:lock')) this.page.show('check', 'This device cannot be locked yet. Sign out when you leave it.')
  }

  /** Whoever has a list of folders to look for listens for this. */
  notFound(): void {
    if (!heard('casenotes:not-found')) this.page.show('check', 'NOT FOUND is for a list of folders to pull. To report a folder missing, scan FIND and open its page.')
  }

  /** Leaves for the find page. What waits is on this device and is sent from there. */
  find(): void {
    if (navigator.onLine) location.assign('/find')
    else this.page.show('check', 'You need a connection to look up a folder. You can carry on scanning.')
  }
}

/** Tells the rest of the page, and whether anybody took it. */
const heard = (name: string) => !document.dispatchEvent(new CustomEvent(name, { cancelable: true }))
