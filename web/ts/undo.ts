// Taking scans back: one of them, or all of a location. An undo is a scan of its own, that goes out after the one it takes back.

import { tally, undoable } from './batch'
import { grouped } from './code'
import type { Page } from './page'
import type { Scan } from './queue'
import { listed } from './scanview'
import { folders, forget } from './session'

/** A question about a whole batch that nobody answers in this time is answered with no. */
const answerWithin = 10_000
/** A question about more than these has the page to itself, and waits. */
const manyAtOnce = 50

const tooOld = (count: number) => `${folders(count)} ${count === 1 ? 'was' : 'were'} scanned more than 10 minutes ago.`

export class Undo {
  private asked: { scans: Scan[]; old: number; timer: ReturnType<typeof setTimeout> | undefined } | undefined

  constructor(private readonly page: Page) {}

  /** Whether a question about a batch waits for its answer. */
  get asking(): boolean {
    return this.asked !== undefined
  }

  async last(): Promise<void> {
    const last = (await this.page.box.queue.recent(listed)).find((scan) => !scan.undone && scan.state !== 'held' && !scan.code.startsWith('?'))
    return last ? this.one(last) : this.page.show('already', 'Nothing to undo.')
  }

  async one(scan: Scan): Promise<void> {
    const { page } = this
    const name = grouped(scan.code)
    if (Date.now() - Date.parse(scan.at) > undoable) {
      return page.show('check', `${name} was scanned more than 10 minutes ago. Ask the library to correct it.`)
    }
    const { code, location } = scan
    const undo = { code, location, action: 'undo', undoes: scan.id, said: 'note' } as const
    const kept = await page.save([undo], forget(page.session, code), Date.now(), 'typed')
    if (scan.container) void page.settings.learn([{ ...scan, action: scan.action === 'unpack' ? 'arrive' : 'unpack' }])
    page.show('note', `Undone. The scan of ${name} does not count.`)
    page.view.update({ ...scan, undone: true })
    page.list(kept)
  }

  async askBatch(): Promise<void> {
    const { page } = this
    this.drop()
    page.aside = ''
    const batch = page.session.here ?? page.session.finished
    const { undo, old } = tally(batch ? await page.box.queue.batch(batch.since) : [], Date.now())
    if (!batch || (undo.length === 0 && old === 0)) return page.show('already', 'Nothing to undo.')
    if (undo.length === 0) return page.show('check', `${tooOld(old)} Ask the library to correct that.`)
    const alone = undo.length > manyAtOnce
    page.view.alone(alone)
    const timer = alone ? undefined : setTimeout(() => page.enqueue(async () => {
      if (!this.asked) return
      this.asked = undefined
      page.show('already', 'Nothing was undone: there was no answer within 10 seconds.')
    }), answerWithin)
    this.asked = { scans: undo, old, timer }
    page.show('check', `Undo ${folders(undo.length)} ${batch.to ? `sent to ${batch.to.name}` : `at ${batch.name}`}?${alone ? ' Each goes back to where it was.' : ''} Answer OK or No.`)
  }

  /** Whoever goes on scanning has answered no. */
  drop(): void {
    if (!this.asked) return
    clearTimeout(this.asked.timer)
    this.page.view.alone(false)
    this.asked = undefined
    this.page.aside = ' Nothing was undone.'
  }

  async answer(yes: boolean): Promise<void> {
    const { page } = this
    const { scans = [], old = 0 } = this.asked ?? {}
    this.drop()
    page.aside = ''
    if (!yes) return page.show('already', 'Nothing was undone.')
    const undos = scans.map(({ id, code, location }) => ({ code, location, action: 'undo', undoes: id, said: 'note' }) as const)
    const session = scans.reduce((rest, { code }) => forget(rest, code), page.session)
    const kept = await page.save(undos, session, Date.now(), 'typed')
    const rest = old > 0 ? ` ${tooOld(old)} Ask the library to correct that.` : ''
    page.show('note', `${folders(scans.length)} undone.${rest}`)
    for (const scan of scans) page.view.update({ ...scan, undone: true })
    page.list(kept)
    await page.showLists()
  }
}
