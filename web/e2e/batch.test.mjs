// The end of the work at a location: its summary, undoing all of it, and the lists of what waits and what to check.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  allSent, ask, counts, launch, movements, openAs, readyToScan, result, scan, scanned, site, sound, until,
} from './browser.mjs'
import { looked } from './looks.mjs'

const { clinic, otherClinic, ward, library, folders } = site
const card = { done: 'CDN01K', undoAll: 'CUB01L', ok: 'CYS01E' }
let browser, context, page, faults

before(async () => {
  browser = await launch();
  ({ context, page, faults } = await openAs(browser, 'porter', '/scan', { viewport: { width: 1366, height: 768 } }))
  await readyToScan(page)
})
after(() => browser.close())

const nowAt = (name) => new RegExp(` is now at ${name}`)
const figures = async () => {
  const number = async (name) => Number(await page.locator(`[data-summary-${name}]`).textContent())
  return { done: await number('done'), check: await number('check'), waiting: await number('waiting') }
}

async function deliver(place, codes) {
  await scanned(page, place.code, 'note', new RegExp(`^You are at ${place.name}`))
  for (const code of codes) await scanned(page, code, ['done', 'note'], new RegExp(`${code.slice(5)} is now at ${place.name}`))
  await allSent(page)
}

test('finishing a location sums it up', async () => {
  await deliver(clinic, folders.slice(0, 3))
  await scanned(page, card.done, 'note', /^Finished at Clinic B: 3 folders\./)
  await until('the figures', figures, (f) => f.done === 3 && f.check === 0 && f.waiting === 0)
  assert.match(await page.locator('[data-summary-name]').textContent(), /^Finished at Clinic B$/)
  await looked(page, 'batch-summary')
})

test('UNDO BATCH and OK take all of it back, by the scanner alone', async () => {
  await scanned(page, card.undoAll, 'check', /^Undo 3 folders at Clinic B\? Answer OK or No\./)
  await looked(page, 'batch-undo-asked')
  await scanned(page, card.ok, 'note', /^3 folders undone\./)
  await allSent(page)
  for (const code of folders.slice(0, 3)) {
    assert.equal((await movements(page, code)).at(-1).kind, 'corrected')
    assert.equal((await ask(page, `/folders/${code}`)).location.code, library.code)
  }
  assert.equal((await figures()).done, 0)
  await scanned(page, card.undoAll, 'already', /^Nothing to undo\./)
})

test('row 46: UNDO BATCH that nobody answers within ten seconds undoes nothing, and says so', async () => {
  await deliver(ward, folders.slice(3, 5))
  await scanned(page, card.undoAll, 'check', /^Undo 2 folders at Ward 7\?/)
  await result(page, 'already', /^Nothing was undone: there was no answer within 10 seconds\./)
  await scanned(page, card.ok, 'already', /^There is nothing to answer\./)
  assert.equal((await ask(page, `/folders/${folders[3]}`)).location.code, ward.code)
})

test('whoever goes on scanning has answered no', async () => {
  await scanned(page, card.undoAll, 'check', /^Undo 2 folders at Ward 7\?/)
  await scanned(page, folders[5], 'done', /is now at Ward 7\. Nothing was undone\./)
  await scanned(page, card.ok, 'already', /^There is nothing to answer\./)
})

test('another location closes the batch, and Undo all is of the new one', async () => {
  await scanned(page, otherClinic.code, 'note', /^You are at Clinic C\. 3 folders left at Ward 7\./)
  await scanned(page, card.undoAll, 'already', /^Nothing to undo\./)
})

test('the strip leads to what waits, and the list says how long', async () => {
  await context.setOffline(true)
  for (const code of folders.slice(6, 8)) await scanned(page, code, 'done', nowAt('Clinic C'))
  await page.getByRole('link', { name: 'See what waits' }).click()
  await page.getByText('2 scans, the oldest for less than a minute.').waitFor()
  await looked(page, 'batch-waiting')
  await readyToScanAgain(folders[8])
  await page.getByText('3 scans, the oldest').waitFor()
  await context.setOffline(false)
  await page.getByText('Nothing waits. All scans are saved to the server.').waitFor({ timeout: 30_000 })
})

