// Where the focus is when a scan comes, and what must not be lost: another field, another page, a frozen server, a full disk.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { allSent, ask, grouped, launch, openAs, person, picture, queued, readyToScan, result, scanned, signIn, site, sound, timed, until } from './browser.mjs'

const { clinic, folders } = site
const done = ['done', 'note']
let browser, page, context, faults

before(async () => {
  browser = await launch();
  ({ page, context, faults } = await openAs(browser, 'clinic', '/scan'))
  await readyToScan(page)
  await scanned(page, clinic.code, 'note', /^You are at Clinic B/)
})
after(() => browser.close())

const nowAt = (code) => new RegExp(`^${grouped(code)} is now at Clinic B`)

test('row 34: elsewhere a scan is found where nobody types, and is left as typing where somebody does', async () => {
  const other = await context.newPage()
  await other.goto('/find')
  await other.locator('#q').focus()
  await timed(other, [...folders[0]])
  assert.equal(await other.locator('#q').inputValue(), folders[0])
  await other.evaluate(() => document.activeElement.blur())
  await timed(other, [...folders[1], 'Enter'])
  await other.waitForURL(`**/folders/${folders[1]}**`)
  await other.evaluate(() => document.activeElement.blur())
  await timed(other, [...clinic.code, 'Enter'])
  await other.waitForURL(`**/board/${clinic.code}`)
  await other.evaluate(() => document.activeElement.blur())
  await timed(other, [...'5012345678900', 'Enter'])
  assert.equal(new URL(other.url()).pathname, `/board/${clinic.code}`)
  await other.close()
})

test('row 35: a scan into the search or the notes is taken out of them again and counts as a scan', async () => {
  await readyToScan(page)
  await page.evaluate(() => {
    const notes = Object.assign(document.createElement('textarea'), { id: 'notes', value: 'Ask Ward 7. ' })
    document.querySelector('main').append(notes)
    notes.focus()
    notes.setSelectionRange(12, 12)
  })
  await timed(page, [...folders[2], 'Enter'])
  await result(page, done, nowAt(folders[2]))
  assert.equal(await page.locator('#notes').inputValue(), 'Ask Ward 7. ')
  await page.locator('#notes').focus()
  await timed(page, [...'smith', 'Enter'])
  assert.equal(await page.locator('#notes').inputValue(), 'Ask Ward 7. smith\n')
  await page.locator('#notes').evaluate((notes) => notes.remove())
})

test('row 37: while another window is in front the page says that it is not ready, and counts nothing', async () => {
  await page.keyboard.press('Escape')
  await readyToScan(page)
  const before = await page.locator('[data-count-here]').textContent()
  const other = await context.newPage()
  await other.goto('/find')
  await page.evaluate(() => { // the driver tells every page that it has the focus: this is what the browser says otherwise
    document.hasFocus = () => false
    window.dispatchEvent(new Event('blur'))
  })
  await timed(other, [...folders[3]])
  await page.getByText('Not ready – click here or press Esc').waitFor()
  assert.equal(await page.locator('.app-scan--away').count(), 1)
  assert.equal(await page.locator('[data-count-here]').textContent(), before)
  await picture(page, 'focus-away')
  await other.close()
  await page.evaluate(() => {
    delete document.hasFocus
    window.dispatchEvent(new Event('focus'))
  })
  await readyToScan(page)
  assert.ok((await queued(page)).every(({ code }) => code !== folders[3]))
})

test('row 39: thirty scans while the server takes three seconds for each answer are answered at once and kept in order', async () => {
  const list = folders.slice(0, 30)
  let waiting = 0
  await page.route('**/api/v1/scans', async (route) => {
    waiting++
    await new Promise((resolve) => setTimeout(resolve, 3000))
    await route.continue()
  })
  const before = (await queued(page)).length
  await readyToScan(page)
  for (const code of list) {
    await timed(page, [...code, 'Enter'])
    await result(page, [...done, 'already'], new RegExp(`^${grouped(code)} (is now at|was scanned here)`))
  }
  const kept = (await queued(page)).slice(before)
  assert.deepEqual(kept.map(({ code }) => code), list)
  assert.ok(kept.some(({ state }) => state === 'waiting'), 'the answers did not wait for the server')
  assert.ok(waiting > 0)
  await page.unrouteAll({ behavior: 'wait' })
  await allSent(page)
  const seqs = (await queued(page)).map(({ seq }) => seq)
  assert.deepEqual(seqs, seqs.toSorted((a, b) => a - b))
})

