// Counting shelves by the keys of a scanner: two people at one shelf, a shelf that is no part of the place, a folder that belongs elsewhere,
// an hour without a network; then the result, what is done with it, an audit by lot and its figures.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { allSent, ask, grouped, launch, openAs, picture, readyToScan, result, scan, scanned, site, sound, until } from './browser.mjs'
import { looked } from './looks.mjs'

const { library, folders } = site
const done = 'CDN01K'
const mine = folders.slice(0, 8)
let browser, lee, sam, faults, others, one, two, start

before(async () => {
  browser = await launch()
  const { page: admin, context } = await openAs(browser, 'admin', '/')
  one = await ask(admin, '/locations', { name: 'Shelf 101', kind: 'shelf', parent: library.code })
  two = await ask(admin, '/locations', { name: 'Shelf 102', kind: 'shelf', parent: library.code })
  const at = new Date(Date.parse(site.due) - 3_600_000).toISOString()
  const put = (codes, location) => codes.map((code) => ({ id: crypto.randomUUID(), code, location: location.code, action: 'file', at, source: 'wedge' }))
  const { results } = await ask(admin, '/scans', { scans: [...put(mine.slice(0, 6), one), ...put(mine.slice(6, 8), two)] })
  assert.deepEqual(results.map(({ outcome }) => outcome), Array(8).fill('applied'))
  await context.close();
  ({ page: lee, faults } = await openAs(browser, 'library', '/stocktakes'));
  ({ page: sam, faults: others } = await openAs(browser, 'supervisor', '/stocktakes'))
})
after(() => browser.close())

const progress = (page, text) => until(`progress is ${text}`, () => page.locator('[data-progress]').textContent(), (now) => now === text)
const figure = (page, row) => page.locator(`[data-row=${row}] .app-figures__number`).textContent()

test('a place that does not exist is refused, and a shelf is started with its barcode', async () => {
  await looked(lee, 'stocktakes-none')
  await lee.getByRole('link', { name: 'Start one' }).click()
  await looked(lee, 'stocktake-new')
  await lee.getByRole('button', { name: 'Start', exact: true }).click()
  await lee.getByRole('link', { name: 'Scan the barcode of the place, or choose it.' }).waitFor()
  await lee.getByLabel(/^Where\?/).fill('L9999999')
  await lee.getByRole('button', { name: 'Start', exact: true }).click()
  await lee.getByRole('link', { name: 'No location has this code. Check the code.' }).waitFor()
  await looked(lee, 'stocktake-new-refused')
  await lee.getByLabel(/^Where\?/).fill('')
  await lee.getByLabel('Or choose a place').selectOption(library.code)
  await lee.getByRole('button', { name: 'Start', exact: true }).click()
  await lee.waitForURL(/\/stocktakes\/\d+$/)
  start = new URL(lee.url()).pathname
  await sam.getByRole('link', { name: /^Main library/ }).waitFor()
  await sam.goto(start)
  await sam.locator('[data-live-status][data-state=good]').waitFor()
})

const begun = () => assert.ok(start, 'a stocktake was started')

test('part of it can be counted besides, after it is said that it is counted already', async () => {
  begun()
  const { page, context } = await openAs(browser, 'library', `/stocktakes/new?at=${two.code}`)
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByText('Part of this place is being counted already.').waitFor()
  await looked(page, 'stocktake-overlap')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.waitForURL(/\/stocktakes\/\d+$/)
  const goodbye = page.getByRole('button', { name: 'Give it up for good' })
  assert.equal(await goodbye.isVisible(), false)
  await page.getByText('Give it up', { exact: true }).click()
  await looked(page, 'stocktake-give-up')
  await page.locator('#giveup').evaluate((part) => {
    part.dataset.old = ''
    window.dispatchEvent(new Event('online')) // the board connects anew, and is drawn anew
    document.activeElement.blur() // when nobody is about to press anything in it
  })
  await page.mouse.move(0, 0)
  await page.locator('#giveup:not([data-old])').waitFor()
  assert.equal(await goodbye.isVisible(), true)
  await goodbye.click()
  await page.getByText('Given up').first().waitFor()
  await context.close()
})

