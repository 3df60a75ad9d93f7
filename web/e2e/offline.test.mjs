// The scan page opens without a network once it was visited, holds nothing about anybody there, and changes its version
// only when nobody is at work.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  allSent, ask, counts, launch, movements, openAs, picture, queued, readyToScan, scan, scanned, site, sound, until,
} from './browser.mjs'
import { accessible } from './looks.mjs'

const { clinic, ward, folders } = site
let browser, context, page, faults

before(async () => {
  browser = await launch();
  ({ context, page, faults } = await openAs(browser, 'porter', '/scan'))
  await readyToScan(page)
  await page.evaluate(() => navigator.serviceWorker.ready)
})
after(() => browser.close())

const workers = () => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.getRegistration()
  const named = (worker) => worker && `${new URL(worker.scriptURL).search} ${worker.state}`
  return { active: named(registration.active), waiting: named(registration.waiting) }
})

/** Everything that the caches hold, by address. */
const cached = () => page.evaluate(async () => {
  const found = {}
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) found[new URL(request.url).pathname] = await (await cache.match(request)).text()
  }
  return found
})

test('the page opens without a network, and what is scanned there is sent once', async () => {
  await scanned(page, clinic.code, 'note', /^You are at Clinic B/)
  await context.setOffline(true)
  await page.reload()
  await readyToScan(page)
  assert.match(await page.locator('[data-place-name]').textContent(), /Clinic B/)
  assert.equal(await page.locator('[data-account]').isVisible(), false)
  for (const code of folders.slice(0, 3)) await scanned(page, code, 'done', new RegExp(`${code.slice(5)} is now at Clinic B`))
  await page.reload()
  await readyToScan(page)
  await until('all three wait', () => counts(page), ({ waiting }) => waiting === 3)
  await picture(page, 'offline-shell')
  await accessible(page)
  await page.setViewportSize({ width: 360, height: 740 })
  await picture(page, 'offline-shell-narrow')
  await page.setViewportSize({ width: 1280, height: 800 })
  await madeEarlier()
  await scanElsewhere(folders[2])
  await context.setOffline(false)
  await until('all sent', () => counts(page), ({ waiting }) => waiting === 0, 30_000)
  for (const code of folders.slice(0, 3)) {
    assert.equal((await movements(page, code)).filter((m) => m.to.code === clinic.code).length, 1)
  }
  await page.locator('[data-account]').getByText('porter').waitFor()
  const row = page.locator('[data-recent] tr').filter({ hasText: folders[2].slice(5) })
  assert.match(await row.textContent(), /later scanned elsewhere/)
})

/** Has the waiting scans made ten minutes ago: two places within five minutes would be something to look at, and not only late. */
function madeEarlier() {
  return page.evaluate(async () => {
    const promised = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
    const db = await promised(indexedDB.open('casenotes'))
    const store = db.transaction('scans', 'readwrite').objectStore('scans')
    for (const scan of await promised(store.getAll())) {
      await promised(store.put({ ...scan, at: new Date(Date.parse(scan.at) - 600_000).toISOString() }))
    }
    db.close()
  })
}

/** The library scans a folder while the porter is away. */
async function scanElsewhere(code) {
  const { context: there, page: desk } = await openAs(browser, 'library', '/')
  const scan = { id: '01938f3e-7a1b-7c3d-9e4f-0123456789ab', code, location: ward.code, action: 'arrive', at: new Date().toISOString(), source: 'typed' }
  const { results: [receipt] } = await ask(desk, '/scans', { sent_at: scan.at, scans: [scan] })
  assert.equal(receipt.outcome, 'applied')
  await there.close()
}

test('what is kept for that are pages of nobody and the files they need', async () => {
  const found = await cached()
  const names = Object.keys(found)
  const shells = ['/scan-shell', '/pulling-shell', '/stocktaking-shell']
  assert.deepEqual(names.filter((name) => !name.startsWith('/assets/')), shells)
  for (const shell of shells) assert.doesNotMatch(found[shell], /porter|sign out<|Clinic B|Ward 7|L0\d{6}|F\d{8}|Testcase/)
})

test('with the server there, the page is the server’s own', async () => {
  await page.reload()
  await readyToScan(page)
  assert.equal(await page.locator('[data-account]').count(), 0)
  assert.match(await page.locator('header').textContent(), /porter/)
})

test('a newer version waits for the end of the work, and then nothing of the old one is left', async () => {
  await page.clock.install()
  await page.reload()
  await readyToScan(page)
  await page.evaluate(() => caches.open('scan-of-last-year'))
  await context.setOffline(true)
  await scan(page, ward.code)
  await scanned(page, folders[5], 'done', /is now at Ward 7/)
  await page.route('**/api/v1/scans', (route) => route.abort()) // before the network is back, or the scan is sent at once
  await context.setOffline(false)
  await page.evaluate(() => navigator.serviceWorker.register('/sw.js?newer'))
  await until('it waits', workers, ({ waiting }) => waiting === '?newer installed')
  await page.clock.fastForward(120_000)
  assert.equal((await workers()).waiting, '?newer installed', 'while a scan waits to be sent')
  await page.unroute('**/api/v1/scans')
  await page.clock.fastForward(61_000)
  await allSent(page)
  assert.equal((await queued(page)).at(-1).code, folders[5])
  await until('it came in', async () => {
    await page.clock.fastForward(61_000)
    return workers()
  }, ({ active, waiting }) => /^\?newer activat/.test(active) && !waiting)
  await until('the old is gone', () => page.evaluate(() => caches.keys()), (names) => names.length === 1 && names[0] !== 'scan-of-last-year')
})

test('nothing went wrong in the page, and the database is sound', async () => {
  assert.deepEqual(faults, [])
  await sound()
})
