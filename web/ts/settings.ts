// What the server tells the scan page: who scans here, the locations and the site's own labels. The last copy is kept
// on this device for the basement.

import type { Pattern } from './code'
import type { KnownContainer } from './containers'
import type { Queue, Scan } from './queue'

interface Told {
  user?: string
  locations: { code: string; name: string; gln?: string; kind?: string }[]
  patterns: Pattern[]
  containers?: KnownContainer[]
  /** Whether the site takes a container's folders to be where it is. */
  contents_assumed?: boolean
  sees_patients?: boolean
  /** What scans that are saved to a file are encrypted to. */
  file_key?: unknown
}

export class Settings {
  private told: Told = { locations: [], patterns: [] }

  constructor(private readonly queue: Queue) {}

  get user(): string | undefined {
    return this.told.user
  }

  get patterns(): readonly Pattern[] {
    return this.told.patterns
  }

  /** Whether who scans may be told of patients. */
  get seesPatients(): boolean {
    return this.told.sees_patients === true
  }

  /** Reads the copy of this device. */
  async load(): Promise<void> {
    this.told = (await this.queue.setting<Told>('page')) ?? this.told
  }

  /** Asks the server again. Says whether it answered; without a connection the last copy serves. */
  async fetch(): Promise<boolean> {
    try {
      const response = await fetch('/api/v1/scan-page', { headers: { Accept: 'application/json' } })
      if (!response.ok) return false
      const { user, locations, patterns, sees_patients = false, containers = [], contents_assumed = false, file_key } = (await response.json()) as Told
      this.told = { ...(user ? { user } : {}), locations: locations ?? [], patterns: patterns ?? [], sees_patients, containers, contents_assumed, file_key }
      await this.queue.keep('page', this.told)
      return true
    } catch {
      return false
    }
  }

  get assumes(): boolean {
    return this.told.contents_assumed === true
  }

  /** A container, as the server or this device knew it last. */
  container(code: string): KnownContainer | undefined {
    return this.told.containers?.find((container) => container.code === code)
  }

  /** Takes in what a scan of this device did to a container: without a network nobody else tells. */
  async learn(scans: readonly Scan[]): Promise<void> {
    let news = false
    for (const { code, container, action, location, state } of scans) {
      const known = this.container(container ?? code)
      if (!known || state === 'held' || action === 'undo') continue
      known.location = location
      if (container) known.folders = Math.max(0, known.folders + (action === 'unpack' ? -1 : 1))
      else known.state = action === 'send' ? 'dispatched' : 'open'
      news = true
    }
    if (news) await this.queue.keep('page', this.told)
  }

  /** An active location, by its code or its GLN. */
  location(code: string): { code: string; name: string; kind?: string } | undefined {
    return this.told.locations.find((location) => location.code === code || location.gln === code)
  }
}
