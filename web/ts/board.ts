// Live rows. A page marks one region: <div data-live-region data-topics="location:L0000125 alerts">, and each row in
// it with data-row (what it is) and data-version. When something changes, the region is fetched again from the same
// address (or from data-source, where the page is the answer to a form) with "X-Fragment: rows" and replaced: the server's templates draw every row there is.
// Nothing moves under a finger: while pointer or focus is in a region that has controls, what is new waits behind a button.

import { clock } from './clock'
import { Live, type LiveState, type Message } from './live'
import { say, type Words } from './strip'

/** Two drawings a second are enough for anybody. */
const pace = 500
const markedFor = 10_000
const newsEvery = 30_000

class Board {
  private readonly marks = new Map<string, number>()
  private readonly strip = document.querySelector('[data-live-status]')
  private readonly news = document.createElement('p')
  private readonly shower = document.createElement('button')
  private text: string
  private rows: Map<string, string>
  private held: DocumentFragment | undefined
  private waiting = 0
  private drawn = -Infinity
  private told = -Infinity
  private untold = 0
  private due = false
  private fetching = false

  constructor(private readonly region: HTMLElement) {
    this.text = plain(region)
    this.rows = versions(region)
    this.news.setAttribute('role', 'status')
    this.news.className = 'nhsuk-u-visually-hidden'
    region.after(this.news)
    this.shower.type = 'button'
    this.shower.className = 'app-link-button'
    this.shower.setAttribute('aria-live', 'off') // the line is a status, and this changes too often to be read aloud
    this.shower.hidden = true
    this.shower.addEventListener('click', () => this.release())
    this.strip?.after(this.shower)
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
    const live = new Live({
      url: `${scheme}//${location.host}/api/v1/live`,
      topics: (region.dataset.topics ?? '').split(/\s+/).filter(Boolean),
      onConnected: () => this.want(),
      onMessage: (message) => this.hear(message),
      onState: (state) => this.show(state),
    })
    setInterval(() => {
      live.tick()
      void this.draw()
      if (!this.inUse()) this.release()
      this.fade()
    }, pace)
    const every = Number(region.dataset.every ?? 0) // time alone changes some boards
    if (every > 0) setInterval(() => this.want(), every * 1000)
    window.addEventListener('pagehide', () => live.drop())
    window.addEventListener('pageshow', (event) => event.persisted && live.restart())
    window.addEventListener('online', () => live.restart())
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return
      live.tick()
      void this.draw()
    })
    live.tick()
  }

  private hear({ folder, version }: Message): void {
    const row = folder && this.region.querySelector<HTMLElement>(`[data-row="${CSS.escape(folder.code)}"]`)
    if (row && version !== undefined && Number(row.dataset.version) >= version) return
    this.want()
  }

  private want(): void {
    this.due = true
    void this.draw()
  }

  private async draw(): Promise<void> {
    const now = performance.now()
    if (!this.due || this.fetching || document.hidden || now - this.drawn < pace) return
    this.due = false
    this.fetching = true
    this.drawn = now
    try {
      // Never stored: with Back the browser would show the rows alone as the page.
      const response = await fetch(this.region.dataset.source ?? location.href, { headers: { 'X-Fragment': 'rows' }, redirect: 'manual', cache: 'no-store' })
      if (response.ok) this.take(await response.text())
      else if (response.status !== 401) this.due = response.status >= 500
    } catch {
      this.due = true
    } finally {
      this.fetching = false
    }
  }

  /** Somebody is about to press something in here. Where there is nothing to press, a mouse left lying there stops nothing. */
  private inUse(): boolean {
    const focused = document.activeElement
    if (focused === this.shower) return true
    return this.region.querySelector(controls) !== null
      && (this.region.matches(':hover') || (focused !== this.region && this.region.contains(focused)))
  }

  private take(html: string): void {
    const fresh = document.createElement('template')
    fresh.innerHTML = html
    this.held = fresh.content
    if (!this.inUse()) return this.release()
    const rows = changed(this.rows, versions(this.held)).size
    this.count(rows || Number(plain(this.held) !== this.text)) // not everything is in a row
  }

  private count(changes: number): void {
    this.untold += Math.max(0, changes - this.waiting)
    this.waiting = changes
    this.shower.hidden = changes === 0
    document.documentElement.toggleAttribute('data-changes', changes > 0)
    this.shower.textContent = `${inWords(changes)} – Show`
  }

  /** Draws what waits. The button that was pressed is gone then, so the focus goes to what it showed. */
  private release(): void {
    if (!this.held) return
    const pressed = document.activeElement === this.shower
    this.replace(this.held)
    this.held = undefined
    if (!pressed) return
    this.region.tabIndex = -1
    this.region.focus({ preventScroll: true })
  }

  private replace(fresh: DocumentFragment): void {
    const focus = focusIn(this.region)
    const ticked = [...this.region.querySelectorAll<HTMLInputElement>('input:checked')].map(({ id }) => id)
    const opened = [...this.region.querySelectorAll('details[open]')].map(({ id }) => id)
    const before = this.rows
    const after = this.rows = versions(fresh) // as they came: what stands here also says "changed"
    this.text = plain(fresh)
    this.region.replaceChildren(fresh)
    for (const id of ticked) tick(this.region, id)
    for (const id of opened) if (id) this.region.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '')
    refocus(this.region, focus)
    const changes = changed(before, after)
    for (const row of changes) if (after.has(row)) this.marks.set(row, performance.now() + markedFor)
    this.mark()
    this.count(changes.size)
    this.count(0)
  }

  /** Marks the rows that changed lately, in words. */
  private mark(): void {
    for (const row of this.marks.keys()) {
      const element = this.region.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`)
      if (!element || 'changed' in element.dataset) continue
      element.dataset.changed = ''
      const word = document.createElement('span')
      word.className = 'app-changed'
      word.textContent = 'changed'
      const cell = element.querySelector('td, th') ?? element
      cell.append(word)
    }
  }

  private fade(): void {
    const now = performance.now()
    for (const [row, until] of this.marks) {
      if (now < until) continue
      this.marks.delete(row)
      const element = this.region.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`)
      element?.removeAttribute('data-changed')
      element?.querySelector('.app-changed')?.remove()
    }
    if (this.untold === 0 || now - this.told < newsEvery) return
    this.told = now
    this.news.textContent = `${inWords(this.untold)}.`
    this.untold = 0
  }

  private show(state: LiveState): void {
    document.body.classList.toggle('app-not-live', state.kind === 'dead' || state.kind === 'signin')
    say(this.strip, liveWords(state, location.pathname + location.search))
  }
}

