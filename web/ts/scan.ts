// The scan page. A scan is read, saved on this device, heard and shown, and then sent; the server's receipt
// refines what was said. The page never navigates between scans and never waits for the network.

import { isToCheck, tally, undoable } from './batch'
import { clock } from './clock'
import { classify, grouped, isComplete, type Pattern } from './code'
import { listen } from './keyboard'
import { usual, type Take } from './keys'
import { ListsView } from './listsview'
import { outbox, type Outbox } from './outbox'
import type { NewScan, Receipt, ResultClass, Scan } from './queue'
import { learn, nothingYet, type Guess } from './guess'
import { keepShell } from './shell'
import { listed, ScanView, sentence } from './scanview'
import { adopt, empty, expire, finish, folders, forget, take, type Command, type Session, type Verdict } from './session'
import { Sounds } from './sound'
import { alone, holdFocus } from './stay'

/** What the server tells the page; kept on this device for the basement. */
interface Settings {
  user?: string
  locations: { code: string; name: string; gln?: string }[]
  patterns: Pattern[]
}

interface Kept { session: Session; user: string }

/** A question about a whole batch that nobody answers in this time is answered with no. */
const answerWithin = 10_000
const cannotSave = 'This device can’t save scans. Use another device and tell IT (code S1).'

const tooOld = (count: number) => `${folders(count)} ${count === 1 ? 'was' : 'were'} scanned more than 10 minutes ago.`
const serious = (result: ResultClass | undefined) => result === 'check' || result === 'stop'

class ScanPage {
  private session: Session = empty
  private settings: Settings = { locations: [], patterns: [] }
  private shown: { ids: Set<string>; class: ResultClass; text: string; aside: string } = { ids: new Set(), class: 'already', text: '', aside: '' }
  private pasted: string[] = []
  private undoing: { scans: Scan[]; old: number; timer: ReturnType<typeof setTimeout> } | undefined
  private aside = ''
  private guess: Guess = nothingYet
  private unsent = 0
  private owner: string | undefined
  private used = Date.now()
  private open = true
  private work: Promise<void> = Promise.resolve()
  private focus: () => void = () => {}
  private readonly sounds = new Sounds()

  private readonly lists: ListsView

  constructor(private readonly view: ScanView, root: HTMLElement, private readonly box: Outbox) {
    this.lists = new ListsView(root, () => {
      this.enqueue(() => this.showLists())
      this.view.box.focus({ preventScroll: true })
    })
  }

  async start(): Promise<void> {
    const { queue } = this.box
    this.settings = (await queue.setting<Settings>('page')) ?? this.settings
    const kept = await queue.setting<Kept>('session')
    if (kept) this.session = kept.session
    await queue.purge(new Date(Date.now() - 24 * 3_600_000).toISOString())
    this.list((await queue.recent(listed)).reverse())
    this.unsent = await queue.count('waiting')
    this.owner = kept?.user
    this.refresh()
    this.connect()
    await this.showLists()
    if (!(await this.fetchSettings())) this.belongTo(this.settings.user)
    this.refresh()
    const work = () => ({ waiting: this.unsent, held: this.session.held, last: this.used })
    void keepShell(work).catch(() => {}) // without a worker the page needs the network to open, and works all the same
  }

  /** A location that somebody else scanned does not count for this user. */
  private belongTo(user: string | undefined): void {
    if (this.owner !== undefined && this.owner !== user) this.leave()
    this.owner = user
  }

  private connect(): void {
    const { view, box } = this
    listen(view.box, { ...usual, complete: (text) => isComplete(text, this.settings.patterns) }, {
      onTake: (got, at) => {
        this.sounds.unlock()
        this.act(() => this.take(got, at))
      },
      onPaste: (codes) => this.act(async () => {
        this.pasted = codes
        this.show('check', `Add ${codes.length} codes? Answer OK or No.`)
      }),
      onNumLock: () => this.show('check', 'The scanner needs Num Lock. Press it and scan again.'),
    })
    const buttons: Record<string, Command> = { 'undo-last': 'undo', 'undo-batch': 'undo_batch', finish: 'finish', change: 'finish', yes: 'yes', no: 'no' }
    for (const [name, command] of Object.entries(buttons)) view.on(name, () => this.act(() => this.obey(command)))
    view.on('sound', () => {
      this.sounds.play('note')
      setTimeout(() => view.sound(this.sounds.running), 300)
    })
    this.focus = holdFocus(view.box, (state) => view.ready(state))
    box.onSending((sending) => {
      this.unsent = sending.waiting
      if (sending.recovered > 0) void this.fetchSettings()
      this.refresh()
      if (this.lists.open) this.enqueue(() => this.showLists())
    })
    box.onReceipts((receipts) => this.enqueue(() => this.receive(receipts)))
    setInterval(() => this.refresh(), 5000)
    setInterval(() => void this.fetchSettings(), 3_600_000)
    window.addEventListener('online', () => void this.fetchSettings())
  }

