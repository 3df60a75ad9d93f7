// Awkward scans, by real keys: the rows of the table in the scanning rules that the scan page answers by itself.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  allSent, ask, counts, grouped, keys, launch, movements, openAs, picture, queued, readyToScan, result, scan, scanned, site, sound, typePassword, until,
} from './browser.mjs'

const { clinic, otherClinic, ward, retired, folders } = site
const [good, lower, tabbed, crlf, bare, twice, again, held, onButton, frozen1, frozen2, slow, offline, away1, away2] = folders
const strange = 'F40273188G' // a good check character, and no folder of this hospital
let browser, page, context, faults

before(async () => {
  browser = await launch();
  ({ page, context, faults } = await openAs(browser, 'porter', '/scan'))
  await readyToScan(page)
})
after(() => browser.close())

const nowAt = (name, code) => new RegExp(`^${grouped(code)} is now at ${name}\\.`)
const done = ['done', 'note']
const newest = (column) => page.locator('[data-recent] tr').first().locator(`.app-recent__${column}`)
const listed = () => page.locator('[data-recent] tr').count()
const box = () => page.locator('#code').inputValue()

/** Runs the work and says how many more scans are listed after it; a dropped one would show in the next test. */
async function added(work) {
  const before = await listed()
  await work()
  return (await listed()) - before
}

test('row 24: a folder before any location stops, and is held, not lost', async () => {
  await scanned(page, held, 'stop', /^Where are you\?/)
  assert.equal((await counts(page)).waiting, 1)
  await scanned(page, clinic.code, 'check', /^1 folder waiting\. Is it at Clinic B too\?/)
  await picture(page, 'awkward-held')
  await page.getByRole('button', { name: 'OK' }).click()
  await result(page, 'done', /^1 folder is now at Clinic B\./)
  await allSent(page)
  assert.equal((await movements(page, held)).at(-1).to.code, clinic.code)
})

test('row 1: a good folder is done, in one event', async () => {
  assert.equal(await added(async () => {
    await scanned(page, good, done, nowAt('Clinic B', good))
    await until('it is listed', () => newest('code').textContent(), (text) => text.replace(' ', '') === good)
    await allSent(page)
  }), 1)
  assert.equal((await movements(page, good)).length, 2)
})

test('row 2: lower case is the same folder', async () => {
  await scanned(page, lower.toLowerCase(), done, nowAt('Clinic B', lower))
  await until('the code in capitals', () => newest('code').textContent(), (text) => text.replace(' ', '') === lower)
})

test('row 3: Tab ends a scan as Enter does, and the box keeps the focus', async () => {
  await scanned(page, tabbed, done, nowAt('Clinic B', tabbed), { end: ['Tab'] })
  await readyToScan(page)
  assert.equal(await box(), '')
})

test('rows 4 and 6: CR LF, LF as a control character, or Enter twice, end one scan', async () => {
  assert.equal(await added(async () => {
    await scanned(page, crlf, done, nowAt('Clinic B', crlf), { end: ['Enter', 'LF'] })
    await readyToScan(page)
    await scanned(page, twice, done, nowAt('Clinic B', twice), { end: ['Enter', 'Enter'] })
    await until('both in the list', () => newest('code').textContent(), (text) => text.replace(' ', '') === twice)
  }), 2)
})

test('row 5: without any terminator a whole code is taken when nothing follows, and a part of one never', async () => {
  await scan(page, bare, { end: [] })
  await result(page, done, nowAt('Clinic B', bare))
  assert.equal(await box(), '')
  await scan(page, again.slice(0, -1), { end: [] })
  await page.waitForTimeout(600) // four times as long as the page waits for more
  assert.equal(await box(), again.slice(0, -1))
  await keys(page, [again.at(-1), 'Enter'])
  await result(page, done, nowAt('Clinic B', again))
})

test('rows 7 and 8: a code whose beginning or end is missing is never guessed', async () => {
  await scanned(page, folders[20].slice(1), 'check', /^Part of the barcode is missing\. Scan it again\./)
  await readyToScan(page)
  await scanned(page, folders[20].slice(0, -1), 'check', /^Part of the barcode is missing\. Scan it again\./)
  await allSent(page)
  assert.equal((await movements(page, folders[20])).length, 1)
})

test('row 22: a trigger that bounces sends nothing', async () => {
  assert.equal(await added(async () => {
    await scan(page, folders[19])
    await scan(page, folders[19])
    await result(page, 'already', /was just scanned\./)
    await until('one row', () => newest('code').textContent(), (text) => text.replace(' ', '') === folders[19])
  }), 1)
})

test('row 23: the same folder later at the same place is already here, and kept as seen again', async () => {
  assert.equal(await added(async () => {
    await scanned(page, good, 'already', /was scanned here at \d\d:\d\d|is already here/)
    await newest('code').filter({ hasText: good.slice(5) }).waitFor()
  }), 1)
  await allSent(page)
  assert.equal((await movements(page, good)).length, 2)
})

test('row 25: the location scanned twice says where you are already', async () => {
  await scanned(page, clinic.code, 'already', /^You are already at Clinic B/)
})

test('row 9: two codes run together are both kept, and somebody should look', async () => {
  await scanned(page, folders[17] + folders[18], 'check', /^2 barcodes were read together/)
  await allSent(page)
  for (const code of [folders[17], folders[18]]) assert.equal((await movements(page, code)).at(-1).to.code, clinic.code)
})

test('row 30: a web address, a product or a network’s password is unknown, and its content is not kept', async () => {
  for (const foreign of ['https://menu.example/table/7', '5012345678900', 'WIFI:S:ward;T:WPA;P:open-sesame;;']) {
    await scanned(page, [...foreign], 'check', /^Not one of our barcodes\. Put it aside and scan the next one\./)
    await readyToScan(page)
    await page.locator('#code:focus').waitFor()
    await scanned(page, clinic.code, 'already', /already at/)
  }
  await allSent(page)
  assert.equal(await kept('open-sesame'), false)
  assert.equal(await kept('menu.example'), false)
})

