// What the server makes of the scans, when its answers come: they refine what was said here.

import { learn, nothingYet, type Guess } from './guess'
import type { Page } from './page'
import type { Receipt, ResultClass, Scan } from './queue'
import { sentence } from './scanview'

const serious = (result: ResultClass | undefined) => result === 'check' || result === 'stop'

export class Receipts {
  private guess: Guess = nothingYet

  constructor(private readonly page: Page) {}

  /**
   * Refines the rows where they stand, and the panel while it shows that scan. What the device has kept of them is read before it
   * is our turn: a hundred answers that come at once must not make the next scan wait.
   */
  async receive(receipts: Receipt[]): Promise<void> {
    const scans = await this.page.box.queue.find(receipts.map(({ id }) => id))
    this.page.enqueue(async () => {
      for (const receipt of receipts) {
        const scan = scans.get(receipt.id)
        if (scan?.undoes && serious(receipt.class)) await this.countAgain(scan.undoes)
        this.take(receipt, scan)
      }
      await this.page.showLists()
    })
  }

  private take(receipt: Receipt, scan: Scan | undefined): void {
    const { view, session: { here } } = this.page
    const before = view.said(receipt.id)
    if (scan) view.update(scan)
    // What was kept from the server, it cannot know better than this page.
    if (scan?.code.startsWith('?')) return
    this.refine(receipt, before)
    if (scan?.action === 'arrive' && scan.batch === here?.since) this.suspect(receipt, scan.batch)
  }

  /** Somebody else's scan, or one that is too old: the server keeps it, whatever was said here. */
  private async countAgain(id: string): Promise<void> {
    const scan = await this.page.box.queue.restore(id)
    if (scan) this.page.view.update({ ...scan, undone: false })
  }

  private refine(receipt: Receipt, before: ResultClass | undefined): void {
    const { page } = this
    const worse = serious(receipt.class) && !serious(before)
    if (worse) page.session = { ...page.session, checks: page.session.checks + 1 }
    if (page.shown.ids.has(receipt.id) && page.shown.ids.size === 1) {
      if (worse || (receipt.class === 'note' && before === 'done')) page.sounds.play(receipt.class)
      page.shown = { ...page.shown, class: receipt.class, text: sentence(receipt) + page.shown.aside }
      page.view.result(receipt.class, page.shown.text)
    } else if (worse) page.sounds.play(receipt.class)
  }

  /** Asks once for each batch whether this is the right place, when its folders are meant for another one. */
  private suspect(receipt: Receipt, batch: number | undefined): void {
    const { page } = this
    const { guess, place } = learn(this.guess, batch, receipt.notices?.find(({ code }) => code === 'meant_for')?.location)
    this.guess = guess
    if (!place) return
    page.show('check', `These look like they are for ${page.settings.location(place)?.name ?? place}. Are you in the right location?`)
  }
}