  /** One thing after another, in the order it happened, however fast it comes. */
  private enqueue(work: () => Promise<void>): void {
    this.used = Date.now()
    this.work = this.work.then(work).catch(() => this.show('stop', cannotSave))
    void this.work.then(() => this.refresh())
  }

  /** What the person here did; then the box waits for the next scan. News from the server must not take the focus off a button. */
  private act(work: () => Promise<void>): void {
    this.enqueue(work)
    void this.work.then(() => this.focus())
  }

  private async take(got: Take, at: number): Promise<void> {
    if (!this.open) return this.show('stop', 'Scanning is open in another tab.')
    const reading = classify(got.raw, this.settings.patterns)
    if (reading.kind === 'badge' && switchUser(reading.code)) return
    const { session, verdict } = take(this.session, reading, at, { location: (code) => this.location(code), clock })
    if (verdict.command) return this.obey(verdict.command)
    this.dropUndoing()
    const saves = verdict.saves.map((scan) => (serious(scan.said) ? { ...scan, why: verdict.text } : scan))
    const kept = await this.save(saves, session, at, got.source)
    this.show(verdict.class, verdict.text)
    afterPaint(() => this.list(kept))
    if (!session.finished) this.lists.summary(undefined)
  }

  /** Saves, then believes it: the session moves only when the scans are on disk. */
  private async save(saves: Verdict['saves'], session: Session, at: number, source: NewScan['source']): Promise<Scan[]> {
    const batch = session.here ? { batch: session.here.since } : {}
    const scans = saves.map((scan) => ({ ...scan, ...batch, at: new Date(at).toISOString(), source }))
    const kept = await this.box.queue.save(scans, { name: 'session', value: { session, user: this.settings.user } })
    this.session = session
    this.shown.ids = new Set(kept.map((scan) => scan.id))
    return kept
  }

  /** Lists what was saved and has it sent. */
  private list(scans: readonly Scan[]): void {
    for (const scan of scans) if (scan.action !== 'undo') this.view.add(scan, (undone) => this.act(() => this.undo(undone)))
    if (scans.length > 0) void this.box.sender.kick()
  }

  private show(result: ResultClass, saying: string): void {
    const text = saying + this.aside
    this.shown = { ...this.shown, class: result, text, aside: this.aside }
    this.aside = ''
    this.sounds.play(result)
    this.view.result(result, text)
  }

  private async obey(command: Command): Promise<void> {
    this.sounds.unlock()
    // A receipt that comes now is of an earlier scan, and not the answer to this.
    if (command !== 'repeat') this.shown.ids = new Set()
    if (command === 'finish' || command === 'undo') this.dropUndoing()
    switch (command) {
      case 'finish': return this.finish()
      case 'undo': return this.undoLast()
      case 'undo_batch': return this.askUndoBatch()
      case 'yes': return this.answer(true)
      case 'no': return this.answer(false)
      case 'repeat': return this.show(this.shown.class, this.shown.text)
    }
  }

  private async finish(): Promise<void> {
    const here = this.session.here
    if (!here) return this.show('already', 'No location is open.')
    const checks = this.session.checks > 0 ? ` ${this.session.checks} to check.` : ''
    await this.save([], finish(this.session), Date.now(), 'typed')
    this.show('note', `Finished at ${here.name}: ${folders(Object.keys(here.seen).length)}.${checks}`)
    await this.showLists()
  }

  private leave(): void {
    this.session = { held: this.session.held, checks: 0 }
  }

