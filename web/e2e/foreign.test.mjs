// Labels of other kinds and other hospitals: what is ours by another name, what is nobody's business, and what is simply wrong.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { allSent, ask, grouped, launch, movements, openAs, picture, queued, readyToScan, result, scan, scanned, site, sound, timed, typePassword, until } from './browser.mjs'

const { clinic, library, folders, volume1, volume2 } = site
const done = ['done', 'note']
const nhs = '9434765919' // passes its check, and nobody's: the synthetic patient below has it
let browser, page, context, faults

before(async () => {
  browser = await launch()
  const admin = await openAs(browser, 'admin', '/formats/new')
  const label = { name: 'Old hospital label', kind: 'folder', shape: 'H999999', check: '' }
  for (const checked of ['', 'folder H999999 ']) { // shown first, then added
    await admin.page.evaluate((form) => fetch('/formats/new', { method: 'POST', body: new URLSearchParams(form) }), { ...label, checked })
  }
  await ask(admin.page, `/folders/${folders[0]}/aliases`, { barcode: 'H123456' })
  await ask(admin.page, '/patients', { number: 'H7001', nhs_number: nhs, family_name: 'Testcase', given_name: 'Three' })
  for (let volume = 0; volume < 3; volume++) await ask(admin.page, '/folders', { patient: 'H7001', home: library.code })
  await admin.context.close();
  ({ page, context, faults } = await openAs(browser, 'porter', '/scan'))
  await readyToScan(page)
  await scanned(page, clinic.code, 'note', /^You are at Clinic B/)
})
after(() => browser.close())

const nowAt = (code) => new RegExp(`^${grouped(code)} is now at Clinic B`)
const newest = async () => (await queued(page)).at(-1)
const kept = async (text) => JSON.stringify([await queued(page), await settings()]).includes(text)

/** Everything that this device keeps beside its scans. */
const settings = () => page.evaluate(async () => {
  const promised = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
  const db = await promised(indexedDB.open('casenotes'))
  const all = await promised(db.transaction('settings').objectStore('settings').getAll())
  db.close()
  return all
})

async function next(code, cls, text) {
  await readyToScan(page)
  await timed(page, [...code, 'Enter'])
  return result(page, cls, text)
}

test('row 10: the folder’s old hospital label beside its new one is the same folder, and a stranger’s is listed as unknown', async () => {
  await readyToScan(page)
  await timed(page, [...folders[0], 'Enter', ...'H123456', 'Enter', ...'ZZ-TOP-9', 'Enter'])
  await result(page, 'check', /^Not one of our barcodes\./)
  await allSent(page)
  const rows = page.locator('[data-recent] tr')
  await until('the old label is already here', async () => [await rows.nth(1).locator('.app-mark').textContent(), await rows.nth(2).locator('.app-mark').textContent()],
    ([old, fresh]) => old === 'Already' && fresh === 'Done')
  assert.equal((await movements(page, folders[0])).filter(({ to }) => to.code === clinic.code).length, 1)
  assert.match(await rows.nth(0).textContent(), /Other barcode/)
  await next('H123456', 'already', /was scanned here at|is already here/)
})

test('row 16: the identifier of the symbology is taken off and kept beside the code', async () => {
  const sent = page.waitForRequest((request) => request.url().endsWith('/api/v1/scans') && request.postData().includes(folders[1]))
  await next(`]C0${folders[1]}`, done, nowAt(folders[1]))
  const { code, symbology } = await newest()
  assert.deepEqual({ code, symbology }, { code: folders[1], symbology: ']C0' })
  assert.equal((await sent).postDataJSON().scans.at(-1).code, `]C0${folders[1]}`)
})

test('row 17: spaces and the stars of Code 39 are taken off where the rest is ours, and else nothing is', async () => {
  await next(` ${folders[2].slice(0, 5)} ${folders[2].slice(5)} `, done, nowAt(folders[2]))
  await next(`*${folders[3]}*`, done, nowAt(folders[3]))
  await next(`*${folders[4].slice(0, -1)}*`, 'check', /^Part of the barcode is missing\./)
  await next('*HELLO*', 'check', /^Not one of our barcodes\./)
})

