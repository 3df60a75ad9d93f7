// A device that cannot send saves its scans to a file. The file is imported on the page and by the command, and the device sends
// its scans after all: each counts once. Nobody but the server can read the file.

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  allSent, command, grouped, launch, movements, openAs, picture, queued, readyToScan, result, scan, scanned, site, sound, stored, until,
} from './browser.mjs'
import { accessible } from './looks.mjs'

const { clinic, ward, folders } = site
let browser, directory, context, page, boss

before(async () => {
  browser = await launch()
  directory = await mkdtemp(join(tmpdir(), 'casenotes-saved-'))
  boss = await openAs(browser, 'supervisor', '/import/scans');
  ({ context, page } = await openAs(browser, 'porter', '/scan'))
  await readyToScan(page)
  await page.evaluate(() => navigator.serviceWorker.ready)
})
after(async () => {
  await browser.close()
  await rm(directory, { recursive: true, force: true })
})

const save = (where = page) => where.getByRole('button', { name: 'Save waiting scans to a file' })
const said = () => page.locator('.app-save__said').textContent()

/** Saves what waits. Each file has a folder of its own: two that are saved in one second have one name. */
async function savedFile() {
  const [download] = await Promise.all([page.waitForEvent('download'), save().click()])
  const path = join(await mkdtemp(join(directory, 'file-')), download.suggestedFilename())
  await download.saveAs(path)
  return path
}

/** Imports a file on the page, and tells what it says became of it. */
async function imported(path) {
  await boss.page.goto('/import/scans')
  await boss.page.locator('#file').setInputFiles(path)
  await boss.page.getByRole('button', { name: 'Import scans' }).click()
  await boss.page.locator('#report').waitFor()
  return (await boss.page.locator('main').textContent()).replaceAll(/\s+/g, ' ')
}

test('with nothing to save it says so', async () => {
  await page.goto('/scan#waiting')
  await readyToScan(page)
  await save().click()
  await until('said', said, (text) => /^Nothing waits/.test(text))
})

let file

test('what waits without a network is saved to a file that nobody can read, and stays in the queue', async () => {
  await page.goto('/scan')
  await readyToScan(page)
  await until('the key is here', () => page.evaluate(keptKey))
  await context.setOffline(true)
  await scan(page, folders[4])
  await result(page, 'stop', /Where are you\?/)
  await scan(page, clinic.code)
  await result(page, 'check', /1 folder waiting/)
  for (const code of folders.slice(0, 3)) await scanned(page, code, 'done', /is now at Clinic B/)
  await page.goto('/scan#waiting')
  await readyToScan(page)
  await picture(page, 'saved-file-lists')
  await accessible(page)
  file = await savedFile()
  assert.match(await said(), /^4 scans are in the file scans-.*\.casenotes\. Give it to IT or a supervisor to import\./)
  await picture(page, 'saved-file')
  await page.setViewportSize({ width: 360, height: 740 })
  await picture(page, 'saved-file-narrow')
  await page.setViewportSize({ width: 1280, height: 800 })
  const text = await readFile(file, 'utf8')
  assert.match(text, /^\{"format":"casenotes-scans","version":1,/)
  for (const code of [...folders.slice(0, 5), clinic.code]) assert.ok(!text.includes(code))
  assert.deepEqual((await queued(page)).map(({ state }) => state), ['held', 'waiting', 'waiting', 'waiting'])
})

test('the lock screen saves them too: without a server nobody can unlock', async () => {
  await page.getByRole('button', { name: 'No', exact: true }).click() // the held folder is left for the library
  await context.setOffline(true)
  await page.locator('[data-lock] button').click()
  await page.locator('[data-locked]').waitFor()
  await save().waitFor()
  await picture(page, 'saved-file-locked')
  await accessible(page)
  assert.notEqual(await readFile(await savedFile(), 'utf8'), await readFile(file, 'utf8'))
  assert.match(await said(), /^4 scans are in the file/)
})

test('whoever is signed out sees what waits, and can save it', async () => {
  const { context: other, page: signedOut } = await openAs(browser, 'library', '/scan')
  await readyToScan(signedOut)
  await until('the key is here', () => signedOut.evaluate(keptKey))
  await signedOut.route('**/api/v1/scans', (route) => route.abort())
  await scan(signedOut, ward.code)
  await scanned(signedOut, folders[6], 'done', /is now at Ward 7/)
  await other.clearCookies()
  await signedOut.unroute('**/api/v1/scans')
  await signedOut.goto('/signin')
  await signedOut.getByText('Sign in to send 1 scan.').waitFor()
  await signedOut.getByRole('link', { name: 'See what waits' }).click()
  await signedOut.waitForURL('**/scan-shell#waiting')
  const [download] = await Promise.all([signedOut.waitForEvent('download'), save(signedOut).click()])
  assert.match(download.suggestedFilename(), /^scans-[0-9a-f]{8}-\d{8}T\d{6}\.casenotes$/)
  await picture(signedOut, 'saved-file-signed-out')
  assert.match(await signedOut.locator('header').textContent(), /^((?!library).)*$/s)
  await other.close()
})

test('the page imports the file and says what became of each scan; the second time it knows them all', async () => {
  const first = await imported(file)
  assert.match(first, /3 stored 0 known already 1 to look at/)
  assert.ok(first.includes(`${grouped(folders[4])} `) && /No location was scanned before this one\./.test(first), first)
  await picture(boss.page, 'saved-file-report')
  await accessible(boss.page)
  for (const code of folders.slice(0, 3)) assert.equal((await movements(boss.page, code)).at(-1).to.code, clinic.code)
  assert.equal((await movements(boss.page, folders[0])).at(-1).by, 'porter')
  assert.match(await imported(file), /0 stored 4 known already 0 to look at/)
})

test('the command imports it as well, and its exit code says whether there is anything to do', async () => {
  assert.match(await command('import', 'scans', file), /^0 .*: 0 stored, 4 known already, 0 to look at; from a browser that is not enrolled\n$/)
  const short = join(directory, 'short.casenotes')
  await writeFile(short, (await readFile(file, 'utf8')).slice(0, 500))
  assert.match(await command('import', 'scans', file, short, join(directory, 'none')), /^1 .*0 stored, 4 known[^]*the end of the file is missing[^]*2 of 3 files were not taken in/)
  assert.match(await command('import', 'scans'), /^2 /)
  assert.match(await command('import', 'scans', '--help'), /^0 [^]*casenotes[^]*looking at/)
  assert.match(await command('import', 'wishes', file), /^2 /)
})

test('the device sends its scans after all, and no folder has moved twice', async () => {
  await context.setOffline(false)
  await page.goto('/signin?next=/scan')
  await allSent(page)
  for (const code of folders.slice(0, 3)) {
    assert.equal((await movements(boss.page, code)).filter((m) => m.to.code === clinic.code).length, 1)
  }
  const mine = (await stored()).filter(({ device }) => device.startsWith('web-'))
  assert.deepEqual(mine.map(({ seq }) => seq), [1, 2, 3, 4])
  assert.deepEqual(boss.faults, [])
})

test('the database is sound', sound)

// Runs in the page.
async function keptKey() {
  const promised = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
  const db = await promised(indexedDB.open('casenotes'))
  const page = await promised(db.transaction('settings').objectStore('settings').get('page'))
  db.close()
  return page?.file_key?.public
}
