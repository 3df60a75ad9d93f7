// Shared devices: badge and PIN, a lock that shows nothing and keeps the work, scans while locked, two people on one device.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  allSent, ask, figure, grouped, keys, killServer, launch, movements, person, picture, queued, readyToScan, result, scan, scanned, signIn,
  site, sound, startServer, theClockShows, typePassword, until, watch,
} from './browser.mjs'
import { accessible } from './looks.mjs'

const { clinic, ward, folders, overdue } = site
const pin = { porter: '4071', library: '8352', clinic: '6409' }
const badge = {}
let browser, context, page, faults

before(async () => {
  browser = await launch()
  const office = await person(browser)
  const desk = await office.newPage()
  await signIn(desk, 'admin', '/people')
  for (const name of Object.keys(pin)) badge[name] = await issueBadge(desk, name)
  await office.close()
  context = await person(browser)
  faults = watch(context)
  page = await context.newPage()
})
after(() => browser.close())

async function issueBadge(desk, name) {
  await desk.goto(`/people/${name}`)
  await desk.getByRole('button', { name: /badge/ }).first().click()
  await desk.getByText('The badge is issued.').waitFor()
  return (await desk.locator('dd .app-code').first().textContent()).replaceAll(/\s/g, '')
}

async function enrol(label) {
  await signIn(page, 'admin', '/devices/enrol')
  await page.locator('#label').fill(label)
  await page.locator('#place').selectOption({ label: ward.name })
  await page.getByRole('button', { name: 'Enrol this device' }).click()
  await page.waitForURL('**/devices/*')
  await signOut()
}

async function signOut() {
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL((url) => ['/signin', '/lock'].includes(url.pathname))
}

/** Signs in in full and sets the PIN. */
async function begin(name, path = '/scan') {
  await page.goto('/signin?next=/pin')
  await typePassword(page, name)
  await page.waitForURL('**/pin')
  await page.locator('#pin').fill(pin[name])
  await page.locator('#again').fill(pin[name])
  await page.keyboard.press('Enter')
  await page.getByText('Your PIN is set.').waitFor()
  await page.goto(path)
}

const locked = () => page.locator('[data-locked]').waitFor()
const lock = async () => {
  const told = page.waitForResponse((response) => response.request().method() === 'POST' && new URL(response.url()).pathname === '/lock')
  await page.locator('[data-lock] button').click()
  await locked()
  await told
  await page.locator('[data-name]').first().waitFor()
}
const enter = (digits, gap) => keys(page, [...digits, 'Enter'], gap)
const said = (text) => page.locator('[data-said]').getByText(text).waitFor()
const titled = (title) => until('the title', () => page.title(), (now) => now === title)
const settled = () => page.locator('[data-who]:focus, [data-pin]:focus').waitFor()

/** Badge and PIN, as far as the scan page. */
async function unlockBy(name) {
  await scan(page, badge[name])
  await page.locator('[data-pin]:focus').waitFor()
  await enter(pin[name], 120)
}

test('a badge and a PIN make the scan page ready in five keys', async () => {
  await enrol('Trolley 7')
  await begin('porter')
  await readyToScan(page)
  await scanned(page, clinic.code, 'note', /^You are at/)
  await scanned(page, folders[0], ['done', 'note'], /is now at/)
  await allSent(page)
  await lock()
  await settled()
  await picture(page, 'lock')
  await accessible(page)
  const start = performance.now()
  await unlockBy('porter')
  await readyToScan(page)
  const seconds = (performance.now() - start) / 1000
  const pressed = pin.porter.length + 1
  assert.ok(pressed <= 6)
  await figure(`badge and PIN to ready, ${pressed} keys`, `${seconds.toFixed(1)} s`, '≤ 5 s, ≤ 6 keys', seconds <= 5)
})

test('the location has ended by the lock, and the next folder is held', async () => {
  assert.match(await page.locator('[data-place-name]').textContent(), /Scan the location barcode first/)
  await scanned(page, folders[1], 'stop', /Where are you/)
  await scanned(page, clinic.code, 'check', /1 folder waiting/)
  await page.locator('[data-yes]').click()
  await result(page, 'done', /1 folder is now at Clinic B/)
  await allSent(page)
})