test('row 29: an NHS number is no folder, and who may see patients is told how many to look for', async () => {
  await next(nhs, 'check', /^That is an NHS number\. Scan the folder’s own label\./)
  await context.setOffline(true)
  await next('4010232137', 'check', /^That is an NHS number\. Scan the folder’s own label\./)
  await context.setOffline(false)
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await allSent(page)
  assert.equal(await kept(nhs), false)
  const clerk = await openAs(browser, 'clinic', '/scan')
  await readyToScan(clerk.page)
  await timed(clerk.page, [...nhs, 'Enter'])
  await result(clerk.page, 'check', /^3 folders for this patient\. Scan the folder label\./)
  assert.equal(JSON.stringify(await queued(clerk.page)).includes(nhs), false)
  await clerk.context.close()
})

test('row 33: with one volume in hand the other one is named as missing here', async () => {
  await next(volume1, 'note', /is now at Clinic B/)
  await result(page, 'note', /1 other volume of this set is not here\./)
})

test('row 33: the volume that was not asked for is a CHECK that names both', async () => {
  const clerk = await openAs(browser, 'clinic', '/')
  const needed_by = new Date(Date.parse(site.due) + 3_600_000).toISOString()
  await ask(clerk.page, '/requests', { folders: [volume2], location: site.otherClinic.code, needed_by, reason: 'clinic', volumes: 'this' })
  await clerk.context.close()
  await readyToScan(page)
  await scanned(page, site.otherClinic.code, 'note', /You are at Clinic C/)
  await next(volume1, ['check', 'done', 'note'], /is now at Clinic C/)
  await result(page, 'check', new RegExp(`^${grouped(volume1)} is now at Clinic C\\. But it is volume 1, and Clinic C asked for volume 2, ${grouped(volume2)}\\. Look for that one too\\.`))
  await picture(page, 'row-33')
  await until('it is one to check', () => page.locator('[data-count-check]').textContent(), (n) => n === '1')
  await scanned(page, clinic.code, ['note', 'check'], /Clinic B/)
})

test('row 45: there is nothing to undo, or it is somebody else’s, or too old', async () => {
  await page.reload()
  await readyToScan(page)
  await page.clock.install()
  await page.reload()
  await readyToScan(page)
  await next(folders[5], done, nowAt(folders[5]))
  await allSent(page)
  await page.clock.fastForward('10:30')
  await next('CUN010', 'check', /was scanned more than 10 minutes ago\. Ask the library to correct it\./)
  await page.clock.resume()
})

test('row 47: a command card of another hospital is not obeyed', async () => {
  await next('CUN02Y', 'check', /^That card is not of this hospital\./)
  await next('CDN020', 'check', /One character (of this number )?is wrong/)
})

test('row 48: a pasted list of 40 codes asks first, and is kept as pasted', async () => {
  await scanned(page, clinic.code, ['note', 'already'], /Clinic B/)
  const list = Array.from({ length: 40 }, (_, i) => folders[6 + (i % 20)])
  await page.evaluate((text) => {
    const data = new DataTransfer()
    data.setData('text', text)
    document.querySelector('#code').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, list.join('\n'))
  await result(page, 'check', /^Add 40 codes\? Answer OK or No\./)
  await picture(page, 'foreign-pasted')
  await next('CYS01E', [...done, 'already'], /./)
  await until('all of them', async () => (await queued(page)).filter(({ source }) => source === 'pasted').length, (count) => count === 40)
})

test('row 49: a letter that was typed for a digit is told, and nothing is suggested', async () => {
  await readyToScan(page)
  for (const typed of [folders[26].replace('F0', 'FO'), folders[26].replace('F00000', 'F0000I')]) {
    await scan(page, typed, { gap: 150 })
    const said = await result(page, 'check', /One character (of this number )?is wrong/)
    assert.ok(!said.includes(folders[26]) && !said.includes(grouped(folders[26])))
  }
  await allSent(page)
  assert.equal((await movements(page, folders[26])).length, 1)
})

test('row 45: somebody else’s scan is not undone, and says so', async () => {
  await next(folders[27], done, nowAt(folders[27]))
  await allSent(page)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL('**/signin**')
  await typePassword(page, 'clinic')
  await page.waitForURL((url) => url.pathname !== '/signin')
  await page.goto('/scan')
  await readyToScan(page)
  await next('CUN010', 'check', /^Only the person who scanned it can undo this here\. Ask the library to correct it\./)
  assert.equal((await ask(page, `/folders/${folders[27]}`)).location.code, clinic.code)
  assert.equal(await page.locator('[data-recent] tr').first().getAttribute('data-undone'), null)
})

test('nothing went wrong in the page, and the database is sound', async () => {
  assert.deepEqual(faults, [])
  await sound()
})
