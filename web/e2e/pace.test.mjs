// How fast scanning is, and that it needs no hands: the time from the scanner's Enter to the painted answer and from the saved scan
// to its sound, a long queue that drains while the porter scans on, and three scans a second for as long as it takes. In short it
// proves that nothing is dropped and measures nothing: other work on the machine would decide.

import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { after, before, test } from 'node:test'
import {
  allSent, counts, figure, grouped, keys, launch, openAs, quantile, queued, readyToScan, scanned, site, size, sound, stored, until,
} from './browser.mjs'

const { clinic, ward, otherClinic, folders } = site
const card = { done: 'CDN01K' }
const places = [clinic, ward, otherClinic]
const waitingScans = size.Long ? 2000 : 120
let browser, context, page, faults, throttle
let visits = 0

/** Scans in real time, which is measured. */
const scan = (code) => keys(page, [...code, 'Enter'])

/** The next place to scan at: another one than before, so that every scan moves its folder. */
const nextPlace = () => places[visits++ % places.length].code

before(async () => {
  browser = await launch();
  ({ context, page, faults } = await openAs(browser, 'porter', '/scan'))
  await context.addInitScript(watchPace)
  await page.reload()
  await readyToScan(page)
  const session = await context.newCDPSession(page)
  throttle = (rate) => session.send('Emulation.setCPUThrottlingRate', { rate: size.Long ? rate : 1 })
})
after(() => browser.close())

/**
 * Runs in the page: notes for each scan when its Enter was pressed, when it was saved and sounded, and when its answer was painted. The
 * page saves scans one after another, and each answer follows its saving at once.
 */
function watchPace() {
  window.pace = []
  window.hands = []
  const unsaved = []
  let current = {}
  let characters = false
  window.addEventListener('keydown', (event) => {
    const ends = event.key === 'Enter' && characters
    characters = event.key.length === 1
    if (!ends) return
    const scan = { enter: event.timeStamp }
    window.pace.push(scan)
    unsaved.push(scan)
  }, { capture: true })
  for (const name of ['pointerdown', 'wheel', 'touchstart']) window.addEventListener(name, () => window.hands.push(name), { capture: true })
  const { transaction } = IDBDatabase.prototype
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const made = transaction.call(this, stores, mode, options)
    if (mode === 'readwrite' && options?.durability === 'strict' && stores.includes('scans')) made.addEventListener('complete', () => {
      current = unsaved.shift() ?? {}
      current.saved = performance.now()
    })
    return made
  }
  const { start } = OscillatorNode.prototype
  OscillatorNode.prototype.start = function (when) {
    current.sound ??= performance.now() + Math.max(0, when - this.context.currentTime) * 1000
    return start.call(this, when)
  }
  document.addEventListener('DOMContentLoaded', () => {
    const panel = document.querySelector('[data-result]')
    if (panel) new MutationObserver(() => {
      const scan = current
      // What is asked for while a frame is prepared comes when it has been painted. The next frame would be too late a sign: the row
      // is put into the list before it.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => { scan.painted ??= performance.now() }
        port2.postMessage(undefined)
      })
    }).observe(panel, { childList: true, subtree: true, characterData: true, attributes: true })
  })
}

/** What the page noted since it was last asked, when all of it has been painted. */
async function noted() {
  await until('the last answer', () => page.evaluate(() => window.pace.every(({ painted }) => painted)))
  return page.evaluate(() => window.pace.splice(0))
}

/** Tells how long the scans took, in milliseconds. */
async function tell(what, paces, wanted) {
  const painted = paces.map(({ enter, painted }) => painted - enter)
  const [p50, p95, most] = [quantile(painted, 0.5), quantile(painted, 0.95), Math.max(...painted)].map(Math.round)
  await figure(`${what}: p95 (p50 ${p50} ms), ${painted.length} scans`, `${p95} ms`, `≤ ${wanted.p95} ms`, p95 <= wanted.p95)
  if (wanted.most) await figure(`${what}: most`, `${most} ms`, `≤ ${wanted.most} ms`, most <= wanted.most)
}

/** Scans folders at a steady pace, one place after another, and waits until the last is answered. */
async function scanOn(count, every) {
  const begun = (await queued(page)).length
  let made = 0
  let next = performance.now()
  for (let i = 0; made < count; i++) {
    const turn = i % (folders.length + 1)
    const code = turn === 0 ? nextPlace() : folders[turn - 1]
    await scan(code)
    if (turn > 0) made++
    next += every
    await pause(Math.max(0, next - performance.now()))
  }
  await until('all kept', async () => (await queued(page)).length - begun, (kept) => kept === count, 60_000)
}

test('twenty folders are delivered without a hand on keyboard or mouse', async () => {
  await scanned(page, ward.code, 'note', /^You are at Ward 7/)
  for (const code of folders.slice(0, 20)) await scanned(page, code, 'done', new RegExp(`^${grouped(code)} is now at Ward 7`))
  await scanned(page, card.done, 'note', /^Finished at Ward 7: 20 folders\./)
  await allSent(page)
  assert.equal(await page.locator('[data-summary-done]').textContent(), '20')
  const hands = await page.evaluate(() => window.hands)
  assert.deepEqual(hands, [])
  await figure('touches of keyboard or mouse in a batch of 20 folders', String(hands.length), '0', hands.length === 0)
})

