// What the three pages share on which a library scans: the scanner's keys, saving before believing, the answer on the screen and
// its sound, and the server's receipts. Each of them stands at one library, so no location is scanned first.

import { classify, isComplete, type Reading } from './code'
import type { Command } from './commands'
import { listen } from './keyboard'
import { usual, type Take } from './keys'
import { outbox, type Outbox } from './outbox'
import { part } from './part'
import type { NewScan, Receipt, ResultClass, Scan } from './queue'
import { gaps, read, scannerOf, type Scanner } from './scanner'
import { Settings } from './settings'
import { keepShell } from './shell'
import { listenForShortcuts } from './shortcuts'
import { Sounds, volumes } from './sound'
import { scansAs } from './stamp'
import { alone, holdFocus, withoutKeyboard } from './stay'

/** An answer: the word of its class, something in very large letters, and a sentence. */
export interface Said {
  class: ResultClass
  text: string
  big?: string
  /** Two codes whose differing characters are to be seen: the one in hand and the one wanted. */
  apart?: [string, string]
}

/** What a page does with what is scanned. */
export interface Work {
  scanned: (reading: Reading, got: Take, at: number) => Promise<void>
  obey: (command: Command) => Promise<void>
  receipts: (receipts: Receipt[], scans: Map<string, Scan>) => Promise<void>
}

const words: Record<ResultClass, string> = { done: 'Done', note: 'Done', already: 'Already', check: 'Check', stop: 'Stop' }
const cannotSave = 'This device can’t save scans. Use another device and tell IT (code S1).'

export class Station {
  readonly sounds = new Sounds()
  readonly settings: Settings
  /** When somebody last did something here. */
  used = Date.now()
  /** The answer that is shown, and the scan that it is about. */
  shown: { said: Said; scan?: string } = { said: { class: 'already', text: '' } }
  private scanner: Scanner = { gap: gaps.cable }
  private work: Promise<void> = Promise.resolve()
  private focus: () => void = () => {}
  private open = true
  private unsent = 0

  private constructor(readonly root: HTMLElement, readonly box: Outbox) {
    this.settings = new Settings(box.queue)
  }

  /** Readies a page, or says that this device can keep no scans. */
  static async begin(root: HTMLElement): Promise<Station | undefined> {
    try {
      const station = new Station(root, await outbox())
      await station.load()
      return station
    } catch {
      for (const part of ['buttons', 'ready']) root.querySelector<HTMLElement>(`[data-${part}]`)?.setAttribute('hidden', '')
      const box = root.querySelector<HTMLInputElement>('[data-box]')
      if (box) box.disabled = true
      draw(root, { class: 'stop', text: cannotSave })
      return undefined
    }
  }

  private async load(): Promise<void> {
    const { queue } = this.box
    await this.settings.load()
    scansAs(this.settings.user)
    this.scanner = await scannerOf(queue)
    this.sounds.volume = (await queue.setting<number>('volume')) ?? 0
    if (this.sounds.volume >= volumes.length) this.sounds.volume = 0
  }

  /** Listens from now on. */
  async start(work: Work): Promise<void> {
    const input = this.part('box') as HTMLInputElement
    for (const name of ['buttons', 'ready']) this.part(name).hidden = false
    const complete = (text: string) => isComplete(read(this.scanner, text, 'wedge'), this.settings.patterns)
    const keyboardAway = withoutKeyboard(input, this.part('keyboard'))
    listen(input, { ...usual, gap: this.scanner.gap, complete }, {
      onTake: (got, at) => {
        this.sounds.unlock()
        keyboardAway()
        this.act(() => this.take(work, got, at))
      },
      onPaste: () => this.say({ class: 'check', text: 'Scan 1 folder at a time.' }),
      onNumLock: () => this.say({ class: 'check', text: 'The scanner needs Num Lock. Press it and scan again.' }),
    })
    listenForShortcuts((command) => this.act(() => work.obey(command)))
    this.focus = holdFocus(input, (state) => this.ready(state))
    this.box.onReceipts((receipts) => void this.receive(work, receipts))
    alone('scan-page', () => {
      this.open = false
      this.say({ class: 'stop', text: 'Scanning is open in another tab.' })
    })
    const renew = () => void this.settings.fetch().then((told) => told && this.belong())
    renew()
    window.addEventListener('online', renew)
    setInterval(renew, 3_600_000)
    void navigator.storage?.persist?.()
    this.box.onSending(({ waiting }) => { this.unsent = waiting })
    void keepShell(() => ({ waiting: this.unsent, held: 0, last: this.used })).catch(() => {})
  }

