// What everybody who scans should look out for: the missing folders that are urgent or searched for at all sites. It is a script of its
// own, so that scanning never waits for it. It makes a connection only where the server answers; without one the list says how old it is.

import { clock } from './clock'
import { grouped } from './code'
import { Live, patience, type LiveState, type Message } from './live'
import { type Found, type Wanted, foundWords, wantedWords } from './lookwords'

const pace = 1000
const foundFor = 60_000
/** How often a server that is out of reach is tried. */
const probing = 5000

interface News extends Message { case?: { state: string; found_by?: string; found_at?: { name: string } | null; folder: { code: string } } }

class LookOut {
  private readonly list = document.createElement('ul')
  private readonly told = document.createElement('p')
  private readonly age = document.createElement('p')
  private readonly found = new Map<string, { text: string; until: number }>()
  private known: Set<number> | undefined
  private wanted: Wanted[] = []
  private more = false
  private due = false
  private asking = false
  private asked = -Infinity
  private readonly live: Live
  private reachable = false
  private over = false
  private lostAt: number | undefined

  constructor(private readonly box: HTMLElement) {
    const heading = document.createElement('h2')
    heading.className = 'nhsuk-heading-s'
    heading.textContent = 'Look out for'
    this.list.className = 'app-lookout__rows'
    this.age.className = 'app-lookout__age'
    this.told.className = 'nhsuk-u-visually-hidden'
    this.told.setAttribute('role', 'status')
    box.append(heading, this.age, this.list)
    box.after(this.told)
    const live = this.live = new Live({
      url: `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/api/v1/live`,
      topics: ['missing'],
      onConnected: () => this.want(),
      onMessage: (message) => this.hear(message),
      onState: (state) => this.show(state),
    })
    setInterval(() => this.beat(), pace)
    window.addEventListener('pagehide', () => live.drop())
    window.addEventListener('pageshow', (event) => event.persisted && this.beat())
    this.beat()
  }

  private beat(): void {
    this.forget()
    this.tell()
    if (this.over) return
    if (!navigator.onLine) this.lose()
    else if (this.reachable) this.live.tick()
    else if (performance.now() - this.asked > probing) void this.ask()
    if (this.due && this.reachable) void this.ask()
  }

  private lose(): void {
    this.live.drop()
    this.reachable = false
    this.lostAt ??= Date.now()
  }

  private hear(message: News): void {
    const news = message.case
    if (news?.state === 'found') {
      const found: Found = { code: news.folder.code, by: news.found_by ?? '', place: news.found_at?.name ?? '' }
      this.found.set(found.code, { text: foundWords(found), until: performance.now() + foundFor })
      this.told.textContent = foundWords(found)
      this.draw()
    }
    if (message.type === 'case') this.want()
  }

  private want(): void {
    this.due = true
    if (this.reachable && performance.now() - this.asked > pace) void this.ask()
  }

  private async ask(): Promise<void> {
    if (this.asking) return
    this.due = false
    this.asking = true
    this.asked = performance.now()
    try {
      const response = await fetch('/api/v1/missing-cases/look-out', { headers: { Accept: 'application/json' }, cache: 'no-store' })
      this.over = response.status === 401 || response.status === 403
      if (!response.ok) return
      if (!this.reachable) {
        this.reachable = true
        this.live.tick()
      }
      const body = (await response.json()) as { items: Wanted[]; more: boolean }
      this.wanted = body.items
      this.more = body.more
      const fresh = this.known && this.wanted.filter(({ id }) => !this.known?.has(id))
      this.known = new Set(this.wanted.map(({ id }) => id))
      if (fresh?.length) this.told.textContent = `Look out for ${fresh.map(wantedWords).join(' ')}`
      this.draw()
    } catch {
      this.reachable = false
      this.due = true
    } finally {
      this.asking = false
    }
  }

  private draw(): void {
    const rows = [...this.found.values()].map(({ text }) => row('found', text))
    for (const each of this.wanted) rows.push(row(each.urgent ? 'urgent' : 'wanted', wantedWords(each), each.code))
    if (this.more) {
      const item = row('more', '')
      const link = document.createElement('a')
      link.href = '/missing'
      link.textContent = 'All missing folders'
      item.append(link)
      rows.push(item)
    }
    this.list.replaceChildren(...rows)
    this.box.hidden = rows.length === 0
  }

  private forget(): void {
    const before = this.found.size
    for (const [code, { until }] of this.found) if (performance.now() > until) this.found.delete(code)
    if (this.found.size !== before) this.draw()
  }

  private show(state: LiveState): void {
    this.over = state.kind === 'signin'
    this.reachable = state.kind === 'live'
    this.lostAt = this.reachable ? undefined : this.lostAt ?? Date.now()
    this.tell()
  }

  /** Says how old the list is. */
  private tell(): void {
    const old = this.over || (this.lostAt !== undefined && Date.now() - this.lostAt > patience)
    this.box.dataset.state = old ? 'old' : 'live'
    this.age.textContent = old ? `Not live since ${clock(this.lostAt ?? Date.now())}.` : ''
  }
}

function row(kind: string, text: string, code?: string): HTMLLIElement {
  const item = document.createElement('li')
  item.className = `app-lookout__row app-lookout__row--${kind}`
  if (code) {
    const strong = document.createElement('strong')
    strong.className = 'app-code'
    strong.textContent = grouped(code)
    item.append(strong, text.slice(grouped(code).length))
  } else item.append(text)
  return item
}

const box = globalThis.document?.querySelector<HTMLElement>('[data-lookout]')
if (box) new LookOut(box)
