// An enrolled device: it drains its own queue whoever is signed in, is heard of, and says in words when it is revoked, was
// restored from an older copy, forgets what it saves, or has a clock that is wrong. No scan is lost by any of that.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { allSent, enrolledAs, launch, movements, openAs, picture, queued, readyToScan, scan, scanned, site, sound, until } from './browser.mjs'
import { accessible } from './looks.mjs'

const { clinic, ward, folders } = site
let browser, boss

before(async () => {
  browser = await launch()
  boss = await openAs(browser, 'supervisor', '/devices')
})
after(() => browser.close())

const strip = (page) => page.locator('[data-queue-status]').textContent()
const saysInStrip = (page, words) => until(`the strip says ${words}`, () => strip(page), (text) => words.test(text), 45_000)

const enrolled = (label) => enrolledAs(browser, label, clinic)

/** Ends the session, as twelve hours do, and leaves the device its own credential. */
const endSession = (context) => context.clearCookies({ name: 'casenotes' })

/** What stands on the page of a device. */
async function pageOf(label) {
  await boss.page.goto('/devices')
  await boss.page.getByRole('link', { name: label, exact: true }).click()
  return boss.page.locator('main').textContent()
}

test('a device whose session has ended sends what its user scanned, in that user’s name', async () => {
  const { context, page, faults } = await enrolled('Trolley 1')
  await endSession(context)
  await scanned(page, folders[0], 'done', /is now at Clinic B/)
  await allSent(page)
  const [moved] = (await movements(boss.page, folders[0])).slice(-1)
  assert.equal(moved.to.code, clinic.code)
  assert.equal(moved.by, 'supervisor')
  assert.match(await strip(page), /^All scans saved to server/)
  // Without a session the list of what to look out for has nobody to ask for; the scans have.
  assert.deepEqual(faults.filter((fault) => !/answered 401 by .*look-out$/.test(fault)), [])
  await context.close()
})

test('a revoked device says so, and what it still sends is kept apart and not lost', async () => {
  const { context, page } = await enrolled('Trolley 2')
  await pageOf('Trolley 2')
  await boss.page.getByRole('button', { name: 'Revoke this device' }).click()
  await boss.page.getByText('Trolley 2 is revoked.').waitFor()
  await scan(page, folders[1])
  await allSent(page)
  assert.equal((await queued(page)).at(-1).outcome, 'quarantined')
  await page.reload()
  await saysInStrip(page, /This device is revoked: its scans are kept apart\. .*D1/)
  await picture(page, 'device-revoked')
  assert.equal((await movements(boss.page, folders[1])).length, 1)
  assert.match(await pageOf('Trolley 2'), /Scans that are kept apart[^]*The device is revoked\./)
  await picture(boss.page, 'device-page-apart')
  await accessible(boss.page)
  await boss.page.getByRole('button', { name: 'Take these scans in' }).click()
  await boss.page.getByText('1 scan was taken in.').waitFor()
  await boss.page.getByText('is now at Clinic B.').waitFor()
  await picture(boss.page, 'device-page-taken')
  assert.equal((await movements(boss.page, folders[1])).at(-1).to.code, clinic.code)
  await context.close()
})

test('a device that was restored from an older copy says that scans are lost, and numbers no scan twice', async () => {
  const { context, page } = await enrolled('Trolley 3')
  for (const code of folders.slice(2, 5)) await scanned(page, code, 'done', /is now at Clinic B/)
  await allSent(page)
  const backup = await page.evaluate(restorable)
  await scanned(page, folders[5], 'done', /is now at Clinic B/)
  await allSent(page)
  await page.reload() // so that the server has heard of it
  await until('heard of', () => pageOf('Trolley 3'), (text) => /Last number 4\./.test(text))
  await page.goto('/devices')
  await page.evaluate(restore, backup)
  await page.goto('/scan')
  await readyToScan(page)
  await saysInStrip(page, /went back to an older copy of itself and has lost scans.*D2/)
  await picture(page, 'device-lost')
  await scanned(page, folders[6], 'done', /is now at Clinic B/)
  await allSent(page)
  assert.equal((await queued(page)).at(-1).seq, 5)
  assert.match(await pageOf('Trolley 3'), /gone back from scan 4 to scan 3/)
  await picture(boss.page, 'device-page-lost')
  await accessible(boss.page)
  await boss.page.getByRole('button', { name: 'The folders were scanned again' }).click()
  await boss.page.getByText('Noted.').waitFor()
  await context.close()
})

test('what a restored device scans before it is told where to go on counts, though the numbers are used', async () => {
  const { context, page } = await enrolled('Trolley 8')
  await scanned(page, folders[10], 'done', /is now at Clinic B/)
  await allSent(page)
  const backup = await page.evaluate(restorable)
  for (const code of folders.slice(11, 13)) await scanned(page, code, 'done', /is now at Clinic B/)
  await allSent(page)
  await page.goto('/devices')
  await page.evaluate(restore, backup)
  await page.route('**/api/v1/devices/heartbeat', (route) => route.abort())
  await page.goto('/scan')
  await readyToScan(page)
  for (const code of folders.slice(13, 15)) await scanned(page, code, 'done', /is now at Clinic B/)
  await allSent(page)
  for (const code of folders.slice(10, 15)) assert.equal((await movements(boss.page, code)).filter((m) => m.to.code === clinic.code).length, 1)
  assert.deepEqual((await queued(page)).map(({ outcome }) => outcome), ['applied', 'applied', 'applied'])
  assert.match(await pageOf('Trolley 8'), /numbered scans with numbers that it had used.*They count all the same/)
  await page.unroute('**/api/v1/devices/heartbeat')
  await page.reload()
  await saysInStrip(page, /went back to an older copy of itself and has lost scans.*D2/)
  await context.close()
})