  private belong(): void {
    scansAs(this.settings.user)
    const account = document.querySelector<HTMLElement>('[data-account]')
    const user = account?.querySelector('[data-user]')
    if (!account || !user || !this.settings.user) return
    user.textContent = this.settings.user
    account.hidden = false
  }

  private async take(work: Work, got: Take, at: number): Promise<void> {
    if (!this.open) return this.say({ class: 'stop', text: 'Scanning is open in another tab.' })
    const reading = classify(read(this.scanner, got.raw, got.source), this.settings.patterns)
    if (reading.kind === 'badge' && heard('casenotes:lock', reading.code)) return
    await work.scanned(reading, got, at)
  }

  private async receive(work: Work, receipts: Receipt[]): Promise<void> {
    const scans = await this.box.queue.find(receipts.map(({ id }) => id))
    this.enqueue(() => work.receipts(receipts, scans))
  }

  /** One thing after another, in the order it happened. */
  enqueue(work: () => Promise<void>): void {
    this.work = this.work.then(work).catch(() => this.say({ class: 'stop', text: cannotSave }))
  }

  /** What the person here did; then the box waits for the next scan. */
  act(work: () => Promise<void>): void {
    this.used = Date.now()
    this.enqueue(work)
    void this.work.then(() => this.focus())
  }

  on(name: string, work: () => Promise<void>): void {
    this.part(name).addEventListener('click', () => {
      this.sounds.unlock()
      this.act(work)
    })
  }

  part(name: string): HTMLElement { return part(this.root, name) }

  /** Keeps scans, with a setting that has to agree with them, and has them sent. */
  async save(saves: Omit<NewScan, 'at' | 'source'>[], at: number, source: NewScan['source'], setting?: { name: string; value: unknown }): Promise<Scan[]> {
    const kept = await this.box.queue.save(saves.map((scan) => ({ ...scan, at: new Date(at).toISOString(), source })), setting)
    await this.settings.learn(kept)
    if (kept.length > 0) void this.box.sender.kick()
    return kept
  }

  /** Shows an answer and sounds it. */
  say(said: Said, scan?: string): void {
    this.shown = { said, ...(scan && { scan }) }
    this.sounds.play(said.class)
    draw(this.root, said)
  }

  /** Shows and sounds the last answer again. */
  again(): void {
    this.say(this.shown.said, this.shown.scan)
  }

  lock(): void {
    if (!heard('casenotes:lock')) this.say({ class: 'check', text: 'This device cannot be locked. Sign out when you leave it.' })
  }

  private ready(state: 'ready' | 'away'): void {
    const sign = this.part('ready')
    if (sign.dataset.state === state) return
    sign.dataset.state = state
    sign.textContent = state === 'ready' ? 'Ready' : 'Not ready – click here or press Esc'
    this.root.classList.toggle('app-scan--away', state === 'away')
  }
}

/** Tells the rest of the page, and whether anybody took it. */
export const heard = (name: string, detail?: string) => !document.dispatchEvent(new CustomEvent(name, { cancelable: true, ...(detail && { detail }) }))

function draw(root: HTMLElement, { class: cls, text, big, apart }: Said): void {
  const panel = root.querySelector<HTMLElement>('[data-result]')
  if (!panel) return
  panel.dataset.class = cls
  const write = (name: string, ...content: (Node | string)[]) => panel.querySelector(`[data-result-${name}]`)?.replaceChildren(...content)
  write('word', words[cls])
  write('text', ...(apart ? differing(text, apart) : [text]))
  write('big', big ?? '')
  panel.querySelector('[data-result-big]')?.toggleAttribute('hidden', !big)
}

/** A text with two codes in it, in which the characters that differ can be seen. */
function differing(text: string, [had, wanted]: [string, string]): (Node | string)[] {
  const [before = '', between = '', after = ''] = text.split('\u0000')
  return [before, ...marked(had, wanted), between, ...marked(wanted, had), after]
}

function marked(code: string, other: string): (Node | string)[] {
  return [...code].map((character, i) => {
    if (character === other[i]) return character
    const mark = document.createElement('strong')
    mark.className = 'app-differs'
    mark.textContent = character
    return mark
  })
}
