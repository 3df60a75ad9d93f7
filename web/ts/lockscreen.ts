// The lock screen: a badge or a name, a PIN, and the scans that nobody has claimed. It sees every key before the rest of the
// page does, so that a scan finds its way wherever the focus is.

import { clock } from './clock'
import { commandOn } from './commands'
import { HeldBack } from './heldback'
import { outbox } from './outbox'
import { blank, strike, type Entry, type Stroke } from './pinkeys'
import type { Reading } from './code'
import { part } from './part'
import { Sounds } from './sound'

interface State { standing: string; hospital: string; place: string; enrolled: boolean; users: string[] }

const noAnswer = 'The server does not answer, so PINs can’t be checked now. Carry on scanning: every scan is kept, and whoever unlocks says whether it is theirs.'
const password = new Set(['full_sign_in', 'no_pin', 'too_many_pins', 'device_not_enrolled'])

/** The lock screen of the server, where this page is one. */
export function isLockScreen(): HTMLElement | undefined {
  return document.querySelector<HTMLElement>('[data-locked]') ? document.querySelector<HTMLElement>('main') ?? undefined : undefined
}

export class LockScreen {
  private entry: Entry = blank
  private badge = ''
  private user = ''
  private fast = { at: -Infinity, length: 0 }
  private held: HeldBack | undefined
  private asking = false
  private busy = false
  private work: Promise<void> = Promise.resolve()
  private readonly sounds = new Sounds()

  /** told ends when the server has been told of the lock, as far as it can be. unlocked hears that this browser is unlocked, before it goes on. */
  constructor(private readonly root: HTMLElement, private readonly told: Promise<void> | undefined, private readonly unlocked: () => void) {}

  async start(badge?: string): Promise<void> {
    this.part('pad').hidden = false
    this.part('plain-go').hidden = true
    this.root.addEventListener('click', (event) => this.click(event))
    this.form.addEventListener('submit', (event) => {
      event.preventDefault()
      event.stopImmediatePropagation()
      void this.unlock()
    })
    // A keyboard on the screen sends no keys that can be read.
    this.pin.addEventListener('input', () => { this.entry = { ...blank, pin: this.pin.value.replace(/\D/g, '').slice(0, 6) } })
    this.tick()
    setInterval(() => this.tick(), 1000)
    if (badge) this.pick(badge)
    else this.who.focus()
    void this.refresh()
    await this.openQueue() // what is scanned now is kept however slow the network is
  }

  private async openQueue(): Promise<void> {
    try {
      const { queue } = await outbox()
      this.held = await HeldBack.open(queue)
      this.count((await this.held.scans()).length)
    } catch { /* a browser that keeps nothing holds nothing back */ }
  }

  private part(name: string): HTMLElement { return part(this.root, name) }

  private get who(): HTMLInputElement { return this.part('who') as HTMLInputElement }
  private get pin(): HTMLInputElement { return this.part('pin') as HTMLInputElement }
  private get form(): HTMLFormElement { return this.part('unlock') as HTMLFormElement }

  private tick(): void {
    const now = clock(Date.now())
    if (this.part('clock').textContent !== now) this.part('clock').textContent = now
  }

  /** Asks the server what this device is. Without an answer the names are missing and everything else works. */
  async refresh(): Promise<void> {
    try {
      const response = await fetch('/lock/state', { headers: { Accept: 'application/json' } })
      if (response.ok) this.draw((await response.json()) as State)
    } catch {
      this.form.hidden = false
    }
  }