  private async answer(yes: boolean): Promise<void> {
    if (this.pasted.length > 0) return this.addPasted(yes)
    if (this.undoing) return this.undoBatch(yes)
    const here = this.session.here
    if (this.session.held === 0 || !here) return this.show('already', 'There is nothing to answer.')
    const released = await this.box.queue.release(yes ? here.code : '', here.since)
    const next = yes ? adopt(this.session, released.map((scan) => scan.code), Date.now()) : { ...this.session, held: 0 }
    await this.save([], next, Date.now(), 'typed')
    for (const scan of released) {
      this.view.update(scan)
      this.view.offerUndo(scan, (undone) => this.act(() => this.undo(undone)))
    }
    void this.box.sender.kick()
    const count = `${folders(released.length)} ${released.length === 1 ? 'is' : 'are'}`
    if (yes) this.show('done', `${count} now at ${here.name}.`)
    else this.show('check', `${count} left for the library to look at.`)
  }

  private async addPasted(yes: boolean): Promise<void> {
    const codes = this.pasted
    this.pasted = []
    if (!yes) return this.show('already', 'Nothing was added.')
    for (const raw of codes) await this.take({ raw, source: 'pasted', leaked: 0 }, Date.now())
  }

  private async undoLast(): Promise<void> {
    const last = (await this.box.queue.recent(listed)).find((scan) => !scan.undone && scan.state !== 'held' && !scan.code.startsWith('?'))
    return last ? this.undo(last) : this.show('already', 'Nothing to undo.')
  }

  private async undo(scan: Scan): Promise<void> {
    const name = grouped(scan.code)
    if (Date.now() - Date.parse(scan.at) > undoable) {
      return this.show('check', `${name} was scanned more than 10 minutes ago. Ask the library to correct it.`)
    }
    const { code, location } = scan
    const undo = { code, location, action: 'undo', undoes: scan.id, said: 'note' } as const
    const kept = await this.save([undo], forget(this.session, code), Date.now(), 'typed')
    this.show('note', `Undone. The scan of ${name} does not count.`)
    this.view.update({ ...scan, undone: true })
    this.list(kept)
  }

  private async askUndoBatch(): Promise<void> {
    this.dropUndoing()
    this.aside = ''
    const batch = this.session.here ?? this.session.finished
    const { undo, old } = tally(batch ? await this.box.queue.scans((scan) => scan.batch === batch.since) : [], Date.now())
    if (!batch || (undo.length === 0 && old === 0)) return this.show('already', 'Nothing to undo.')
    if (undo.length === 0) return this.show('check', `${tooOld(old)} Ask the library to correct that.`)
    const timer = setTimeout(() => this.enqueue(async () => {
      if (!this.undoing) return
      this.undoing = undefined
      this.show('already', 'Nothing was undone: there was no answer within 10 seconds.')
    }), answerWithin)
    this.undoing = { scans: undo, old, timer }
    this.show('check', `Undo ${folders(undo.length)} at ${batch.name}? Answer OK or No.`)
  }

  /** Whoever goes on scanning has answered no. */
  private dropUndoing(): void {
    if (!this.undoing) return
    clearTimeout(this.undoing.timer)
    this.undoing = undefined
    this.aside = ' Nothing was undone.'
  }

  private async undoBatch(yes: boolean): Promise<void> {
    const { scans = [], old = 0 } = this.undoing ?? {}
    this.dropUndoing()
    this.aside = ''
    if (!yes) return this.show('already', 'Nothing was undone.')
    const undos = scans.map(({ id, code, location }) => ({ code, location, action: 'undo', undoes: id, said: 'note' }) as const)
    const session = scans.reduce((rest, { code }) => forget(rest, code), this.session)
    const kept = await this.save(undos, session, Date.now(), 'typed')
    const rest = old > 0 ? ` ${tooOld(old)} Ask the library to correct that.` : ''
    this.show('note', `${folders(scans.length)} undone.${rest}`)
    for (const scan of scans) this.view.update({ ...scan, undone: true })
    this.list(kept)
    await this.showLists()
  }

  /** Shows the summary of a finished location, and the lists of this device where they are open. */
  private async showLists(): Promise<void> {
    const { queue } = this.box
    const { here, finished } = this.session
    const batch = here ? undefined : finished
    this.lists.summary(batch, batch && tally(await queue.scans((scan) => scan.batch === batch.since), Date.now()))
    if (!this.lists.open) return
    this.lists.waiting(await queue.scans((scan) => scan.state === 'waiting'), await queue.scans((scan) => scan.state === 'held'), Date.now())
    this.lists.toCheck((await queue.scans(isToCheck)).reverse(), (scan) => this.act(async () => {
      await queue.look(scan.id)
      const checks = scan.batch === this.session.here?.since ? Math.max(0, this.session.checks - 1) : this.session.checks
      this.session = { ...this.session, checks }
      await this.showLists()
    }))
  }

