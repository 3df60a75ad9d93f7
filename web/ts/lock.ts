// Locks the page: when nobody touches it, by the Lock button, by the LOCK card, or because another tab or the server says so.
// What the page showed is taken out of the document, not covered. Lock is not logout: what was scanned stays and is sent.

import type { Count } from './counting'
import { idle, readRules, strictest, type IdleRules } from './idle'
import { isLockScreen, LockScreen } from './lockscreen'
import { outbox } from './outbox'
import { empty, finish, type Session } from './session'

const flag = 'casenotes-lock'
const used = 'casenotes-used'
const rulesKept = 'casenotes-lock-rules'
const beatEvery = 60_000
const retryEvery = 5000

/** This browser's memory of being locked, so that it stays locked without a network. It says which sitting, not whose. */
const memory = {
  get: (name: string) => { try { return localStorage.getItem(name) } catch { return null } },
  set: (name: string, value: string) => { try { localStorage.setItem(name, value) } catch { /* a browser that keeps nothing locks its page all the same */ } },
  drop: (name: string) => { try { localStorage.removeItem(name) } catch { /* as above */ } },
}

export class Lock {
  private readonly sitting = document.body.dataset.sitting ?? ''
  private readonly lockable = this.sitting !== '' || document.body.hasAttribute('data-shell')
  private readonly template = document.querySelector<HTMLTemplateElement>('template[data-lock-screen]')
  private readonly rules: IdleRules
  private readonly channel = new BroadcastChannel('casenotes-lock')
  private screen: LockScreen | undefined
  private last = Date.now()
  private beat = Date.now()
  private warning: HTMLElement | undefined

  constructor() {
    const { lockAfter, lockWarning } = document.body.dataset
    const told = readRules(lockAfter, lockWarning)
    if (told) memory.set(rulesKept, `${told.after} ${told.warning}`)
    const [after, warning] = (memory.get(rulesKept) ?? '').split(' ')
    this.rules = told ?? readRules(after, warning) ?? strictest
  }

  start(): void {
    // Before any script of the page listens: once it is locked, no key may reach that script.
    window.addEventListener('keydown', (event) => this.screen?.key(event), { capture: true })
    const page = isLockScreen()
    if (page) this.show(page)
    else if (this.lockable) this.guard()
    this.channel.onmessage = (event: MessageEvent<string>) => {
      if (event.data === 'lock') this.draw()
      else if (this.screen) this.screen.leave()
    }
    window.addEventListener('pagehide', (event) => { if (event.persisted) document.documentElement.hidden = true })
    window.addEventListener('pageshow', (event) => {
      if (event.persisted && memory.get(flag) !== null) this.draw()
      document.documentElement.hidden = false
    })
  }

  /** A page of somebody who is signed in. */
  private guard(): void {
    const locked = memory.get(flag)
    if (locked !== null && (locked === this.sitting || this.sitting === '' || locked === '')) return void this.lock()
    if (locked !== null) memory.drop(flag) // signed in anew since
    document.querySelector('[data-lock]')?.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.lock()
    })
    document.addEventListener('casenotes:lock', (event) => {
      event.preventDefault()
      void this.lock(event instanceof CustomEvent && typeof event.detail === 'string' ? event.detail : undefined)
    })
    for (const name of ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart']) {
      window.addEventListener(name, () => this.touch(), { capture: true, passive: true })
    }
    setInterval(() => this.tick(), 1000)
  }

  private touch(): void {
    if (this.screen) return
    const now = Date.now()
    if (this.warning) this.unwarn()
    if (now - this.last < 1000) return
    this.last = now
    memory.set(used, String(now))
    if (now - this.beat >= beatEvery) void this.stay(now)
  }

  /** Tells the server, now and then, that somebody is at work, and hears from it whether the sitting is locked already. */
  private async stay(now: number): Promise<void> {
    this.beat = now
    try {
      const response = await fetch('/stay', { method: 'POST', headers: { Accept: 'application/json' } })
      const { code } = response.status === 401 ? ((await response.json()) as { code?: string }) : {}
      if (code === 'locked') this.draw()
    } catch { /* without a network it is this page alone that locks */ }
  }

  private tick(): void {
    if (this.screen) return
    const other = Number(memory.get(used))
    this.last = Math.max(this.last, other <= Date.now() ? other : 0) // somebody may be at work in another tab
    const next = idle(this.rules, Date.now() - this.last)
    if (next === 'lock') void this.lock()
    else if (next === 'warn') this.warn()
    else if (this.warning) this.unwarn()
  }

  private warn(): void {
    if (this.warning) return
    this.warning = document.createElement('div')
    this.warning.className = 'app-lock-warning'
    this.warning.setAttribute('role', 'alert')
    this.warning.textContent = `This screen locks in ${this.rules.warning} seconds. Press any key or scan to stay.`
    document.body.prepend(this.warning)
  }

  private unwarn(): void {
    this.warning?.remove()
    this.warning = undefined
  }

  /** Locks this browser, with the name of who comes next where a badge was scanned. */
  async lock(badge?: string): Promise<void> {
    if (this.screen) return
    memory.set(flag, this.sitting)
    this.channel.postMessage('lock')
    const told = this.tell()
    this.draw(badge, told)
    await told
  }

  /** Tells the server until it knows; whoever leaves the page at once does not stop that. The result is there when the first try has ended. */
  private async tell(): Promise<void> {
    try {
      const response = await fetch('/lock', { method: 'POST', headers: { Accept: 'application/json' }, keepalive: true, signal: AbortSignal.timeout(8000) })
      if (response.status < 500) return void this.screen?.refresh()
    } catch { /* no network: the screen is locked here, and the server hears of it later */ }
    setTimeout(() => { if (memory.get(flag) !== null) void this.tell() }, retryEvery)
  }

  /** Puts the lock screen in the place of the page. */
  private draw(badge?: string, told?: Promise<void>): void {
    if (this.screen || !this.template) return
    memory.set(flag, this.sitting)
    const strip = document.querySelector('[data-strip]')
    strip?.querySelector('[data-live-status]')?.replaceChildren()
    const main = document.createElement('main')
    main.className = 'nhsuk-width-container-fluid nhsuk-main-wrapper app-main'
    main.id = 'maincontent'
    main.append(this.template.content.cloneNode(true))
    document.body.replaceChildren(...(strip ? [strip] : []), main)
    document.title = 'Locked – Case notes'
    void leaveLocation()
    this.show(main, badge, told)
  }

  private show(root: HTMLElement, badge?: string, told?: Promise<void>): void {
    this.screen = new LockScreen(root, told, () => {
      memory.drop(flag)
      this.channel.postMessage('unlock')
    })
    void this.screen.start(badge)
  }
}

/** Whoever comes back may be somewhere else: the location that was open ends, as by the DONE card. */
async function leaveLocation(): Promise<void> {
  try {
    const { queue } = await outbox()
    const kept = (await queue.setting<{ session: Session; user: string }>('session')) ?? { session: empty, user: '' }
    if (kept.session.here) await queue.keep('session', { ...kept, session: finish(kept.session) })
    const count = await queue.setting<Count>('stocktake-count')
    if (count) await queue.keep('stocktake-count', { ...count, used: 0 }) // its time is over
  } catch { /* a browser that keeps nothing has no location */ }
}
