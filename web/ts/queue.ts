// The scans of this device, kept in IndexedDB until the server has them. A scan is on disk before
// anybody hears a beep. Codes and location codes only: nothing about a patient is kept here.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { identifiers, randomHex } from './ids'
import type { Stamp } from './stamp'

export type ResultClass = 'done' | 'note' | 'already' | 'check' | 'stop'

/** A scan as the page has it. */
export interface NewScan {
  code: string
  location: string
  action: 'arrive' | 'send' | 'file' | 'seen' | 'unpack' | 'undo'
  /** With send: where to. */
  to?: string
  at: string
  source: 'wedge' | 'typed' | 'pasted' | 'camera'
  undoes?: string
  /** Of a folder: the container it goes into, or with unpack out of. */
  container?: string
  /** Of a container: its folders are scanned themselves, so none is assumed. */
  contents?: 'one_by_one'
  /** What kind of barcode it was, where the scanner says so: its AIM identifier. */
  symbology?: string
  /** No location was known: it waits for one and is not sent. */
  held?: boolean
  /** It was made while the screen was locked: nobody has said whose it is. */
  auth?: 'held'
  /** What this device said of it. */
  said: ResultClass
  /** When the batch began that it belongs to: the folders scanned at one location. */
  batch?: number
  /** Why somebody should look at it. Never with anything about the patient. */
  why?: string
}

/** A scan as it is kept. */
export interface Scan extends Omit<NewScan, 'held'> {
  id: string
  seq: number
  state: 'held' | 'waiting' | 'stored'
  outcome?: string
  undone?: boolean
  /** Somebody has looked at what was to be checked. */
  looked?: boolean
  /** Who made it, and by which clock. Scans of older pages have none. */
  stamp?: Stamp
}

/** The server's answer to one scan. */
export interface Receipt {
  id: string
  outcome: string
  class: ResultClass
  message: string
  notices?: { code: string; text: string; location?: string }[]
}

interface Schema extends DBSchema {
  scans: { key: number; value: Scan; indexes: { id: string; state: [string, number]; batch: [number, number]; said: [string, number] } }
  settings: { key: string; value: unknown }
}

const isSeen = (scan: Scan) => scan.action !== 'undo'
const durable = { durability: 'strict' } as const
const under = (key: string | number) => IDBKeyRange.bound([key, 0], [key, Infinity])
const inState: (state: Scan['state']) => IDBKeyRange = under
/** So few scans are marked at a time that one made meanwhile can be saved between. */
const settledTogether = 10

export class Queue {
  private constructor(
    private readonly db: IDBPDatabase<Schema>,
    /** This device's own name, made once. */
    readonly device: string,
    private readonly nextId: () => string,
    private readonly stamp?: () => Stamp,
  ) {}