test('folders count at the shelf that was scanned before them, and the others see it at once', async () => {
  begun()
  await lee.goto(`${start}/scan`)
  await readyToScan(lee)
  await until('the list', () => lee.locator('[data-shelf-name]').textContent(), (text) => text === 'Scan a shelf of Main library')
  await looked(lee, 'stocktaking')
  await scanned(lee, mine[0], 'stop', /^Where are you\?/)
  await scanned(lee, one.code, 'note', /^You are at Shelf 101/)
  await scanned(lee, site.clinic.code, 'check', /no part of Main library/)
  await scanned(lee, mine[0], 'stop', /^Where are you\?/)
  await scanned(lee, one.code, 'note', /^You are at Shelf 101/)
  await scanned(lee, mine[0], 'done', /is where it should be/)
  await scanned(lee, mine[0], 'already', /was scanned in this row/)
  await scanned(lee, mine[6], 'note', /belongs at Shelf 102/)
  await scanned(lee, site.overdue, 'note', /is not expected here/)
  await looked(lee, 'stocktaking-scanned')
  await until('two of them are seen', () => figure(sam, 'seen'), (n) => n === '2')
  await until('one more', () => figure(sam, 'others'), (n) => n === '1')
  await looked(sam, 'stocktake-open')
})

test('two people at one shelf count each folder once, and undo takes a folder out', async () => {
  begun()
  await sam.goto(`${start}/scan`)
  await readyToScan(sam)
  await until('the list', () => sam.locator('[data-progress]').textContent(), Boolean)
  await scanned(sam, one.code, 'note', /^You are at Shelf 101/)
  for (const code of [mine[0], mine[1], mine[2]]) await scanned(sam, code, 'done', /where it should be/)
  await sam.getByRole('button', { name: 'Undo last' }).click()
  await result(sam, 'note', /does not count/)
  await allSent(sam)
  await until('three are seen', () => ask(sam, `/stocktakes/${start.split('/').pop()}`), ({ seen }) => seen === 3)
  await progress(lee, `3 of ${(await ask(sam, `/stocktakes/${start.split('/').pop()}`)).expected} seen`)
})

test('without a network the count goes on, even opened anew, and all of it arrives', async () => {
  begun()
  const context = lee.context()
  await lee.waitForFunction(() => navigator.serviceWorker.controller || navigator.serviceWorker.ready)
  await lee.reload()
  await readyToScan(lee)
  await context.setOffline(true)
  await lee.reload()
  await readyToScan(lee)
  await until('it knows its shelf', () => lee.locator('[data-shelf-name]').textContent(), (text) => text === 'You are at: Shelf 101')
  for (const code of [mine[4], mine[2], mine[3]]) await scanned(lee, code, 'done', /where it should be/)
  await looked(lee, 'stocktaking-offline')
  await scanned(lee, done, 'note', /^6 folders counted at Shelf 101\./)
  await scanned(lee, mine[1], 'stop', /^Where are you\?/)
  await scanned(lee, one.code, 'note', /^You are at Shelf 101/)
  await context.setOffline(false)
  await allSent(lee)
  await until('six are seen', () => ask(sam, `/stocktakes/${start.split('/').pop()}`), ({ seen }) => seen === 6)
})

/** Changes what the device keeps of the count, and tells what it was. */
const counted = (page, change) => page.evaluate(async (change) => {
  const promised = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
  const db = await promised(indexedDB.open('casenotes'))
  const settings = db.transaction('settings', 'readwrite').objectStore('settings')
  const count = await promised(settings.get('stocktake-count'))
  await promised(settings.put({ ...count, ...change }, 'stocktake-count'))
  db.close()
  return count
}, change)

test('a shelf ends with a quarter of an hour without a scan, and is nobody else’s', async () => {
  begun()
  const { user, row, used } = await counted(lee, {})
  assert.equal(user, 'library')
  for (const change of [{ used: used - 16 * 60_000 }, { used, user: 'supervisor' }]) {
    await counted(lee, { ...change, row: row - 20 * 60_000 })
    await lee.reload()
    await readyToScan(lee)
    await until('it asks for a shelf', () => lee.locator('[data-shelf-name]').textContent(), (text) => text === 'Scan a shelf of Main library')
    await scanned(lee, mine[4], 'stop', /^Where are you\?/)
    await scanned(lee, one.code, 'note', /^You are at Shelf 101/)
  }
})

test('the result says what is missing, misplaced and out of order, and is settled together', async () => {
  begun()
  await lee.goto(start)
  await lee.getByRole('button', { name: 'Finish it' }).click()
  await lee.getByRole('heading', { name: /^Not found/ }).waitFor()
  await looked(lee, 'stocktake-result')
  await lee.emulateMedia({ media: 'print' })
  await picture(lee, 'stocktake-result-print')
  await lee.emulateMedia({ media: 'screen' })
  const group = (name) => lee.locator('section').filter({ has: lee.getByRole('heading', { name }) })
  await group(/^Not found/).getByLabel(grouped(mine[5]), { exact: true }).waitFor()
  await group(/^On the wrong shelf/).getByLabel(grouped(mine[6]), { exact: true }).waitFor()
  await lee.getByRole('table', { name: /^Out of order/ }).getByText(/^behind /).first().waitFor()
  await group(/^Not found/).getByLabel(grouped(mine[5]), { exact: true }).check({ force: true })
  await group(/^Not found/).getByRole('button', { name: /^Report missing/ }).click()
  await lee.getByText('1 folder reported missing.').waitFor()
  assert.equal((await ask(lee, `/folders/${mine[5]}`)).custody, 'missing')
  await group(/^On the wrong shelf/).getByLabel('Select all on this page').check({ force: true })
  await group(/^On the wrong shelf/).getByRole('button', { name: /^Send back/ }).click()
  await lee.getByText('1 folder sent home.').waitFor()
  await looked(lee, 'stocktake-settled')
  await lee.goto(`/folders/${mine[0]}`)
  await lee.getByText(/^Last seen in a stocktake or audit/).waitFor()
  await sam.goto('/stocktakes')
  await looked(sam, 'stocktakes')
})