test('on every page, the lock leaves nothing of a patient, and Back shows nothing', async () => {
  await signOut()
  await begin('library', '/')
  const { patient } = await ask(page, `/folders/${overdue}`)
  const where = [`/folders/${overdue}`, `/board/${clinic.code}`, `/patients/${patient.id}`, '/find', '/overdue', '/alerts', '/', '/scan', '/pin']
  for (const path of where) {
    await page.goto(path)
    await lock()
    const left = await page.content()
    assert.doesNotMatch(left, /Okafor|Ngozi|H1001|Testcase/, path)
    const text = await page.locator('body').innerText()
    assert.ok(!text.includes(overdue) && !text.includes(grouped(overdue)), path)
    assert.equal(await page.title(), 'Locked – Case notes')
    assert.equal((await page.request.get(`/api/v1/folders/${overdue}`)).status(), 401, path)
    await page.goBack().catch(() => {})
    await locked()
    assert.doesNotMatch(await page.content(), /Okafor|Ngozi|H1001|Testcase/, `${path}, Back`)
    await page.goto(path)
    await locked()
    await page.locator('[data-name]').first().waitFor()
    await unlockBy('library')
    await page.waitForURL((url) => url.pathname === path)
    await page.locator('header').getByText('library (library)').waitFor()
  }
})

test('row 35: a scan into the PIN is taken out of it, neither shown nor taken for a PIN', async () => {
  await page.goto('/scan')
  await lock()
  await page.locator('[data-name=library]').click()
  await page.keyboard.type('83', { delay: 150 })
  await page.waitForTimeout(150)
  await scan(page, folders[2])
  await page.locator('[data-held]').getByText('1 scan held').waitFor()
  assert.equal(await page.locator('[data-pin]').inputValue(), '83')
  const seen = await page.locator('body').innerText()
  assert.ok(!seen.includes(folders[2]), 'the scan stands on the lock screen whole')
  await page.keyboard.type('52', { delay: 150 })
  await page.keyboard.press('Enter')
  await page.getByText('1 folder was scanned while locked').waitFor()
  await picture(page, 'lock-question')
})

test('row 41: scans while locked are kept, and whoever unlocks says whose they are; the cards answer as well', async () => {
  await scan(page, 'CNN01' + check('CNN01'))
  await readyToScan(page)
  await allSent(page)
  const review = (await queued(page)).find((kept) => kept.code === folders[2])
  assert.deepEqual([review.state, review.location, review.action], ['stored', '', 'seen'])
  const before = (await movements(page, folders[3])).length

  await lock()
  for (const code of [folders[3], ward.code, folders[4], folders[5]]) await scan(page, code)
  await page.locator('[data-held]').getByText('3 scans held').waitFor()
  assert.equal((await queued(page)).filter(({ state }) => state === 'held').length, 3)
  await unlockBy('library')
  await page.getByText(/^3 folders were scanned while locked, (at )?\d\d:\d\d(–\d\d:\d\d)?\. Were they yours\?/).waitFor()
  await scan(page, 'CYS01' + check('CYS01'))
  await readyToScan(page)
  await until('two are sent', () => queued(page), (all) => all.filter(({ code, state }) => [folders[4], folders[5]].includes(code) && state === 'stored').length === 2)
  assert.equal((await movements(page, folders[4])).at(-1).to.code, ward.code)
  assert.equal((await movements(page, folders[4])).at(-1).by, 'library')
  assert.match(await page.locator('[data-place-name]').textContent(), /Ward 7/)
  assert.equal((await movements(page, folders[3])).length, before, 'the folder without a location waits for one')
})

test('row 27: a badge on the scan page offers its owner the device, and closes the other one’s batch', async () => {
  await scan(page, badge.porter)
  await locked()
  await until('the name is there', () => page.locator('[data-who]').inputValue(), (name) => name === 'porter')
  await page.locator('[data-pin]:focus').waitFor()
  await enter(pin.porter, 120)
  await readyToScan(page)
  assert.match(await page.locator('header').textContent(), /porter/)
  assert.match(await page.locator('[data-place-name]').textContent(), /Scan the location barcode first/)
  await lock()
  await unlockBy('library')
  await readyToScan(page)
  assert.match(await page.locator('header').textContent(), /library/)
})

test('scans while locked are kept, however slow the server is to say who was here last', async () => {
  await page.route('**/lock/state', () => {}) // never answered
  await page.locator('[data-lock] button').click()
  await locked()
  await scan(page, folders[8])
  await page.locator('[data-held]').getByText('1 scan held').waitFor()
  await page.unroute('**/lock/state')
  await page.reload()
  await settled()
  await unlockBy('library')
  await page.getByText('1 folder was scanned while locked').waitFor()
  await page.locator('[data-not-mine]').click()
  await readyToScan(page)
})

test('a page that nobody touches warns, and then locks; every tab does', async () => {
  const other = await context.newPage()
  await other.goto(`/folders/${overdue}`)
  await page.bringToFront()
  await page.clock.install()
  await page.goto('/find')
  await page.clock.fastForward(282_000)
  await page.locator('.app-lock-warning').waitFor()
  await picture(page, 'lock-warning')
  await page.keyboard.press('Shift')
  await page.locator('.app-lock-warning').waitFor({ state: 'detached' })
  await page.clock.fastForward(301_000)
  await locked()
  await other.locator('[data-locked]').waitFor()
  assert.doesNotMatch(await other.content(), /Okafor/)
  await other.close()
  await page.goto('/find')
  await locked()
  await unlockBy('library')
  await page.waitForURL('**/find')
})