  /** The server's answers: they refine the rows where they stand, and the panel while it shows that scan. */
  private async receive(receipts: Receipt[]): Promise<void> {
    for (const receipt of receipts) {
      const scan = await this.box.queue.find(receipt.id)
      const before = this.view.said(receipt.id)
      if (scan) this.view.update(scan)
      // What was kept from the server, it cannot know better than this page.
      if (scan?.code.startsWith('?')) continue
      this.refine(receipt, before)
      if (scan?.action === 'arrive' && scan.batch === this.session.here?.since) this.suspect(receipt, scan.batch)
    }
    await this.showLists()
  }

  private refine(receipt: Receipt, before: ResultClass | undefined): void {
    const worse = serious(receipt.class) && !serious(before)
    if (worse) this.session = { ...this.session, checks: this.session.checks + 1 }
    if (this.shown.ids.has(receipt.id) && this.shown.ids.size === 1) {
      if (worse || (receipt.class === 'note' && before === 'done')) this.sounds.play(receipt.class)
      this.shown = { ...this.shown, class: receipt.class, text: sentence(receipt) + this.shown.aside }
      this.view.result(receipt.class, this.shown.text)
    } else if (worse) this.sounds.play(receipt.class)
  }

  /** Asks once for each batch whether this is the right place, when its folders are meant for another one. */
  private suspect(receipt: Receipt, batch: number | undefined): void {
    const { guess, place } = learn(this.guess, batch, receipt.notices?.find(({ code }) => code === 'meant_for')?.location)
    this.guess = guess
    if (!place) return
    this.shown.ids = new Set()
    this.show('check', `These look like they are for ${this.location(place)?.name ?? place}. Are you in the right location?`)
  }

  private location(code: string): { code: string; name: string } | undefined {
    return this.settings.locations.find((location) => location.code === code || location.gln === code)
  }

  /** Asks the server what this page works with, and whether it could. Without a connection the last copy serves. */
  private async fetchSettings(): Promise<boolean> {
    try {
      const response = await fetch('/api/v1/scan-page', { headers: { Accept: 'application/json' } })
      if (!response.ok) return false
      const { user, locations, patterns } = (await response.json()) as Settings
      this.settings = { ...(user ? { user } : {}), locations: locations ?? [], patterns: patterns ?? [] }
      this.view.user(user ?? '')
      this.belongTo(user)
      await this.box.queue.keep('page', this.settings)
      return true
    } catch {
      return false
    }
  }

  private refresh(): void {
    this.session = expire(this.session, Date.now())
    const { here, checks, held } = this.session
    this.view.place(here)
    this.view.counts(here ? Object.keys(here.seen).length : 0, checks, this.unsent + held)
    this.view.asks(this.pasted.length > 0 || this.undoing !== undefined || (held > 0 && here !== undefined))
  }

  /** Another tab took over: this one keeps what it has and takes no more. */
  close(): void {
    this.open = false
    this.show('stop', 'Scanning is open in another tab.')
  }
}

/** A badge asks for its owner: the page locks and waits for their PIN. False where nothing locks this page. */
const switchUser = (badge: string) => !document.dispatchEvent(new CustomEvent('casenotes:lock', { detail: badge, cancelable: true }))

/** Works when the browser has drawn the last change, or soon in any case: the sound and the panel come first. */
function afterPaint(work: () => void): void {
  let done = false
  const once = () => {
    if (!done) work()
    done = true
  }
  requestAnimationFrame(() => setTimeout(once))
  setTimeout(once, 100)
}

async function start(root: HTMLElement): Promise<void> {
  const view = new ScanView(root)
  try {
    const box = await outbox()
    const free = await navigator.storage?.estimate?.()
    if (free && (free.quota ?? Infinity) - (free.usage ?? 0) < 5_000_000) throw new Error('the disk is full')
    void navigator.storage?.persist?.()
    const page = new ScanPage(view, root, box)
    await page.start()
    alone('scan-page', () => page.close())
  } catch {
    view.place(undefined)
    view.result('stop', cannotSave)
  }
}

const root = document.querySelector<HTMLElement>('[data-scan]')
if (root) void start(root)