test('who still scans is told that it is over', async () => {
  begun()
  await sam.goto(`${start}/scan`)
  await readyToScan(sam)
  await result(sam, 'stop', /^This stocktake is over since /)
})

test('an audit draws folders by lot, says what to look for, and has its figure', async () => {
  await lee.goto('/stocktakes/new?kind=sample')
  await lee.getByLabel('Or choose a place').selectOption(library.code)
  await lee.getByText('More about audits').click()
  await lee.getByLabel('How many folders to look for').fill('3')
  await lee.getByLabel('Seed').fill('7')
  await lee.getByRole('button', { name: 'Start', exact: true }).click()
  await lee.waitForURL(/\/stocktakes\/\d+$/)
  const audit = new URL(lee.url()).pathname
  const { items, places } = await ask(lee, `${audit}/expected`)
  assert.equal(items.length, 3)
  await lee.goto(`${audit}/scan`)
  await readyToScan(lee)
  await until('the list', () => lee.locator('[data-look-rows] li').count(), (n) => n === 3)
  await looked(lee, 'audit-scanning')
  await sam.goto(`${audit}/scan`)
  await readyToScan(sam)
  await until('the list', () => sam.locator('[data-look-rows] li').count(), (n) => n === 3)
  for (const [i, page] of [lee, sam].entries()) {
    const { code, shelf } = items[i]
    await scan(page, shelf)
    await result(page, 'note', new RegExp(places.find((p) => p.code === shelf).name))
    await scanned(page, code, 'done', /where it should be/)
    await allSent(page)
  }
  for (const page of [lee, sam]) await until('one is left, whoever found the others', () => page.locator('[data-look-rows] li').count(), (n) => n === 1)
  await lee.goto(audit)
  await lee.getByRole('button', { name: 'Finish it' }).click()
  await lee.getByText('2 of 3 right: 66.7 %').waitFor()
  await looked(lee, 'audit-result')
  await lee.goto('/stocktakes/accuracy')
  await lee.getByText('66.7 %').waitFor()
  await looked(lee, 'audit-figures')
})

test('the boards for a wall are large, name nobody and look it when they are not live', async () => {
  await ask(lee, '/scans', { scans: [{ id: await lee.evaluate(() => crypto.randomUUID()), code: mine[7], location: two.code, action: 'send', to: site.clinic.code, at: new Date(Date.parse(site.due) - 60_000).toISOString(), source: 'wedge' }] })
  await sam.setViewportSize({ width: 1920, height: 1080 })
  for (const board of ['alerts', 'overdue', 'transit', 'missing']) {
    await sam.goto(`/walls/${board}`)
    await sam.locator('[data-live-status][data-state=good]').waitFor()
    await picture(sam, `wall-${board}`)
    const small = await sam.evaluate(() => [...document.querySelectorAll('.app-wall *')].filter((part) => part.checkVisibility() && [...part.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && parseFloat(getComputedStyle(part).fontSize) < 28).map((part) => part.outerHTML.slice(0, 80)))
    assert.deepEqual(small.filter((html) => !/visually-hidden|__heading/.test(html)), [], board)
    assert.equal(await sam.getByText(/Testcase|Okafor/).count(), 0)
  }
  await sam.goto('/walls/transit')
  await sam.locator('[data-live-status][data-state=good]').waitFor()
  await sam.context().setOffline(true)
  await sam.locator('body.app-not-live').waitFor({ timeout: 40_000 })
  await picture(sam, 'wall-not-live')
  await sam.context().setOffline(false)
  await sam.locator('body:not(.app-not-live)').waitFor()
  await sam.setViewportSize({ width: 1366, height: 768 })
  await sam.goto('/transit')
  await looked(sam, 'transit')
})

test('nothing went wrong on the way', async () => {
  assert.deepEqual([...faults, ...others].filter((fault) => !/ERR_INTERNET_DISCONNECTED|answered 503|answered (409|422) by|WebSocket is closed before/.test(fault)), [])
  await until('sound', sound, () => true)
})