test('rows 28 and 29: a wristband or an NHS number is no folder, and is not kept', async () => {
  await scanned(page, '8018506000000000001233', 'check', /^That is a wristband, not a folder\./)
  await scanned(page, '9434765919', 'check', /^That is an NHS number\./)
  await allSent(page)
  for (const number of ['9434765919', '506000000000001233']) assert.equal(await kept(number), false)
})

test('rows 48 and 49: a pasted list asks first, and a mistyped letter is never corrected', async () => {
  await page.evaluate((text) => {
    const data = new DataTransfer()
    data.setData('text', text)
    document.querySelector('#code').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, `${folders[21]}\n${folders[22]}`)
  await result(page, 'check', /^Add 2 codes\? Answer OK or No\./)
  await scanned(page, 'CNN01Z', 'already', /^Nothing was added\./)
  await scanned(page, folders[21].replace('F0', 'FO'), 'check', /^Check the number\. One character is wrong\.|^One character of this number is wrong/)
})

test('row 31: a folder that nobody knows is kept as seen here', async () => {
  await scanned(page, strange, 'check', /don.t know this folder yet|not know this folder/i)
  await allSent(page)
})

test('row 32: at a closed location the server stops, and nothing moves', async () => {
  await scan(page, retired.code)
  await scan(page, folders[16])
  await until('the row of the folder says stop', () => newest('result').textContent(), (text) => /stop/i.test(text))
  await picture(page, 'awkward-retired')
  await scanned(page, clinic.code, ['note', 'check'], /Clinic B/)
})

test('row 36: a scan presses no button that has the focus', async () => {
  await page.getByRole('button', { name: 'Undo last' }).focus()
  const undone = await page.locator('[data-undone]').count()
  await scanned(page, onButton, done, nowAt('Clinic B', onButton))
  assert.equal(await page.locator('[data-undone]').count(), undone)
  await page.getByRole('button', { name: 'Sign out' }).focus()
  await scanned(page, folders[15], done, nowAt('Clinic B', folders[15]))
  assert.equal(new URL(page.url()).pathname, '/scan')
  await readyToScan(page)
})

test('row 38: scans into a page that is frozen are complete and in order', async () => {
  const frozen = page.evaluate(() => { for (const end = performance.now() + 1500; performance.now() < end;); })
  await Promise.all([frozen, keys(page, [...frozen1, 'Enter', ...frozen2, 'Enter'], 4)])
  await result(page, done, nowAt('Clinic B', frozen2))
  await until('both in order', () => page.locator('[data-recent] .app-code').allTextContents(),
    (codes) => codes[0].replace(' ', '') === frozen2 && codes[1].replace(' ', '') === frozen1)
  await newest('state').filter({ hasText: 'on server' }).waitFor()
  const recent = await queued(page)
  assert.deepEqual(recent.slice(-2).map(({ code }) => code), [frozen1, frozen2])
})

test('row 21: characters that come slowly are one scan while the box has the focus', async () => {
  await scanned(page, slow, done, nowAt('Clinic B', slow), { gap: 180 })
})

test('row 40: without a connection a scan is done and saved here, and is sent later', async () => {
  await context.setOffline(true)
  await scanned(page, offline, 'done', nowAt('Clinic B', offline))
  await newest('state').filter({ hasText: 'saved here' }).waitFor() // the row comes after the panel
  await until('one is counted as waiting', async () => (await counts(page)).waiting, (waiting) => waiting === 1)
  await until('the strip says it', () => page.locator('[data-queue-status]').textContent(), (text) => /^No connection\. 1 scan saved on this device\. Carry on\./.test(text))
  await picture(page, 'awkward-offline')
  await context.setOffline(false)
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await allSent(page)
  await newest('state').filter({ hasText: 'on server' }).waitFor()
})

test('row 26: another location closes the batch and opens the next', async () => {
  await scanned(page, ward.code, 'note', /^You are at Ward 7\. \d+ folders left at Clinic B\./)
  await scanned(page, good, done, nowAt('Ward 7', good))
})

test('row 42: a session that ends in the middle of a batch loses nothing', async () => {
  await scanned(page, otherClinic.code, 'note', /^You are at Clinic C/)
  await context.clearCookies()
  await scanned(page, away1, 'done', nowAt('Clinic C', away1))
  await scanned(page, away2, 'done', nowAt('Clinic C', away2))
  const link = page.getByRole('link', { name: 'Sign in to send 2 scans.' })
  await link.waitFor()
  assert.equal(new URL(page.url()).pathname, '/scan')
  await picture(page, 'awkward-signed-out')
  await link.click()
  await page.waitForURL('**/signin?next=%2Fscan')
  await typePassword(page, 'porter')
  await page.waitForURL('**/scan')
  await allSent(page)
  for (const code of [away1, away2]) assert.equal((await ask(page, `/folders/${code}`)).location.code, otherClinic.code)
})

test('row 44: a second tab takes over, and the first one says so', async () => {
  const second = await context.newPage()
  await second.goto('/scan')
  await readyToScan(second)
  await result(page, 'stop', /^Scanning is open in another tab\./)
  await second.close()
})

test('nothing went wrong in the page, and the database is sound', async () => {
  const expected = /answered 401/ // while nobody had signed in
  assert.deepEqual(faults.filter((fault) => !expected.test(fault)), [])
  await sound()
})

async function kept(text) {
  return JSON.stringify(await queued(page)).toLowerCase().includes(text)
}