test('row 43: a full disk stops before anything is called done', async () => {
  const full = await person(browser)
  await full.addInitScript(() => { // what the browser answers when hardly any space is left
    navigator.storage.estimate = async () => ({ quota: 4_500_000, usage: 100_000 })
  })
  const tab = await full.newPage()
  await signIn(tab, 'porter', '/scan')
  await result(tab, 'stop', /^This device can’t save scans\. Use another device/)
  assert.equal(await tab.locator('#code').isDisabled(), true)
  await picture(tab, 'focus-cannot-save')
  await full.close()
})

test('row 43: a disk that fills up in the middle of the work stops the next scan', async () => {
  await scanned(page, clinic.code, ['note', 'already'], /Clinic B/)
  await page.evaluate(() => { // what the browser answers when the disk is full
    IDBObjectStore.prototype.add = () => { throw new DOMException('the disk is full', 'QuotaExceededError') }
  })
  await timed(page, [...folders[4], 'Enter'])
  await result(page, 'stop', /^This device can’t save scans\. Use another device/)
  await page.reload()
  await readyToScan(page)
})

test('row 43: a browser that keeps nothing, as a private window may, stops before anything is called done', async () => {
  const closed = await person(browser)
  await closed.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }))
  const tab = await closed.newPage()
  await signIn(tab, 'porter', '/scan')
  await result(tab, 'stop', /^This device can’t save scans\. Use another device/)
  assert.match(await tab.locator('[data-queue-status]').textContent(), /^Can’t save on this device/)
  await tab.keyboard.type(folders[4])
  await tab.keyboard.press('Enter')
  assert.equal(new URL(tab.url()).pathname, '/scan')
  await result(tab, 'stop', /^This device can’t save scans/)
  await closed.close()
})

test('row 50: a clock that jumps back an hour changes neither the order of the scans nor where the folders are', async () => {
  const jumping = await openAs(browser, 'porter', '/scan')
  const tab = jumping.page
  await tab.clock.install()
  await tab.reload()
  await readyToScan(tab)
  await scanned(tab, clinic.code, 'note', /^You are at Clinic B/)
  const list = folders.slice(20, 23)
  for (const [i, code] of list.entries()) {
    if (i === 1) await tab.clock.setSystemTime(Date.now() - 3_600_000)
    await readyToScan(tab)
    await timed(tab, [...code, 'Enter'])
    await result(tab, [...done, 'already'], new RegExp(`^${grouped(code)} is`))
  }
  await allSent(tab)
  const kept = (await queued(tab)).filter(({ code }) => list.includes(code))
  assert.deepEqual(kept.toSorted((a, b) => a.seq - b.seq).map(({ code }) => code), list)
  assert.ok(Date.parse(kept[1].at) < Date.parse(kept[0].at), 'the device says what its clock said')
  for (const code of list) assert.equal((await ask(tab, `/folders/${code}`)).location.code, clinic.code)
  await jumping.context.close()
})

test('the sounds of the results differ in their pulses, and no connection is no wrong folder', async () => {
  const hearing = await person(browser)
  await hearing.addInitScript(() => {
    window.pulses = []
    const { OscillatorNode: Real } = window
    window.OscillatorNode = function (context, options) {
      window.pulses.push(options.frequency)
      return new Real(context, options)
    }
  })
  const tab = await hearing.newPage()
  await signIn(tab, 'porter', '/scan')
  await readyToScan(tab)
  const heard = async (list, cls, text) => {
    await tab.evaluate(() => { window.pulses = [] })
    await timed(tab, list)
    await result(tab, cls, text)
    return tab.evaluate(() => window.pulses.length)
  }
  assert.equal(await heard([...folders[5], 'Enter'], 'stop', /^Where are you/), 3)
  assert.equal(await heard([...clinic.code, 'Enter'], 'check', /waiting/), 2)
  assert.equal(await heard([...'CYS01E', 'Enter'], 'done', /now at Clinic B/), 1)
  await hearing.setOffline(true)
  assert.equal(await heard([...folders[6], 'Enter'], 'done', nowAt(folders[6])), 1)
  await tab.getByText('No connection.').waitFor()
  assert.equal(await tab.evaluate(() => window.pulses.length), 1)
  await tab.getByRole('button', { name: 'Volume: loud' }).click()
  await tab.getByRole('button', { name: 'Volume: medium' }).waitFor()
  await readyToScan(tab)
  await tab.reload()
  await tab.getByRole('button', { name: 'Volume: medium' }).waitFor()
  await hearing.close()
})

test('nothing went wrong in the page, and the database is sound', async () => {
  assert.deepEqual(faults, [])
  await sound()
})