test('each scan is answered at once, on a slow computer too', async () => {
  await throttle(6)
  await noted()
  await scanOn(size.Long ? 300 : 20, 500)
  const paces = await noted()
  await throttle(1)
  await tell('Enter to the painted answer, processor 6 times slower', paces, { p95: 100, most: 250 })
  const sounds = paces.filter(({ saved, sound }) => saved && sound).map(({ saved, sound }) => sound - saved)
  assert.ok(sounds.length >= paces.length * 0.9, 'scans were not heard')
  const p95 = Math.round(quantile(sounds, 0.95))
  await figure(`saved to its sound, processor 6 times slower: p95, ${sounds.length} scans`, `${p95} ms`, '≤ 50 ms', p95 <= 50)
})

test('a long queue drains in its order, and the porter scans on meanwhile', async () => {
  await allSent(page)
  const before = (await stored()).length
  await context.setOffline(true)
  await scanned(page, nextPlace(), 'note', /^You are at/)
  await fill(waitingScans)
  await page.reload()
  await readyToScan(page)
  await noted()
  const begun = performance.now()
  await context.setOffline(false)
  let more = 0
  while ((await counts(page)).waiting > 0 || more === 0) {
    await scan(folders[more % folders.length])
    await pause(1000)
    if (++more % folders.length === 0) await scan(nextPlace())
    assert.ok(performance.now() - begun < 180_000, 'the queue does not drain')
  }
  const seconds = (performance.now() - begun) / 1000
  await allSent(page)
  const kept = (await queued(page)).slice(-(waitingScans + more)).map(({ id }) => id)
  const onServer = (await stored()).slice(before).map(({ id }) => id)
  assert.deepEqual(onServer, kept)
  await figure(`${waitingScans} waiting scans sent`, `${seconds.toFixed(1)} s`, '≤ 60 s', seconds <= 60)
  await tell('Enter to the painted answer meanwhile', await noted(), { p95: 100 })
})

/** Puts scans into the queue as the page does, as if they had been made in the last eight hours. */
function fill(count) {
  return page.evaluate(async ({ count, folders, places }) => {
    const promised = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
    const db = await promised(indexedDB.open('casenotes'))
    const store = db.transaction('scans', 'readwrite').objectStore('scans')
    const hour = 3_600_000
    for (let i = 0; i < count; i++) {
      const at = Date.now() - 8 * hour + Math.floor((i / count) * 8 * hour)
      const hex = (at * 4096 + (i % 4096)).toString(16).padStart(15, '0') // its place in the order, as a UUID of version 7 has it
      store.add({
        id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(12)}-8000-${String(i).padStart(12, '0')}`, state: 'waiting', said: 'done', action: 'arrive',
        code: folders[i % folders.length], location: places[Math.floor(i / folders.length) % places.length], at: new Date(at).toISOString(), source: 'wedge', batch: 1,
      })
    }
    await new Promise((resolve) => { store.transaction.oncomplete = resolve })
    db.close()
  }, { count, folders, places: places.map(({ code }) => code) })
}

test('all scans of the day can be listed, and the next scan does not wait for that', async () => {
  const rows = page.locator('[data-recent] tr')
  const total = (await queued(page)).length
  assert.equal(await rows.count(), 50)
  await page.getByRole('button', { name: `Show all ${total}` }).click()
  await until('all of them', () => rows.count(), (n) => n === total)
  const heights = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height))
  assert.ok(Math.max(...heights) - Math.min(...heights) < 1, 'rows out of sight are not as high as they will be')
  await readyToScan(page)
  await scanned(page, nextPlace(), 'note', /^You are at/)
  await scanned(page, folders[0], 'done', /is now at/)
  await until('the latest of them', () => rows.count(), (n) => n === 50)
  assert.equal(await page.locator('[data-show-all]').textContent(), `Show all ${total + 1}`)
})

test('at three scans a second none is dropped', async () => {
  const scans = size.Long ? Math.min(1800, size.Scans) : 30
  const begun = performance.now()
  await noted()
  await scanOn(scans, 1000 / 3)
  const rate = scans / ((performance.now() - begun) / 1000)
  await allSent(page)
  const ids = new Set((await stored()).map(({ id }) => id))
  const dropped = (await queued(page)).slice(-scans).filter(({ id }) => !ids.has(id)).length
  assert.equal(dropped, 0)
  await figure(`scans dropped, of ${scans} at ${rate.toFixed(1)} a second`, String(dropped), '0', dropped === 0)
  await tell('Enter to the painted answer at that pace', await noted(), { p95: 100 })
})

test('nothing went wrong in the page, and the database is sound', async () => {
  assert.deepEqual(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED/.test(fault)), [])
  await sound()
})
