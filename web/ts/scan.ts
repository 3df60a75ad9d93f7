// The scan page. A scan is read, saved on this device, heard and shown, and then sent; the server's receipt
// refines what was said. The page never navigates between scans and never waits for the network.

import { CameraButton } from './camerabutton'
import { clock } from './clock'
import { classify, isComplete } from './code'
import type { Command } from './commands'
import { banner, type Box } from './containers'
import { listen } from './keyboard'
import { usual, type Take } from './keys'
import { arriving, leave } from './leaving'
import { ListsView } from './listsview'
import { Move } from './move'
import { Orders } from './orders'
import { foldersOf } from './patientnumber'
import { outbox, type Outbox } from './outbox'
import { cannotSave, Page, type Kept } from './page'
import type { Scan } from './queue'
import { Receipts } from './receipts'
import { gaps, read, scannerOf, type Scanner } from './scanner'
import { Settings } from './settings'
import { keepShell } from './shell'
import { listenForShortcuts } from './shortcuts'
import { listed, ScanView } from './scanview'
import { adopt, again, expire, folders, take, wake, type Here } from './session'
import { volumes } from './sound'
import { scansAs } from './stamp'
import { alone, holdFocus, withoutKeyboard } from './stay'
import { Undo } from './undo'

class ScanPage {
  private readonly page: Page
  private readonly undo: Undo
  private readonly move: Move
  private readonly orders: Orders
  private readonly receipts: Receipts
  private readonly settings: Settings
  private scanner: Scanner = { gap: gaps.cable }
  private pasted: string[] = []
  private unsent = 0
  private owner: string | undefined
  private open = true
  private awake = Date.now()
  private opened = Date.now()

  constructor(private readonly view: ScanView, private readonly root: HTMLElement, private readonly box: Outbox) {
    const lists = new ListsView(root, () => {
      this.page.enqueue(() => this.page.showLists())
      view.box.focus({ preventScroll: true })
    })
    this.settings = new Settings(box.queue)
    this.page = new Page(view, lists, box, this.settings)
    this.undo = new Undo(this.page)
    this.move = new Move(this.page)
    this.orders = new Orders(this.page)
    this.receipts = new Receipts(this.page)
    this.page.changed = () => this.refresh()
    view.onUndo = (scan) => this.page.act(() => this.undo.one(scan))
  }

  async start(): Promise<void> {
    const { page, box: { queue } } = this
    await this.settings.load()
    scansAs(this.settings.user)
    this.scanner = await scannerOf(queue)
    page.sounds.volume = (await queue.setting<number>('volume')) ?? 0
    this.view.volume(volumes[page.sounds.volume]?.name ?? '')
    const kept = await queue.setting<Kept>('session')
    if (kept) page.session = kept.session
    await this.purge()
    const scans = await queue.all()
    this.view.total = Math.max(0, scans.length - listed)
    page.list(scans.slice(-listed))
    this.unsent = await queue.count('waiting')
    this.owner = kept?.user
    this.refresh()
    this.connect()
    await page.showLists()
    if (!(await this.fetchSettings())) this.belongTo(this.settings.user)
    this.refresh()
    this.root.dataset.open = '' // it takes scans, and knows the places
    const work = () => ({ waiting: this.unsent, held: page.session.held, last: page.used })
    void keepShell(work).catch(() => {}) // without a worker the page needs the network to open, and works all the same
  }

  /** The scans of a day are kept, for the list. */
  private purge(): Promise<void> {
    return this.box.queue.purge(new Date(Date.now() - 24 * 3_600_000).toISOString())
  }

  private async fetchSettings(): Promise<boolean> {
    if (!(await this.settings.fetch())) return false
    this.view.user(this.settings.user ?? '')
    this.belongTo(this.settings.user)
    return true
  }

  /**
   * A location that somebody else scanned does not count for this user. One that was scanned since the page opened does: the server
   * may be slow to say who has it open.
   */
  private belongTo(user: string | undefined): void {
    const { here, held } = this.page.session
    const theirs = here !== undefined && here.since >= this.opened
    if (this.owner !== undefined && this.owner !== user && !theirs) this.page.session = { held, checks: 0 }
    this.opened = Infinity // a user who changes later changes before the page
    this.owner = user
    scansAs(user)
  }

