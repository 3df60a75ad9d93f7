// Moving all that was scanned at the wrong location to the right one, with one scan: the scans are taken back, and made again
// there.

import { tally } from './batch'
import type { Page } from './page'
import type { Scan } from './queue'
import { folders, type Here, type Place } from './session'

export class Move {
  private asked: { batch: Here; scans: Scan[] } | undefined

  constructor(private readonly page: Page) {}

  /** Whether the next location is the one to move to. */
  get asking(): boolean {
    return this.asked !== undefined
  }

  async ask(): Promise<void> {
    const { page } = this
    const batch = page.session.finished
    const scans = batch ? tally(await page.box.queue.batch(batch.since), Date.now()).undo : []
    if (!batch || scans.length === 0) return page.show('already', 'Nothing to move.')
    this.asked = { batch, scans }
    page.show('check', `Scan the location ${scans.length === 1 ? 'this folder' : `these ${scans.length} folders`} should be at. NO keeps them at ${(batch.to ?? batch).name}.`)
  }

  /** Whoever does something else leaves the folders where they are. */
  drop(): void {
    if (!this.asked) return
    this.asked = undefined
    this.page.aside = ' Nothing was moved.'
  }

  async to(place: Place, at: number): Promise<void> {
    const { page } = this
    const { batch, scans } = this.asked ?? {}
    this.asked = undefined
    if (!batch || !scans) return
    const here: Here = batch.to
      ? { code: batch.code, name: batch.name, to: place, since: at, last: at, seen: {} }
      : { code: place.code, name: place.name, since: at, last: at, seen: {} }
    const way = here.to ? ({ action: 'send', to: here.to.code } as const) : ({ action: 'arrive' } as const)
    const oldest = [...scans].reverse()
    const undos = oldest.map(({ id, code, location }) => ({ code, location, action: 'undo', undoes: id, said: 'note' }) as const)
    const again = oldest.map(({ code }) => ({ code, location: here.code, ...way, said: 'done' }) as const)
    for (const { code } of oldest) here.seen[code] = at
    const kept = await page.save([...undos, ...again], { held: page.session.held, checks: 0, here }, at, 'typed')
    page.show('done', `${folders(scans.length)} moved from ${(batch.to ?? batch).name} to ${place.name}.`)
    for (const scan of scans) page.view.update({ ...scan, undone: true })
    page.list(kept)
    await page.showLists()
  }
}