/** What to say of the connection. */
export function liveWords(state: LiveState, path: string): Words {
  switch (state.kind) {
    case 'live': return { state: 'good', text: 'Live' }
    case 'reconnecting': return { state: 'busy', text: 'Reconnecting…' }
    case 'dead': return { state: 'bad', text: `Not live since ${clock(state.since)}. These figures may be out of date.` }
    case 'signin': return { state: 'bad', text: 'Not live.', link: { href: `/signin?next=${encodeURIComponent(path)}`, text: 'Sign in again to see changes.' } }
  }
}

const inWords = (changes: number) => (changes === 1 ? '1 change' : `${changes} changes`)

/** The rows that are new, other or gone. */
function changed(before: Map<string, string>, after: Map<string, string>): Set<string> {
  return new Set([...before.keys(), ...after.keys()].filter((row) => before.get(row) !== after.get(row)))
}

/** The text without who may print it and when, which is another every minute. */
function plain(part: DocumentFragment | HTMLElement): string {
  const copy = part.cloneNode(true) as typeof part
  for (const note of copy.querySelectorAll('.app-print-note')) note.remove()
  return copy.textContent ?? ''
}

function versions(region: ParentNode): Map<string, string> {
  const rows = region.querySelectorAll<HTMLElement>('[data-row]')
  return new Map([...rows].map((row) => [row.dataset.row ?? '', row.dataset.version ?? row.textContent ?? '']))
}

/** What somebody has ticked stays ticked, where it is still there. */
function tick(region: HTMLElement, id: string): void {
  const box = region.querySelector<HTMLInputElement>(`#${CSS.escape(id)}`)
  if (box) box.checked = true
}

interface Focus { row: string | undefined; index: number; id: string }

const controls = 'button, input, select, textarea'
const focusable = 'a[href], button, input, select, textarea, [tabindex]'

function focusIn(region: HTMLElement): Focus | undefined {
  const active = document.activeElement
  if (!(active instanceof HTMLElement) || !region.contains(active)) return undefined
  const row = active.closest<HTMLElement>('[data-row]')
  const index = [...(row ?? region).querySelectorAll(focusable)].indexOf(active)
  return { row: row?.dataset.row, index, id: active.id }
}

function refocus(region: HTMLElement, focus: Focus | undefined): void {
  if (!focus) return
  const within = focus.row === undefined ? region : region.querySelector(`[data-row="${CSS.escape(focus.row)}"]`)
  const again = (focus.id && document.getElementById(focus.id)) || within?.querySelectorAll<HTMLElement>(focusable)[focus.index]
  again?.focus({ preventScroll: true })
}

const region = globalThis.document?.querySelector<HTMLElement>('[data-live-region]')
if (region) new Board(region)