  private connect(): void {
    const { view, box, page } = this
    this.hear()
    const buttons: Record<string, Command> = { 'undo-last': 'undo', 'undo-batch': 'undo_batch', finish: 'finish', change: 'finish', yes: 'yes', no: 'no' }
    for (const [name, command] of Object.entries(buttons)) view.on(name, () => page.act(() => this.obey(command)))
    view.on('show-all', () => void box.queue.all().then((scans) => view.showAll(scans)))
    view.on('move', () => page.act(() => this.move.ask()))
    listenForShortcuts((command) => page.act(() => this.obey(command).then(() => view.askedByKey())))
    view.on('sound', () => {
      page.sounds.play('note')
      setTimeout(() => view.sound(page.sounds.running), 300)
    })
    view.on('volume', () => {
      const { sounds } = page
      sounds.volume = (sounds.volume + 1) % volumes.length
      view.volume(volumes[sounds.volume]?.name ?? '')
      sounds.play('note')
      void box.queue.keep('volume', sounds.volume)
    })
    // A page that knows where its folders arrive, or go, says so in the place of the barcodes.
    document.addEventListener('casenotes:do', ({ detail }: CustomEventInit<{ code?: string; command?: Command }>) =>
      page.act(() => (detail?.command ? this.obey(detail.command) : this.take({ raw: detail?.code ?? '', source: 'typed', leaked: 0 }, Date.now()))))
    new CameraButton(this.root, {
      onRead: (raw) => page.act(() => this.take({ raw, source: 'camera', leaked: 0 }, Date.now())),
      onTrouble: (text) => page.act(async () => page.show('check', text)),
      onClosed: () => page.focus(),
    })
    page.focus = holdFocus(view.box, (state) => view.ready(state))
    box.onSending((sending) => {
      this.unsent = sending.waiting
      if (sending.recovered > 0) void this.fetchSettings()
      this.refresh()
      if (page.lists.open) page.enqueue(() => page.showLists())
    })
    box.onReceipts((receipts) => void this.receipts.receive(receipts).catch(() => page.show('stop', cannotSave)))
    setInterval(() => this.tick(), 5000)
    setInterval(() => {
      void this.fetchSettings()
      page.enqueue(() => this.purge())
    }, 3_600_000)
    window.addEventListener('online', () => void this.fetchSettings())
  }

  private hear(): void {
    const { page } = this
    const complete = (text: string) => isComplete(read(this.scanner, text, 'wedge'), this.settings.patterns)
    const keyboardAway = withoutKeyboard(this.view.box, this.view.part('keyboard'))
    listen(this.view.box, { ...usual, gap: this.scanner.gap, complete }, {
      onTake: (got, at) => {
        page.sounds.unlock()
        keyboardAway()
        page.act(() => this.take(got, at))
      },
      onPaste: (codes) => page.act(async () => {
        this.pasted = codes
        page.show('check', `Add ${codes.length} codes? Answer OK or No.`)
      }),
      onNumLock: () => page.show('check', 'The scanner needs Num Lock. Press it and scan again.'),
    })
  }

  private async take(got: Take, at: number): Promise<void> {
    const { page } = this
    if (!this.open) return page.show('stop', 'Scanning is open in another tab.')
    page.session = wake(page.session, this.awake, at)
    const reading = classify(read(this.scanner, got.raw, got.source), this.settings.patterns)
    if (reading.kind === 'badge' && switchUser(reading.code)) return
    // Our labels have no small letters: a scanner types what Caps Lock makes of them.
    if (got.source === 'wedge' && /^[bcflu]\d{6}/.test(got.raw)) void this.box.queue.keep('caps', Date.now())
    const { session, verdict } = take(page.session, reading, at, { location: (code) => this.settings.location(code), container: (code) => this.settings.container(code), assumes: this.settings.assumes, clock })
    if (verdict.command) return this.obey(verdict.command)
    if (this.move.asking && reading.kind === 'location') return this.moveTo(reading.code, at)
    this.dropQuestions()
    const serious = (scan: Pick<Scan, 'said'>) => scan.said === 'check' || scan.said === 'stop'
    const symbology = reading.symbology ? { symbology: reading.symbology } : {}
    const saves = verdict.saves.map((scan) => ({ ...scan, ...symbology, ...(serious(scan) && { why: verdict.text }) }))
    const kept = await page.save(saves, session, at, got.source)
    page.show(verdict.class, verdict.text)
    void this.settings.learn(kept)
    if (reading.kind === 'nhs_number' && this.settings.seesPatients) void this.tellFolders(reading.code)
    afterPaint(() => page.list(kept))
    if (!session.finished) page.lists.summary(undefined)
  }

