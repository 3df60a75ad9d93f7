// What the parts of the scan page share: where we are, the order in which things happen, saving before believing, and
// what is shown for it.

import { isToCheck, tally } from './batch'
import type { ListsView } from './listsview'
import type { Outbox } from './outbox'
import type { NewScan, ResultClass, Scan } from './queue'
import { listed, type ScanView } from './scanview'
import { empty, type Session, type Verdict } from './session'
import type { Settings } from './settings'
import { Sounds } from './sound'

/** What is kept on this device of the session, and whose it is. */
export interface Kept { session: Session; user: string }

export const cannotSave = 'This device can’t save scans. Use another device and tell IT (code S1).'

export class Page {
  session: Session = empty
  /** The answer that is shown, the scans that it is about, and what was added to it. */
  shown: { ids: Set<string>; class: ResultClass; text: string; aside: string } = { ids: new Set(), class: 'already', text: '', aside: '' }
  /** What will be added to the next answer. */
  aside = ''
  /** The scans that the next answer is about: those that were just saved. */
  private saved = new Set<string>()
  /** When somebody last did something here. */
  used = Date.now()
  readonly sounds = new Sounds()
  private work: Promise<void> = Promise.resolve()

  /** What follows everything that happens: the counters, and the focus after what a person did. */
  changed: () => void = () => {}
  focus: () => void = () => {}

  constructor(readonly view: ScanView, readonly lists: ListsView, readonly box: Outbox, readonly settings: Settings) {}

  /** One thing after another, in the order it happened, however fast it comes. */
  enqueue(work: () => Promise<void>): void {
    this.used = Date.now()
    this.work = this.work.then(work).catch(() => this.show('stop', cannotSave))
    void this.work.then(() => this.changed())
  }

  /** What the person here did; then the box waits for the next scan. News from the server must not take the focus off a button. */
  act(work: () => Promise<void>): void {
    this.enqueue(work)
    void this.work.then(() => this.focus())
  }

  /** Saves, then believes it: the session moves only when the scans are on disk. */
  async save(saves: Verdict['saves'], session: Session, at: number, source: NewScan['source']): Promise<Scan[]> {
    const batch = session.here ? { batch: session.here.since } : {}
    const scans = saves.map((scan) => ({ ...scan, ...batch, at: new Date(at).toISOString(), source }))
    const { last: _, ...lasting } = session
    const kept = await this.box.queue.save(scans, { name: 'session', value: { session: lasting, user: this.settings.user } })
    this.session = session
    this.saved = new Set(kept.map((scan) => scan.id))
    return kept
  }

  /** Lists what was saved and has it sent. */
  list(scans: readonly Scan[]): void {
    for (const scan of scans) if (scan.action !== 'undo') this.view.add(scan)
    if (scans.length > 0) void this.box.sender.kick()
  }

  /** Answers. What the server says later of an earlier scan no longer changes the panel. */
  show(result: ResultClass, saying: string): void {
    const text = saying + this.aside
    this.shown = { ids: this.saved, class: result, text, aside: this.aside }
    this.saved = new Set()
    this.aside = ''
    this.sounds.play(result)
    this.view.result(result, text)
  }

  /** Gives the last answer again. */
  repeat(): void {
    this.sounds.play(this.shown.class)
    this.view.result(this.shown.class, this.shown.text)
  }

  /** Shows the summary of a finished location, and the lists of this device where they are open. */
  async showLists(): Promise<void> {
    const { queue } = this.box
    const { here, finished } = this.session
    const batch = here ? undefined : finished
    this.lists.summary(batch, batch && tally(await queue.batch(batch.since), Date.now()))
    if (!this.lists.open) return
    const [held, waiting] = await Promise.all([queue.held(listed), queue.waiting(listed)])
    const count = (await queue.count('held')) + (await queue.count('waiting'))
    this.lists.waiting(count, [...held, ...waiting], Date.now())
    const serious = (await Promise.all([queue.said('check'), queue.said('stop')])).flat()
    const toCheck = serious.filter(isToCheck).sort((a, b) => b.seq - a.seq)
    this.lists.toCheck(toCheck, (scan) => this.act(async () => {
      await queue.look(scan.id)
      const checks = scan.batch === this.session.here?.since ? Math.max(0, this.session.checks - 1) : this.session.checks
      this.session = { ...this.session, checks }
      await this.showLists()
    }))
  }
}