test('without a network it locks too, keeps what is scanned, and the server has the last word', async () => {
  await page.goto('/scan')
  await readyToScan(page)
  await page.evaluate(() => navigator.serviceWorker.ready)
  await killServer()
  await scanned(page, clinic.code, 'check', /^1 folder waiting/) // from before
  await scanned(page, folders[7], 'done', /is now at Clinic B/)
  await page.locator('[data-lock] button').click()
  await locked()
  await titled('(1 waiting) Locked – Case notes')
  await page.reload()
  await locked()
  await titled('(1 waiting) Locked – Case notes')
  await scan(page, badge.library)
  await page.locator('[data-pin]:focus').waitFor()
  await enter(pin.library, 120)
  await said(/The server does not answer/)
  await scan(page, clinic.code)
  await scan(page, folders[6])
  await page.locator('[data-held]').getByText('1 scan held').waitFor()
  await picture(page, 'lock-offline')
  await startServer()
  await titled('Locked – Case notes')
  await page.locator('[data-name]').first().or(page.locator('[data-pin]')).first().waitFor()
  await scan(page, badge.library)
  await until('in', async () => {
    await page.locator('[data-pin]').focus()
    await enter(pin.library, 120)
    return page.getByText('1 folder was scanned while locked').isVisible()
  }, Boolean, 60_000)
  await page.locator('[data-mine]').click()
  await readyToScan(page)
  await allSent(page)
  assert.equal((await movements(page, folders[6])).at(-1).to.code, clinic.code)
})

test('five wrong PINs ask for the password, and nothing is told of it in the address', async () => {
  await lock()
  await page.locator('[data-name=library]').click()
  for (let i = 0; i < 5; i++) {
    await enter('9027', 120)
    await said(/not the right PIN/)
  }
  await enter(pin.library, 120)
  await said(/5 wrong PINs/)
  await page.locator('[data-password] a:focus').waitFor()
  assert.doesNotMatch(page.url(), /9027|8352/)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/signin*')
  await typePassword(page, 'library')
  await readyToScan(page)
  await lock()
  await unlockBy('library')
  await readyToScan(page)
})

test('without scripts the lock screen is a form', async () => {
  const { cookies, origins } = await context.storageState()
  const plain = await person(browser, { javaScriptEnabled: false, storageState: { cookies, origins } })
  const form = await plain.newPage()
  await form.goto(`/folders/${overdue}`)
  await form.getByText('Okafor').first().waitFor()
  await form.getByRole('button', { name: 'Lock' }).click()
  await form.waitForURL('**/lock?next=*')
  assert.doesNotMatch(await form.content(), /Okafor/)
  await form.getByRole('link', { name: 'library' }).click()
  await form.getByLabel('PIN').fill('9027')
  await form.keyboard.press('Enter')
  await form.getByText('not the right PIN').first().waitFor()
  assert.doesNotMatch(await form.content(), /9027/)
  await form.getByLabel('PIN').fill(pin.library)
  await form.keyboard.press('Enter')
  await form.getByText('Okafor').first().waitFor()
  await plain.close()
})

test('a disabled user is out, and after twelve hours everybody needs the password', async () => {
  await page.goto('/signin?next=/scan') // the browser without scripts had this one's session
  await typePassword(page, 'library')
  await readyToScan(page)
  const office = await person(browser)
  const desk = await office.newPage()
  await signIn(desk, 'admin', '/people/porter')
  await desk.getByRole('button', { name: 'Disable porter' }).click()
  await desk.getByText('porter is disabled.').waitFor()
  await office.close()
  if (await page.locator('[data-locked]').count() === 0) await lock()
  await scan(page, badge.porter)
  await said(/badge is not in use/)
  await theClockShows(Date.parse(site.due) + 13 * 3_600_000)
  await killServer()
  await startServer()
  await page.goto('/lock?next=/scan')
  await locked()
  await scan(page, badge.library)
  await page.locator('[data-pin]:focus').waitFor()
  await enter(pin.library, 120)
  await said(/too long since you signed in with your password/)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/signin*')
  await typePassword(page, 'library')
  await readyToScan(page)
})

test('nothing went wrong in the pages, and the database is sound', async () => {
  const expected = /was answered (401|403|404|5\d\d)|net::ERR|Failed to fetch|WebSocket/
  assert.deepEqual(faults.filter((fault) => !expected.test(fault)), [])
  await sound()
})

function check(body) {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  let product = 36
  for (const character of body) {
    const sum = (product + alphabet.indexOf(character)) % 36
    product = ((sum === 0 ? 36 : sum) * 2) % 37
  }
  return alphabet[(37 - product) % 36]
}