  /** Whoever goes on scanning has answered no. */
  private dropQuestions(): void {
    this.undo.drop()
    this.move.drop()
  }

  private async tellFolders(number: string): Promise<void> {
    const { page, page: { shown } } = this
    const count = await foldersOf(number)
    if (!count || page.shown !== shown) return // something else is shown by now
    page.shown = { ...shown, text: `${folders(count)} for this patient. Scan the folder label.` }
    page.view.result(shown.class, page.shown.text)
  }

  private moveTo(code: string, at: number): Promise<void> {
    return this.move.to(this.settings.location(code) ?? { code, name: code }, at)
  }

  private async obey(command: Command): Promise<void> {
    const { page, orders } = this
    page.sounds.unlock()
    if (command === 'repeat') return page.repeat()
    if (command === 'yes' || command === 'no') return this.answer(command === 'yes')
    this.dropQuestions()
    switch (command) {
      case 'finish': return orders.finish()
      case 'undo': return this.undo.last()
      case 'undo_batch': return this.undo.askBatch()
      case 'again': return orders.go(again)
      case 'leaving': return orders.go(leave)
      case 'arriving': return orders.go(arriving)
      case 'lock': return orders.lock()
      case 'not_found': return orders.notFound()
      case 'find': return orders.find()
    }
  }

  private async answer(yes: boolean): Promise<void> {
    const { page, page: { session } } = this
    if (this.pasted.length > 0) return this.addPasted(yes)
    if (this.undo.asking) return this.undo.answer(yes)
    if (this.move.asking && !yes) {
      this.dropQuestions()
      page.aside = ''
      return page.show('already', 'Nothing was moved.')
    }
    const { here, box } = session
    if (box?.asks && here) return this.allHere(box, here, yes)
    if (session.held === 0 || !here) return page.show('already', 'There is nothing to answer.')
    const released = await this.box.queue.release(yes ? here.code : '', here.since)
    const next = yes ? adopt(session, released.map((scan) => scan.code), Date.now()) : { ...session, held: 0 }
    await page.save([], next, Date.now(), 'typed')
    for (const scan of released) {
      this.view.update(scan)
      this.view.offerUndo(scan)
    }
    void this.box.sender.kick()
    const count = `${folders(released.length)} ${released.length === 1 ? 'is' : 'are'}`
    if (yes) page.show('done', `${count} now at ${here.name}.`)
    else page.show('check', `${count} left for the library to look at.`)
  }

  /** Whether everything in the container is here too. Where it is not, its folders are scanned one by one. */
  private async allHere({ asks: _, ...box }: Box, here: Here, yes: boolean): Promise<void> {
    const { page } = this
    const saves = yes ? [{ code: box.code, location: here.code, action: 'arrive', said: 'note' } as const] : []
    const kept = await page.save(saves, { ...page.session, box }, Date.now(), 'typed')
    page.show('note', yes ? `Everything in ${box.name} is taken to be at ${here.name}.` : 'Scan its folders one by one.')
    page.list(kept)
  }

  private async addPasted(yes: boolean): Promise<void> {
    const codes = this.pasted
    this.pasted = []
    if (!yes) return this.page.show('already', 'Nothing was added.')
    for (const raw of codes) await this.take({ raw, source: 'pasted', leaked: 0 }, Date.now())
  }

  /** A device whose clock went on without us has slept. */
  private tick(): void {
    this.page.session = wake(this.page.session, this.awake, Date.now())
    this.awake = Date.now()
    this.refresh()
  }

  private refresh(): void {
    const { page } = this
    page.session = expire(page.session, Date.now())
    const { here, checks, held, leaving = false, box } = page.session
    this.view.place(here, leaving)
    this.view.container(box && banner(box))
    this.view.counts(here ? Object.keys(here.seen).length : 0, checks, this.unsent + held)
    this.view.asks(this.pasted.length > 0 || this.undo.asking || this.move.asking || box?.asks === true || (held > 0 && here !== undefined), this.move.asking)
  }

  /** Another tab took over: this one keeps what it has and takes no more. */
  close(): void {
    this.open = false
    this.page.show('stop', 'Scanning is open in another tab.')
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
    view.close(cannotSave)
  }
}

const root = document.querySelector<HTMLElement>('[data-scan]')
if (root) void start(root)
