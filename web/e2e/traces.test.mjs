// What a day of a porter, a clinic clerk and a library clerk leaves behind on the device they share: nothing about a patient, in no
// store of the browser, in no address and in no page's title, which the browser's history keeps.

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { allSent, ask, figure, knowsNames, launchIn, readyToScan, scan, scanned, signIn, site, sound } from './browser.mjs'

const { clinic, ward, folders, volume1, overdue } = site
const nhsNumber = '9434765919'
const urls = []
const titles = []
const told = new Set([nhsNumber]) // everything about patients that the pages showed
let directory, context, page

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'casenotes-traces-'))
  context = await launchIn(directory)
  context.on('request', (request) => urls.push(request.url()))
  page = context.pages()[0]
  page.on('framenavigated', async () => titles.push(await page.title().catch(() => '')))
})
after(async () => {
  await context.close()
  await rm(directory, { recursive: true, force: true })
})

async function signOut() {
  await page.goto('/')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL('**/signin**')
}

/** Looks somebody up as they do at the desk, and opens what is found. */
async function find(text) {
  await page.goto('/find')
  await page.locator('#q:focus').waitFor()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname !== '/find')
  titles.push(await page.title())
}

async function see(path) {
  await page.goto(path)
  titles.push(await page.title())
}

/** Notes who the patient of a folder is, as the library may see it. */
async function remember(code) {
  const { patient } = await ask(page, `/folders/${code}`)
  for (const value of [patient.number, patient.nhs_number, patient.family_name, patient.given_name]) if (value) told.add(value)
}

test('a porter delivers folders, and scans a wristband and an NHS number by mistake', async () => {
  await signIn(page, 'porter')
  await readyToScan(page)
  await knowsNames(page)
  await page.evaluate(() => navigator.serviceWorker.ready)
  await scanned(page, ward.code, 'note', /^You are at Ward 7/)
  for (const code of folders.slice(0, 3)) await scanned(page, code, 'done', /is now at Ward 7/)
  await scanned(page, nhsNumber, 'check', /That is an NHS number/)
  await scanned(page, '8018506000000000001233', 'check', /That is a wristband/)
  await scan(page, volume1)
  await allSent(page)
  for (const path of ['/scan#waiting', '/board', `/board/${ward.code}`, `/folders/${overdue}`]) await see(path)
  await signOut()
})

test('a clinic clerk looks patients up and receives their folders', async () => {
  let tell
  const slow = new Promise((resolve) => { tell = resolve })
  await page.route('**/api/v1/scan-page', (route) => slow.then(() => route.continue()), { times: 1 })
  await signIn(page, 'clinic')
  await readyToScan(page)
  await scanned(page, clinic.code, 'note', /^You are at/)
  // Whoever has scanned a location before the server has said who they are is still there when it does.
  const answered = page.waitForResponse('**/api/v1/scan-page')
  tell()
  await (await answered).finished()
  for (const code of folders.slice(3, 6)) await scanned(page, code, 'done', /is now at Clinic B/)
  await allSent(page)
  for (const text of ['okafor', 'Testcase, Number', 'H1001', nhsNumber, folders[0]]) await find(text)
  await see(`/board/${clinic.code}`)
  await signOut()
})

test('a library clerk opens folders and patients', async () => {
  await signIn(page, 'library')
  for (const code of [overdue, volume1, folders[0]]) {
    await remember(code)
    await see(`/folders/${code}`)
  }
  const { items } = await ask(page, '/patients/search', { query: 'okafor' })
  assert.ok(items.length > 0)
  for (const { id } of items) await see(`/patients/${id}`)
  for (const path of ['/overdue', '/alerts', '/folders', '/scan', '/']) await see(path)
  await signOut()
})

/** Everything that this browser keeps for the site, in one text for each place. */
const kept = () => page.evaluate(async () => {
  const promised = (request) => new Promise((resolve, reject) => { [request.onsuccess, request.onerror] = [() => resolve(request.result), () => reject(request.error)] })
  const found = { localStorage: JSON.stringify({ ...localStorage }), sessionStorage: JSON.stringify({ ...sessionStorage }), cookies: document.cookie }
  for (const { name } of await indexedDB.databases()) {
    const db = await promised(indexedDB.open(name))
    for (const store of db.objectStoreNames) found[`IndexedDB ${name} ${store}`] = JSON.stringify(await promised(db.transaction(store).objectStore(store).getAll()))
    db.close()
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) found[`cache ${request.url}`] = await (await cache.match(request)).text()
  }
  return found
})

test('nothing about a patient is left on the device, in its addresses or its titles', async () => {
  const places = { ...(await kept()), addresses: urls.map(decodeURIComponent).join('\n'), titles: titles.join('\n') }
  assert.match(places['IndexedDB casenotes scans'], new RegExp(folders[0]), 'the scans themselves are there')
  assert.ok(Object.keys(places).some((place) => place.startsWith('cache ')), 'the shell is there')
  assert.ok(told.size >= 4, [...told].join(' '))
  const left = []
  for (const [place, text] of Object.entries(places)) {
    for (const value of told) if (new RegExp(`(?<![A-Za-z0-9])${value}(?![A-Za-z0-9])`, 'i').test(text)) left.push(`${value} in ${place}`)
  }
  await figure('names and numbers of patients in stores, caches, addresses and titles after a day of three people', String(left.length), '0', left.length === 0)
  assert.deepEqual(left, [])
  await sound()
})
