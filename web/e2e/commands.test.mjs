// The commands: the sheet as it comes out of the printer, what the scan page does for each, their keys, and folders that leave.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { allSent, ask, launch, movements, openAs, picture, readyToScan, result, scan, scanned, site, sound, until } from './browser.mjs'

const { clinic, ward, otherClinic, folders } = site
/** The printed codes hang on walls for years: they never change. Each with what it says where there is nothing to do. */
const obeyed = {
  CDN01K: ['already', /^No location is open/], CUN010: ['already', /^Nothing to undo/], CUB01L: ['already', /^Nothing to undo/],
  CYS01E: ['already', /^There is nothing to answer/], CNN01Z: ['already', /^There is nothing to answer/], CRP01V: ['already', /^There is nothing to answer/],
  CNF01R: ['check', /^NOT FOUND is for a list of folders to pull\./], CSL01A: ['check', /^No location was scanned here before/],
  CAR017: ['check', /^Scan the location barcode first/],
}
const others = ['CLV015', 'CFD01V', 'CLK01J']
const card = { done: 'CDN01K', again: 'CSL01A', leaving: 'CLV015', arriving: 'CAR017', lock: 'CLK01J', find: 'CFD01V', ok: 'CYS01E' }
let browser, context, page, faults

before(async () => {
  browser = await launch();
  ({ context, page, faults } = await openAs(browser, 'porter', '/commands'))
})
after(() => browser.close())

test('every command on the printed sheet and cards can be read by a scanner', async () => {
  await picture(page, 'commands')
  const directory = await mkdtemp(join(tmpdir(), 'casenotes-sheet-'))
  await page.pdf({ path: join(directory, 'sheet.pdf'), format: 'A4' })
  execFileSync('pdftoppm', ['-r', '203', '-png', join(directory, 'sheet.pdf'), join(directory, 'page')])
  const pictures = (await readdir(directory)).filter((name) => name.endsWith('.png')).map((name) => join(directory, name))
  const read = execFileSync('zbarimg', ['--nodbus', '--quiet', '--raw', ...pictures], { encoding: 'utf8' }).trim().split('\n')
  await rm(directory, { recursive: true })
  // zbarimg names a code once for each page, on however many it stands.
  assert.deepEqual([...new Set(read)].sort(), [...Object.keys(obeyed), ...others].sort())
})

test('the help page lists every key, and switches them off and on', async () => {
  await page.goto('/help')
  assert.equal(await page.locator('.app-help__keys').count(), Object.keys(obeyed).length + others.length)
  await picture(page, 'help')
  await page.getByRole('button', { name: 'Switch the keys off on this device' }).click()
  await page.goto('/scan')
  await readyToScan(page)
  await page.keyboard.press('Alt+Shift+D')
  await scanned(page, card.ok, 'already', obeyed[card.ok][1])
  await page.goto('/help')
  await page.getByRole('button', { name: 'Switch the keys on' }).click()
})

test('the scan page obeys every one of them', async () => {
  await page.goto('/scan')
  await readyToScan(page)
  for (const [code, [cls, answer]] of Object.entries(obeyed)) {
    await scan(page, code)
    await result(page, cls, answer)
  }
})

test('the keys do what the cards do, and OK answers with Enter', async () => {
  await scanned(page, clinic.code, 'note', /^You are at Clinic B/)
  for (const code of folders.slice(0, 2)) await scanned(page, code, 'done', /is now at Clinic B/)
  await page.keyboard.press('Alt+Shift+U')
  await result(page, 'check', /^Undo 2 folders at Clinic B\?/)
  await page.locator('[data-yes]:focus').waitFor()
  await page.keyboard.press('Enter')
  await result(page, 'note', /^2 folders undone\./)
  await readyToScan(page)
  await page.keyboard.press('Alt+Shift+D')
  await result(page, 'note', /^Finished at Clinic B: 0 folders/)
})

test('the same location again goes on where the last one was finished', async () => {
  await scanned(page, card.again, 'note', /^You are at Clinic B\. Scan the folders\./)
})

test('folders that leave are sent from here to there, until they arrive again', async () => {
  await scanned(page, card.leaving, 'note', /^Where to\?/)
  await scanned(page, ward.code, 'note', /^The folders go to Ward 7\. Scan the folders\./)
  assert.equal(await page.locator('[data-place][data-state=leaving] [data-place-name]').textContent(), 'To: Ward 7')
  for (const code of folders.slice(2, 4)) await scanned(page, code, ['done', 'note'], /is on its way to Ward 7/)
  await allSent(page)
  await picture(page, 'leaving')
  const folder = await ask(page, `/folders/${folders[2]}`)
  assert.deepEqual([folder.custody, folder.location.code, folder.to.code], ['in_transit', clinic.code, ward.code])
  await scanned(page, card.arriving, 'note', /^You are at Clinic B\. 2 folders on the way to Ward 7\./)
  await scanned(page, folders[4], 'done', /is now at Clinic B/)
})

test('a whole batch of the wrong location is moved to the right one with one scan', async () => {
  await scanned(page, ward.code, 'note', /^You are at Ward 7/)
  for (const code of folders.slice(5, 8)) await scanned(page, code, 'done', /is now at Ward 7/)
  await scanned(page, card.done, 'note', /^Finished at Ward 7: 3 folders\./)
  await page.getByRole('button', { name: 'Move these 3 to…' }).click()
  await result(page, 'check', /^Scan the right location for 3 folders\. NO keeps them at Ward 7\./)
  await picture(page, 'move-asked')
  await scanned(page, otherClinic.code, 'done', /^3 folders moved from Ward 7 to Clinic C\./)
  await allSent(page)
  for (const code of folders.slice(5, 8)) {
    assert.deepEqual((await movements(page, code)).slice(-3).map(({ kind, to }) => [kind, to.code]), [
      ['arrived', ward.code], ['corrected', site.library.code], ['arrived', otherClinic.code]])
  }
  await until('the banner', () => page.locator('[data-place-name]').textContent(), (text) => text === 'You are at: Clinic C')
})

test('FIND leaves for the find page, and LOCK asks who scans', async () => {
  await scan(page, card.find)
  await page.waitForURL('**/find')
  await page.goto('/scan')
  await readyToScan(page)
  await scan(page, card.lock)
  await page.locator('[data-locked]').waitFor()
})

test('nothing went wrong in the page, and the database is sound', async () => {
  assert.deepEqual(faults, [])
  await sound()
})