  private draw({ hospital, place, enrolled, users, standing }: State): void {
    this.part('hospital').textContent = hospital
    this.part('place').textContent = place && `This device is at ${place}`
    this.form.hidden = !enrolled
    const title = this.root.querySelector('h1')
    if (title) title.textContent = enrolled ? 'Scan your badge or choose your name' : 'This screen is locked'
    if (!enrolled && standing === 'ended') this.say('You were signed in for too long. Sign in with your password. Your scans are safe.')
    this.part('names').replaceChildren(...users.map((name) => {
      const item = document.createElement('li')
      const link = document.createElement('a')
      link.className = 'app-lock__name'
      link.href = '/lock'
      link.dataset.name = link.textContent = name
      item.append(link)
      return item
    }))
    const link = this.part('password').querySelector('a')
    if (link) link.href = `/signin?next=${encodeURIComponent(this.next)}`
    if (enrolled && document.activeElement === document.body) (this.who.value ? this.pin : this.who).focus()
  }

  /** The page that this screen stands in the place of. */
  private get next(): string {
    return this.part('locked').dataset.next || location.pathname + location.search
  }

  /** Takes a key before anybody else on the page sees it. */
  key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'Unidentified' || event.key === 'Process') return
    event.stopImmediatePropagation()
    const { target, timeStamp: at } = event
    if (target === this.who) return this.keyInName(event, at)
    if (event.key.length === 1 && event.key !== ' ') {
      if (this.who.value === '' && target !== this.pin && !this.asking && !this.form.hidden) {
        this.who.focus() // the browser puts the character there
        this.note(at)
        return
      }
      event.preventDefault()
      this.strike({ kind: 'char', char: event.key, at })
    } else if (event.key === 'Backspace' && target === this.pin) {
      event.preventDefault()
      this.strike({ kind: 'back', at })
    } else if (event.key === 'Enter' || (event.key === 'Tab' && this.entry.barcode)) {
      const pressed = target instanceof HTMLElement && target !== this.pin && target.closest('a, button') && !this.entry.burst
      if (pressed) return
      event.preventDefault()
      this.strike({ kind: 'end', at })
    }
  }

  private note(at: number): void {
    this.fast = at - this.fast.at <= 100 ? { at, length: this.fast.length + 1 } : { at, length: 1 }
  }

  private keyInName(event: KeyboardEvent, at: number): void {
    if (event.key.length === 1) return this.note(at)
    if (event.key !== 'Enter' && !(event.key === 'Tab' && this.fast.length > 5 && at - this.fast.at <= 100)) return
    event.preventDefault()
    const text = this.who.value.trim()
    if (text === '') return
    const reading = this.held?.read(text)
    const scanned = reading && reading.kind !== 'unknown' && reading.kind !== 'partial'
    if (reading && (scanned || (this.fast.length > 5 && at - this.fast.at <= 100 && /\d/.test(text)))) {
      this.who.value = ''
      this.take(reading)
    } else this.pick(text)
  }

  private strike(stroke: Stroke): void {
    const { entry, scan, submit } = strike(this.entry, stroke)
    this.entry = entry
    if (this.pin.value !== entry.pin) this.pin.value = entry.pin
    if (scan && this.held) this.take(this.held.read(scan))
    if (submit) void this.unlock()
  }

  private click(event: MouseEvent): void {
    if (!(event.target instanceof Element)) return
    const pressed = event.target.closest<HTMLElement>('[data-name], [data-digit], [data-clear], [data-mine], [data-not-mine]')
    if (!pressed) return
    event.preventDefault()
    const { name, digit, mine, notMine } = pressed.dataset
    if (name) return this.pick(name)
    if (mine !== undefined || notMine !== undefined) return void this.answer(mine !== undefined)
    const stroke: Stroke = digit ? { kind: 'char', char: digit, at: event.timeStamp } : { kind: 'back', at: event.timeStamp }
    this.entry = { ...this.entry, burst: '', last: -Infinity } // fingers are no scanner
    this.strike(stroke)
    if (!digit) this.empty()
  }

  /** A barcode: a badge fills in the name, an answer answers, anything else is kept until somebody unlocks. */
  private take(reading: Reading): void {
    const at = Date.now()
    this.sounds.unlock()
    if (reading.kind === 'badge') return this.pick(reading.code)
    if (reading.kind === 'command') {
      const command = commandOn(reading.code)
      if (this.asking && (command === 'yes' || command === 'no')) void this.answer(command === 'yes')
      else this.say('This card works after unlocking.')
      return
    }
    this.work = this.work.then(async () => {
      const kept = await this.held?.keep(reading, at)
      if (!kept) return
      this.sounds.play(kept.class)
      this.say(kept.text)
      this.count(kept.count)
    }).catch(() => this.say('This device can’t save scans. Use another device and tell IT (code S1).'))
  }

  /** Chooses who unlocks, by a badge or a name. */
  private pick(who: string): void {
    this.badge = who
    this.who.value = who
    this.empty()
    this.say('')
    this.pin.focus()
    if (this.held?.read(who).kind === 'badge' || /^U\d/i.test(who)) void this.name(who)
  }

  /** Shows the name of a badge. A badge is a user name: knowing it lets nobody in. */
  private async name(badge: string): Promise<void> {
    try {
      const response = await fetch('/lock/who', { method: 'POST', body: new URLSearchParams({ user: badge }), headers: { Accept: 'application/json' } })
      const answer = (await response.json()) as { user?: string; detail?: string }
      if (this.badge !== badge) return
      if (answer.user) this.badge = this.who.value = answer.user
      else {
        this.badge = this.who.value = ''
        this.say(answer.detail ?? '')
        this.who.focus()
      }
    } catch {
      this.say(noAnswer)
    }
  }

  private empty(): void {
    this.entry = { ...blank, ended: this.entry.ended }
    this.pin.value = ''
  }

  private async unlock(): Promise<void> {
    const [user, pin] = [this.who.value.trim(), this.entry.pin || this.pin.value]
    if (this.busy || this.asking) return
    if (user === '') {
      this.say('Scan your badge or choose your name first.')
      return this.who.focus()
    }
    if (pin === '') return this.pin.focus()
    this.busy = true
    this.empty()
    this.say('Checking…')
    await this.told // a lock that came to the server after this would lock out whoever it lets in
    try {
      const body = new URLSearchParams({ user, pin })
      const response = await fetch('/unlock', { method: 'POST', body, headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(8000) })
      await this.hear(response)
    } catch {
      this.say(noAnswer)
    } finally {
      this.busy = false
    }
  }

  private async hear(response: Response): Promise<void> {
    if (response.ok) {
      this.user = ((await response.json()) as { user: string }).user
      return this.opened()
    }
    const { code, detail } = (await response.json()) as { code: string; detail?: string }
    this.sounds.play('check')
    this.say(response.status >= 500 ? noAnswer : (detail ?? 'That did not work. Try again.'))
    if (password.has(code)) this.part('password').querySelector('a')?.focus()
    else (code.startsWith('unknown') ? this.who : this.pin).focus()
  }

  /** Somebody is in: they say first whose the scans are that were made while this was locked. */
  private async opened(): Promise<void> {
    await this.work
    this.unlocked()
    const question = await this.held?.question()
    if (!question) return this.leave()
    this.asking = true
    this.form.hidden = true
    for (const name of ['password', 'held', 'said']) this.part(name).hidden = true
    const title = this.root.querySelector<HTMLElement>('h1')
    if (title) title.hidden = true
    this.part('question').hidden = false
    this.part('question-text').textContent = question.text
    this.part('question-text').focus()
  }

  private async answer(mine: boolean): Promise<void> {
    if (!this.asking) return
    this.asking = false
    await this.held?.answer(mine, this.user)
    this.leave()
  }

  /** Goes back to the page that was locked. */
  leave(): void {
    if (this.asking) return
    if (this.part('locked').dataset.next) location.replace(this.next)
    else location.reload()
  }

  private say(text: string): void {
    this.part('said').textContent = text
  }

  private count(count: number): void {
    this.part('held').hidden = count === 0
    this.part('held').textContent = count === 1 ? '1 scan held' : `${count} scans held`
  }
}
