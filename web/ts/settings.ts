// What the server tells the scan page: who scans here, the locations and the site's own labels. The last copy is kept
// on this device for the basement.

import type { Pattern } from './code'
import type { Queue } from './queue'

interface Told {
  user?: string
  locations: { code: string; name: string; gln?: string }[]
  patterns: Pattern[]
  sees_patients?: boolean
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
      const { user, locations, patterns, sees_patients = false } = (await response.json()) as Told
      this.told = { ...(user ? { user } : {}), locations: locations ?? [], patterns: patterns ?? [], sees_patients }
      await this.queue.keep('page', this.told)
      return true
    } catch {
      return false
    }
  }

  /** An active location, by its code or its GLN. */
  location(code: string): { code: string; name: string } | undefined {
    return this.told.locations.find((location) => location.code === code || location.gln === code)
  }
}