  /** Opens the queue, and makes this device's name the first time. */
  static async open(name = 'casenotes', now: () => number = Date.now, stamp?: () => Stamp, onClosed = () => {}): Promise<Queue> {
    const db = await openDB<Schema>(name, 2, {
      upgrade(db, before, _, tx) {
        if (before < 1) {
          // The database numbers the scans: without gaps, and never with a number it has given before.
          const scans = db.createObjectStore('scans', { keyPath: 'seq', autoIncrement: true })
          scans.createIndex('id', 'id', { unique: true })
          scans.createIndex('state', ['state', 'seq'])
          db.createObjectStore('settings')
        }
        if (before < 2) {
          tx.objectStore('scans').createIndex('batch', ['batch', 'seq'])
          tx.objectStore('scans').createIndex('said', ['said', 'seq'])
        }
      },
      // A newer page must be able to change the database: let go of it.
      blocking: (_current, _next, event) => {
        ;(event.target as IDBDatabase).close()
        onClosed()
      },
    })
    const tx = db.transaction('settings', 'readwrite', durable)
    let device = (await tx.store.get('device')) as string | undefined
    if (!device) {
      const hex = randomHex(16)
      device = `web-${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
      await tx.store.put(device, 'device')
    }
    await tx.done
    return new Queue(db, device, identifiers(now), stamp)
  }

  /**
   * Keeps scans, numbered, in one transaction that is on disk when this returns, together with a setting
   * that has to agree with them.
   */
  async save(scans: readonly NewScan[], setting?: { name: string; value: unknown }): Promise<Scan[]> {
    const tx = this.db.transaction(['scans', 'settings'], 'readwrite', durable)
    const store = tx.objectStore('scans')
    const stamp = this.stamp && { stamp: this.stamp() }
    // Everything is asked for at once: to wait for each answer would take a slow computer longer than the disk.
    const adding = scans.map(async ({ held, ...scan }): Promise<Scan> => {
      const unnumbered: Omit<Scan, 'seq'> = { ...scan, ...stamp, id: this.nextId(), state: held ? 'held' : 'waiting' }
      return { ...unnumbered, seq: await store.add(unnumbered as Scan) }
    })
    const undone = scans.flatMap(({ undoes }) => undoes ? [this.markUndone(store, undoes)] : [])
    const kept = setting && tx.objectStore('settings').put(setting.value, setting.name)
    if (undone.length === 0) tx.commit()
    const [added] = await Promise.all([Promise.all(adding), kept, tx.done, ...undone])
    return added
  }

  private async markUndone(
    store: { index(name: 'id'): { get(id: string): Promise<Scan | undefined> }; put(scan: Scan): Promise<number> },
    id: string,
  ): Promise<void> {
    const original = await store.index('id').get(id)
    if (original) await store.put({ ...original, undone: true })
  }

  /** The oldest scans that the server does not have yet, in the order they were made. */
  waiting(limit: number): Promise<Scan[]> {
    return this.db.getAllFromIndex('scans', 'state', inState('waiting'), limit)
  }

  /** The oldest scans that wait for a location. */
  held(limit: number): Promise<Scan[]> {
    return this.db.getAllFromIndex('scans', 'state', inState('held'), limit)
  }

  count(state: Scan['state']): Promise<number> {
    return this.db.countFromIndex('scans', 'state', inState(state))
  }

  /**
   * Marks as stored the scans that the server answered for, and no others. Returns how many these were.
   * Not strictly durable: forgotten, it is a scan sent twice, which is one scan.
   */
  async settle(receipts: readonly Receipt[]): Promise<number> {
    let settled = 0
    for (let i = 0; i < receipts.length; i += settledTogether) settled += await this.settleSome(receipts.slice(i, i + settledTogether))
    return settled
  }

  private async settleSome(receipts: readonly Receipt[]): Promise<number> {
    const tx = this.db.transaction('scans', 'readwrite')
    const byId = tx.store.index('id')
    const marked = await Promise.all(receipts.map(async (receipt) => {
      const scan = await byId.get(receipt.id)
      if (scan?.state !== 'waiting') return false
      const serious = receipt.class === 'check' || receipt.class === 'stop'
      const why = serious && !scan.code.startsWith('?') ? { why: receipt.message } : {}
      await tx.store.put({ ...scan, state: 'stored', outcome: receipt.outcome, said: receipt.class, ...why })
      return true
    }))
    await tx.done
    return marked.filter(Boolean).length
  }

  /** Scans by their ids. */
  async find(ids: readonly string[]): Promise<Map<string, Scan>> {
    const byId = this.db.transaction('scans').store.index('id')
    const found = await Promise.all(ids.map((id) => byId.get(id)))
    return new Map(found.filter((scan) => scan !== undefined).map((scan) => [scan.id, scan]))
  }

  /** Gives the held scans their location, or none, and lets them go. */
  async release(location: string, batch?: number): Promise<Scan[]> {
    const tx = this.db.transaction('scans', 'readwrite', durable)
    const held = (await tx.store.index('state').getAll(inState('held'))).filter((scan) => scan.auth !== 'held')
    const released = held.map((scan): Scan => ({
      ...scan, state: 'waiting', location, action: location ? 'arrive' : 'seen', said: location ? 'done' : 'check',
      ...(batch === undefined ? {} : { batch }),
    }))
    for (const scan of released) await tx.store.put(scan)
    await tx.done
    return released
  }

  /** Writes scans anew, together with the settings that have to agree with them. */
  async change(scans: readonly Scan[], settings: Record<string, unknown>): Promise<void> {
    const tx = this.db.transaction(['scans', 'settings'], 'readwrite', durable)
    for (const scan of scans) await tx.objectStore('scans').put(scan)
    for (const [name, value] of Object.entries(settings)) await tx.objectStore('settings').put(value, name)
    await tx.done
  }

  /** All scans, oldest first, without the undoing ones. A long day has thousands: no scan may wait for this. */
  async all(): Promise<Scan[]> {
    return (await this.db.getAll('scans')).filter(isSeen)
  }

  /** The scans of one batch, oldest first, without the undoing ones. */
  async batch(since: number): Promise<Scan[]> {
    return (await this.db.getAllFromIndex('scans', 'batch', under(since))).filter(isSeen)
  }

  /** The scans of which this was said, oldest first, without the undoing ones. */
  async said(result: ResultClass): Promise<Scan[]> {
    return (await this.db.getAllFromIndex('scans', 'said', under(result))).filter(isSeen)
  }

  /** Counts a scan again whose undoing the server did not allow. */
  async restore(id: string): Promise<Scan | undefined> {
    const tx = this.db.transaction('scans', 'readwrite')
    const scan = await tx.store.index('id').get(id)
    const { undone: _, ...counts } = scan ?? {}
    if (scan) await tx.store.put(counts as Scan)
    await tx.done
    return scan && (counts as Scan)
  }

  /** Keeps that somebody has looked at a scan. */
  async look(id: string): Promise<void> {
    const tx = this.db.transaction('scans', 'readwrite')
    const scan = await tx.store.index('id').get(id)
    if (scan) await tx.store.put({ ...scan, looked: true })
    await tx.done
  }

  /** The latest scans, newest first, without the undoing ones. */
  async recent(limit: number): Promise<Scan[]> {
    const found: Scan[] = []
    let cursor = await this.db.transaction('scans').store.openCursor(null, 'prev')
    while (cursor && found.length < limit) {
      if (cursor.value.action !== 'undo') found.push(cursor.value)
      cursor = await cursor.continue()
    }
    return found
  }

  /**
   * The highest number that a scan was ever given here, also where those scans are purged: the database tells the next one
   * and takes it back.
   */
  async highest(): Promise<number> {
    const tx = this.db.transaction('scans', 'readwrite')
    const next = await tx.store.add({ id: '', state: 'stored' } as unknown as Scan)
    tx.abort()
    await tx.done.catch(() => {}) // aborted, as asked
    return next - 1
  }

  /** Numbers scans from here on, past all numbers that the server has. */
  async countFrom(seq: number): Promise<void> {
    const tx = this.db.transaction('scans', 'readwrite', durable)
    const blank = { id: '', state: 'stored' } as unknown as Scan
    const next = await tx.store.add(blank)
    await tx.store.delete(next)
    if (next < seq - 1) { // or there is a scan with that number by now
      await tx.store.add({ ...blank, seq: seq - 1 })
      await tx.store.delete(seq - 1)
    } else if (next !== seq - 1) tx.abort()
    await tx.done.catch(() => {})
  }

  /** How many scans the server does not have yet, and when the oldest was made. */
  async unsent(): Promise<{ pending: number; oldest?: string }> {
    const first = await Promise.all((['waiting', 'held'] as const).map((state) => this.db.getFromIndex('scans', 'state', inState(state))))
    const oldest = first.flatMap((scan) => (scan ? [scan.at] : [])).sort()[0]
    return { pending: (await this.count('waiting')) + (await this.count('held')), ...(oldest ? { oldest } : {}) }
  }

  /** Forgets scans that the server has and that were made before a time. They stand in their order: the first that is younger ends it. */
  async purge(before: string): Promise<void> {
    const tx = this.db.transaction('scans', 'readwrite')
    let cursor = await tx.store.index('state').openCursor(inState('stored'))
    while (cursor && cursor.value.at < before) {
      await cursor.delete()
      cursor = await cursor.continue()
    }
    await tx.done
  }

  setting<T>(name: string): Promise<T | undefined> {
    return this.db.get('settings', name) as Promise<T | undefined>
  }

  async keep(name: string, value: unknown): Promise<void> {
    await this.db.put('settings', value, name)
  }

  close(): void {
    this.db.close()
  }
}
