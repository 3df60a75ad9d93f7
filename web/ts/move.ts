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
    page.show('check', `Scan the right location for ${many(scans)}. NO keeps them at ${(batch.to ?? batch).name}.`)
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
    // The newest first: what was put into a box after it came comes out before the box goes back.
    const undos = scans.map(({ id, code, location }) => ({ code, location, action: 'undo', undoes: id, said: 'note' }) as const)
    const again = oldest.map(({ code, action, container, contents }) => ({
      code, location: here.code, said: 'done', ...way, ...(here.to ? {} : { ...(action === 'unpack' && { action }), ...(container && { container }) }), ...(contents && { contents }),
    }) as const)
    for (const { code } of oldest) here.seen[code] = at
    const kept = await page.save([...undos, ...again], { held: page.session.held, checks: 0, here }, at, 'typed')
    page.show('done', `${many(scans)} moved from ${(batch.to ?? batch).name} to ${place.name}.`)
    for (const scan of scans) page.view.update({ ...scan, undone: true })
    page.list(kept)
    void page.settings.learn(kept)
    await page.showLists()
  }
}

/** A box or trolley is no folder. */
const many = (scans: readonly Scan[]) => (scans.some(({ code }) => code.startsWith('B')) ? `${scans.length} scans` : folders(scans.length))