async function readyToScanAgain(code) {
  await scan(page, code)
  await result(page, 'done', nowAt('Clinic C'))
}

test('what is to be checked has its reason, until somebody has checked it', async () => {
  await scanned(page, folders[9].slice(1), 'check', /^Part of the barcode is missing\./)
  await scanned(page, 'F40273188G', 'check', /don.t know this folder yet/)
  await allSent(page)
  const rows = page.locator('[data-to-check-rows] li')
  await until('both', () => rows.allTextContents(), (texts) => texts.length === 2 && /don.t know this folder/.test(texts[0]) && /is missing\. Scan it again/.test(texts[1]))
  await looked(page, 'batch-to-check')
  assert.equal((await counts(page)).check, 2)
  await page.getByRole('button', { name: 'I have checked it F4027 3188G' }).click()
  await until('one is left', () => rows.count(), (n) => n === 1)
  assert.equal((await counts(page)).check, 1)
  await page.getByRole('button', { name: 'Back to the last scans' }).click()
  await page.locator('[data-list]').waitFor()
  await readyToScan(page)
})

test('folders that are meant for another place make the porter look where they are, once', async () => {
  const sent = folders.slice(12, 16)
  const scans = sent.map((code, i) => ({
    id: `01938f3e-7a1b-7c3d-9e4f-0123456789a${i}`, code, location: library.code, to: otherClinic.code, action: 'send',
    at: new Date(Date.now() - 600_000).toISOString(), source: 'typed',
  }))
  const { results } = await ask(page, '/scans', { sent_at: new Date().toISOString(), scans })
  assert.deepEqual(results.map(({ outcome }) => outcome), sent.map(() => 'applied'))
  await scanned(page, ward.code, 'note', /^You are at Ward 7/)
  for (const code of sent.slice(0, 2)) await scanned(page, code, 'check', /but it was meant for Clinic C\. It still has to go to Clinic C\./)
  await scanned(page, sent[2], 'check', /^These look like they are for Clinic C\. Are you in the right location\?/)
  await looked(page, 'batch-wrong-place')
  await scanned(page, sent[3], 'check', /but it was meant for Clinic C\./)
})

test('undoing more than 50 folders asks on a page of its own, without a time to answer in, and a scan is no answer', async () => {
  await scanned(page, otherClinic.code, ['note', 'already'], /Clinic C/)
  await page.evaluate(scannedMany, { location: otherClinic.code, count: 51 })
  await scan(page, card.undoAll)
  await result(page, 'check', /^Undo \d+ folders at Clinic C\? Each goes back to where it was\. Answer OK or No\./)
  assert.equal(await page.locator('.app-counts').first().isVisible(), false)
  assert.equal(await page.locator('.nhsuk-header__navigation').isVisible(), false)
  assert.ok((await page.locator('[data-result-text]').boundingBox()).height > 20, 'the question can be read')
  await looked(page, 'undo-many')
  await scanned(page, folders[0], ['done', 'already', 'note'], /Nothing was undone\./)
  assert.equal(await page.locator('.app-counts').first().isVisible(), true)
})

/** Has so many folders scanned at the location that is open: the server knows none of them. */
async function scannedMany({ location, count }) {
  const promised = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
  const db = await promised(indexedDB.open('casenotes'))
  const { session } = await promised(db.transaction('settings').objectStore('settings').get('session'))
  const store = db.transaction('scans', 'readwrite').objectStore('scans')
  for (let i = 0; i < count; i++) {
    await promised(store.add({ id: `many-${i}`, code: `F9${i}`, location, action: 'arrive', at: new Date().toISOString(), source: 'wedge', said: 'done', state: 'stored', batch: session.here.since }))
  }
  db.close()
}

test('nothing went wrong in the page, and the database is sound', async () => {
  assert.deepEqual(faults, [])
  await sound()
})