test('a browser that forgets what it saves is warned of in red, and by a page that asks to stop', async () => {
  const { context, page } = await enrolled('Trolley 4')
  await page.goto('/devices')
  await page.evaluate(forget)
  await page.goto('/scan')
  await saysInStrip(page, /lost the scans it had saved.*D2/)
  await page.goto('/devices/enrol')
  await page.locator('#label').fill('Trolley 4')
  await page.getByRole('button', { name: 'Enrol this device' }).click()
  await page.getByText('Stop: this browser does not keep what it saves').waitFor()
  await picture(page, 'device-doubt')
  await accessible(page)
  await boss.page.goto('/devices')
  await picture(boss.page, 'devices')
  await context.close()
})

test('Caps Lock is told on the page of the device, and the scans count', async () => {
  const { context, page } = await enrolled('Trolley 9')
  await scanned(page, folders[15].toLowerCase(), 'done', /is now at Clinic B/)
  await allSent(page)
  await page.reload() // so that the server hears of it
  await readyToScan(page)
  await until('told', () => pageOf('Trolley 9'), (text) => /Caps Lock is on at it, or was within a day\./.test(text))
  await context.close()
})

test('a clock that jumps back an hour within a batch reorders nothing', async () => {
  const { context, page } = await enrolled('Trolley 5')
  const now = Date.now()
  await page.clock.install({ time: now })
  await page.reload()
  await readyToScan(page)
  await context.setOffline(true)
  await scanned(page, folders[7], 'done', /is now at Clinic B/)
  await page.clock.setSystemTime(now - 3_600_000)
  await scanned(page, ward.code, 'note', /You are at Ward 7/)
  await scanned(page, folders[7], 'done', /is now at Ward 7/)
  await context.setOffline(false)
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await allSent(page)
  const came = (await movements(boss.page, folders[7])).slice(-2)
  assert.deepEqual(came.map((m) => m.to.code), [clinic.code, ward.code])
  assert.ok(came.every((m) => !m.late))
  const [before, behind] = (await queued(page)).slice(-2)
  assert.ok(Date.parse(behind.at) < Date.parse(before.at), 'the device’s clock went back')
  await context.close()
})

test('a newer page that changes what is kept makes this one say that it must be loaded again', async () => {
  const { context, page } = await enrolled('Trolley 6')
  await scanned(page, folders[8], 'done', /is now at Clinic B/)
  await allSent(page)
  const newer = await context.newPage()
  await newer.goto('/docs')
  await newer.evaluate(upgrade)
  await saysInStrip(page, /^This page is out of date\. Load it again/)
  await scan(page, folders[9])
  await until('no scan is called done that is not saved', () => page.locator('[data-result]').getAttribute('data-class'), (cls) => cls === 'stop')
  await context.close()
})

test('the header says where the device stands, and leads to help', async () => {
  const { context, page } = await enrolled('Trolley 10')
  await page.goto('/find')
  assert.match((await page.locator('header').textContent()).replaceAll(/\s+/g, ' '), /This device is at Clinic B .*Help Lock Sign out/)
  await picture(page, 'header-place')
  await page.setViewportSize({ width: 360, height: 740 })
  await picture(page, 'header-place-narrow')
  await page.getByRole('link', { name: 'Help', exact: true }).click()
  await page.waitForURL('**/help')
  await context.close()
})

test('the database is sound', sound)

// These run in a page that scans nothing.

function restorable() {
  return new Promise((resolve) => {
    const open = indexedDB.open('casenotes')
    open.onsuccess = async () => {
      const read = (store, what) => new Promise((done) => { const r = open.result.transaction(store).objectStore(store)[what](); r.onsuccess = () => done(r.result) })
      const copy = { scans: await read('scans', 'getAll'), keys: await read('settings', 'getAllKeys'), values: await read('settings', 'getAll') }
      open.result.close()
      resolve(copy)
    }
  })
}

/** Puts back an older copy: everything made since is gone, the count too. */
function restore({ scans, keys, values }) {
  return new Promise((resolve) => {
    indexedDB.deleteDatabase('casenotes').onsuccess = () => {
      const open = indexedDB.open('casenotes', 2)
      open.onupgradeneeded = () => {
        const store = open.result.createObjectStore('scans', { keyPath: 'seq', autoIncrement: true })
        store.createIndex('id', 'id', { unique: true })
        for (const [name, first] of [['state', 'state'], ['batch', 'batch'], ['said', 'said']]) store.createIndex(name, [first, 'seq'])
        const settings = open.result.createObjectStore('settings')
        for (const scan of scans) store.put(scan)
        keys.forEach((key, i) => settings.put(values[i], key))
      }
      open.onsuccess = () => { open.result.close(); resolve() }
    }
  })
}

function forget() {
  return new Promise((resolve) => { indexedDB.deleteDatabase('casenotes').onsuccess = resolve })
}

function upgrade() {
  return new Promise((resolve) => { indexedDB.open('casenotes', 1000).onsuccess = resolve })
}
