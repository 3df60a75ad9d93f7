// Porters scan on several devices while everything goes wrong: the network is cut or slow, the server answers nonsense or not at all,
// replies are dropped, tabs are closed, browsers and the server are killed. In the end the server has every scan exactly once, in
// the order in which each device made them. What goes wrong and when is drawn by a seed.

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { after, before, test } from 'node:test'
import {
  ask, faulty, figure, killBrowser, killServer, launchIn, queued, readyToScan, scan, seeded, site, size, sound, startServer, stored, typePassword, until,
} from './browser.mjs'

const { clinic, ward, otherClinic, folders } = site
const places = [clinic, ward, otherClinic]
const mishaps = ['the network goes', 'the network comes', 'the tab is closed', 'the browser is killed', 'the server is killed', 'nothing', 'nothing']

/** A PC with a porter. Its folders are its own, so that their history is the order of its scans. */
class Device {
  constructor(number) {
    const share = Math.floor(folders.length / size.Devices)
    this.random = seeded(size.Seed * 100 + number)
    this.first = number === 0
    this.folders = folders.slice(number * share, (number + 1) * share)
    this.shown = new Set() // every scan that the porter has seen in the list
    this.made = 0
    this.last = 0 // the number of the last scan of the batch before
    this.did = {}
  }

  async start() {
    this.directory = await mkdtemp(join(tmpdir(), 'casenotes-chaos-'))
    await this.open()
  }

  async open() {
    this.context = await launchIn(this.directory)
    await this.context.exposeBinding('porterSees', (_, id) => this.shown.add(id))
    await this.context.addInitScript(() => {
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) for (const node of addedNodes) if (node.nodeName === 'TR' && node.id) window.porterSees(node.id)
      }).observe(document, { childList: true, subtree: true })
    })
    this.page = this.context.pages()[0]
    await this.visit()
  }

  /** Opens the scan page, however long it takes. */
  async visit() {
    await until('the scan page', async () => {
      try {
        await this.page.goto('/scan')
        if (new URL(this.page.url()).pathname === '/signin') {
          await typePassword(this.page, 'porter')
          await this.page.waitForURL('**/scan')
        }
        return true
      } catch {
        return false // the server is away, and this browser has not kept the page yet
      }
    }, Boolean, 60_000)
    await readyToScan(this.page)
  }

  /**
   * Scans its folders at another place than before, so that every scan moves one, and makes sure of each as a porter does: what is
   * not in the list is scanned again.
   */
  async batch(mishap) {
    const place = places[++this.made % places.length]
    const codes = this.folders.toSorted(() => this.random() - 0.5)
    await this.scanAt(place)
    let left = codes
    if (mishap) {
      const before = Math.floor(this.random() * left.length)
      for (const code of left.slice(0, before)) await scan(this.page, code, { gap: 1 })
      await this.suffer(mishap)
      const reopened = mishap === 'the tab is closed' || mishap === 'the browser is killed'
      left = reopened ? await this.missing(codes) : left.slice(before)
      if (reopened && left.length > 0) await this.scanAt(place)
    }
    for (const code of left) await scan(this.page, code, { gap: 1 })
    await until('all of the batch kept', () => this.missing(codes), (rest) => rest.length === 0, 60_000)
    this.last = (await queued(this.page, this.last)).at(-1).seq
    return codes.length
  }

  async scanAt(place) {
    await scan(this.page, place.code, { gap: 1 })
    await until(place.name, () => this.page.locator('[data-place-name]').textContent(), (text) => text.endsWith(place.name), 30_000)
  }

  async missing(codes) {
    const kept = new Set((await queued(this.page, this.last)).map(({ code }) => code))
    return codes.filter((code) => !kept.has(code))
  }

  async suffer(mishap) {
    this.did[mishap] = (this.did[mishap] ?? 0) + 1
    switch (mishap) {
      case 'the network goes': return this.context.setOffline(true)
      case 'the network comes': return this.context.setOffline(false)
      case 'the tab is closed': {
        const old = this.page
        this.page = await this.context.newPage()
        await old.close()
        await this.context.setOffline(false)
        return this.visit()
      }
      case 'the browser is killed':
        await killBrowser(this.context)
        return this.open()
      case 'the server is killed':
        if (!this.first) return this.context.setOffline(true) // one is enough to kill it
        await killServer()
        await pause(this.random() * 2000)
        return startServer()
    }
  }

  /** The work of a day. Mishaps come one after another in an order of the seed; a long day has good batches between. */
  async work(scans) {
    let plan = []
    for (let made = 0, batches = 0; made < scans; batches++) {
      if (plan.length === 0) plan = mishaps.toSorted(() => this.random() - 0.5)
      made += await this.batch(size.Long && batches % 4 > 0 ? undefined : plan.pop())
    }
  }

  /** At the end of the day everything is well again, and everything is sent. */
  async finish() {
    await this.context.setOffline(false)
    await this.visit()
    await until('all sent', () => queued(this.page), (scans) => scans.every(({ state }) => state === 'stored'), 120_000)
    return queued(this.page)
  }

  async end() {
    await this.context.close()
    await rm(this.directory, { recursive: true, force: true })
  }
}

const devices = Array.from({ length: size.Devices }, (_, i) => new Device(i))

before(async () => {
  for (const device of devices) await device.start()
})
after(() => Promise.all(devices.map((device) => device.end())))

test('whatever goes wrong, every scan is on the server exactly once and in its order', async (t) => {
  await faulty(true)
  await Promise.all(devices.map((device) => device.work(size.Scans / devices.length)))
  t.diagnostic(`calls with scans: ${await faulty(false)}; mishaps: ${JSON.stringify(devices.map(({ did }) => did))}`)
  let total = 0
  let lost = 0
  let doubled = 0
  for (const device of devices) {
    const kept = await device.finish()
    const ids = new Set(kept.map(({ id }) => id))
    const onServer = (await stored()).filter(({ id }) => ids.has(id))
    lost += kept.length - onServer.length
    doubled += onServer.length - new Set(onServer.map(({ id }) => id)).size
    const told = ({ seq, id, code, location, action }) => `${seq} ${id} ${code} ${location} ${action}`
    assert.deepEqual(onServer.map(told), kept.map(told), 'the server has other scans than the device, or in another order')
    for (const id of device.shown) assert.ok(ids.has(id), `${id} was shown as saved and is gone`)
    assert.deepEqual([...new Set(onServer.map(({ outcome }) => outcome))], ['applied'], 'a folder was not moved by each of its scans')
    const last = new Map(kept.map(({ code, location }) => [code, location]))
    for (const [code, location] of last) assert.equal((await ask(device.page, `/folders/${code}`)).location.code, location)
    total += kept.length
  }
  assert.ok(total >= size.Scans, `${total} scans were made`)
  assert.equal((await stored()).length, total, 'the server has scans that nobody made')
  await sound()
  await figure(`scans lost, of ${total} on ${devices.length} devices in chaos`, String(lost), '0', lost === 0)
  await figure(`scans doubled, of ${total}`, String(doubled), '0', doubled === 0)
})
