// Finding: a barcode leads straight to its folder, and what is typed about a patient stays out of every address and
// out of everything that the browser keeps.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { grouped, launch, openAs, picture, readyToScan, scanned, site } from './browser.mjs'

const { clinic, folders } = site
const names = /okafor|ngozi|o.brien|testcase|h1001|1980-?0?3/i
let browser, library, asked

before(async () => {
  browser = await launch()
  library = await openAs(browser, 'library', '/find')
  asked = []
  library.context.on('request', (request) => asked.push(request.url()))
})
after(() => browser.close())

/** Types into the Find box as a person does. */
async function find(page, text) {
  if (new URL(page.url()).pathname !== '/find') await page.goto('/find')
  await page.locator('#q:focus').waitFor()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname !== '/find')
}

test('a scanned barcode opens its folder, and a location’s its board', async () => {
  await find(library.page, folders[0])
  assert.equal(new URL(library.page.url()).pathname, `/folders/${folders[0]}`)
  await library.page.getByRole('heading', { level: 1, name: new RegExp(grouped(folders[0])) }).waitFor()
  await picture(library.page, 'finding-folder')
  await find(library.page, clinic.code)
  assert.equal(new URL(library.page.url()).pathname, `/board/${clinic.code}`)
})

test('a name, a number or a birth date finds the patient, and none of them stands in any address', async () => {
  const { page } = library
  for (const text of ['Okafor', 'okafor 03/03/1980', "O'Brien, Seán", 'H1001', '3 mar 1980']) {
    await find(page, text)
    assert.match(page.url(), /\/find\/[A-Z0-9]{20,}$/)
    await page.getByRole('link', { name: /Okafor|O.Brien/i }).first().waitFor()
  }
  await picture(page, 'finding-name')
  await page.getByRole('link', { name: /Okafor/i }).first().click()
  await page.getByText('Okafor').first().waitFor()
  await page.goBack()
  await page.getByRole('link', { name: /Okafor/i }).first().waitFor()
  const told = asked.filter((url) => names.test(decodeURIComponent(url)))
  assert.deepEqual(told, [])
  assert.deepEqual(library.faults, [])
})

test('a name is only ever shown as text', async () => {
  await find(library.page, '<img src=x onerror=alert(1)>')
  await library.page.getByText('No folder found for').waitFor()
  assert.equal(await library.page.locator('main img').count(), 0)
  assert.deepEqual(library.faults, [])
})

test('a porter finds by barcode only', async () => {
  const { page, context, faults } = await openAs(browser, 'porter', '/find')
  await find(page, 'Okafor')
  await page.getByText('Check the barcode and type all of it.').waitFor()
  await find(page, folders[0])
  assert.equal(new URL(page.url()).pathname, `/folders/${folders[0]}`)
  assert.doesNotMatch(await page.locator('body').innerText(), names)
  assert.deepEqual(faults, [])
  await context.close()
})

test('after a session of scanning and finding the browser keeps no patient', async () => {
  const { page, context } = library
  await page.goto('/scan')
  await readyToScan(page)
  await scanned(page, clinic.code, 'note', /^You are at/)
  await scanned(page, site.volume1, ['done', 'note'], /is now at/)
  await scanned(page, '9434765919', 'check', /NHS number/)
  for (const path of [`/folders/${site.volume1}`, `/board/${clinic.code}`, '/overdue', '/alerts', '/']) await page.goto(path)
  const kept = JSON.stringify(await page.evaluate(everythingKept))
  assert.ok(kept.includes(site.volume1), 'the search of what is kept has looked in the wrong place')
  assert.doesNotMatch(kept, names)
  assert.doesNotMatch(kept, /943.?476/)
  const cookies = JSON.stringify(await context.cookies())
  assert.doesNotMatch(cookies, names)
})

/** Reads all that a page of this site can keep. */
async function everythingKept() {
  const promised = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const kept = { local: { ...localStorage }, session: { ...sessionStorage }, caches: [], databases: {} }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) kept.caches.push(request.url, await (await cache.match(request)).text())
  }
  for (const { name } of await indexedDB.databases()) {
    const db = await promised(indexedDB.open(name))
    for (const store of db.objectStoreNames) {
      const rows = db.transaction(store).objectStore(store)
      kept.databases[`${name}/${store}`] = [await promised(rows.getAllKeys()), await promised(rows.getAll())]
    }
    db.close()
  }
  return kept
}
