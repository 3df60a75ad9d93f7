// The main job: a folder is scanned, everybody who watches sees it at once, and what is late is chased.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  allSent, ask, counts, grouped, knowsNames, launch, movements, openAs, person, picture, readyToScan, result, scan, scanned, signIn, site, sound,
  theClockShows, until, watch,
} from './browser.mjs'

const { library, clinic, otherClinic, folders } = site
let browser, porter, faults

before(async () => {
  browser = await launch()
  const context = await person(browser)
  faults = watch(context)
  porter = await context.newPage()
})
after(() => browser.close())

const row = (page, code, list = 'here') => page.locator(`section[aria-labelledby=list-${list}] [data-row="${code}"]`)

/** A board that somebody else watches, live. It must never load again: a mark in the page would be gone. */
async function watchBoard(location, role = 'clinic') {
  const board = await openAs(browser, role, `/board/${location.code}`)
  await isLive(board.page)
  await board.page.evaluate(() => { window.neverLoadedAgain = true })
  return board
}

const isLive = (page) => page.locator('[data-live-status][data-state=good]').waitFor()
const stillTheSame = async (page) => assert.equal(await page.evaluate(() => window.neverLoadedAgain), true, 'the page was loaded again')

test('the form to sign in shows the password when asked, and leads to what is wrong', async () => {
  const context = await person(browser)
  const page = await context.newPage()
  await page.goto('/signin')
  await page.getByRole('button', { name: 'Show password' }).click()
  assert.equal(await page.locator('#password').getAttribute('type'), 'text')
  await page.locator('#username').press('Enter')
  await page.locator('.nhsuk-error-summary:focus').waitFor()
  await page.getByRole('button', { name: 'Show password' }).waitFor()
  await context.close()
})

test('a porter signs in by typing and is ready to scan', async () => {
  await signIn(porter, 'porter')
  await readyToScan(porter)
  await knowsNames(porter)
  assert.equal(await porter.locator('[data-place-name]').textContent(), 'Scan the location barcode first')
})

test('a folder scanned in shows on the board of its new location and leaves the old one, without a reload', async () => {
  const [from, to] = await Promise.all([watchBoard(library, 'library'), watchBoard(clinic)])
  await row(from.page, folders[0]).waitFor()
  await to.page.locator('[data-live-region]').hover() // a mouse left on a board without buttons stops nothing
  await scanned(porter, clinic.code, 'note', /^You are at Clinic B/)
  await scanned(porter, folders[0], ['done', 'note'], /is now at Clinic B\./)
  await row(to.page, folders[0]).waitFor()
  await row(from.page, folders[0]).waitFor({ state: 'detached' })
  await Promise.all([stillTheSame(from.page), stillTheSame(to.page)])
  assert.deepEqual([...from.faults, ...to.faults], [])
  await allSent(porter)
  await picture(porter, 'mainjob-scan')
  await picture(to.page, 'mainjob-board')
  assert.deepEqual(await counts(porter), { here: 1, check: 0, waiting: 0 })
  await Promise.all([from.context.close(), to.context.close()])
})

test('what is sent leaves one board, shows as on its way on the other, and arrives by a scan', async () => {
  const [from, to] = await Promise.all([watchBoard(library, 'library'), watchBoard(clinic)])
  const sending = { id: crypto.randomUUID(), code: folders[1], location: library.code, to: clinic.code, action: 'send', source: 'wedge', at: new Date().toISOString() }
  const { results } = await ask(porter, '/scans', { device: 'library-desk', sent_at: new Date().toISOString(), scans: [sending] })
  assert.equal(results[0].outcome, 'applied')
  await row(to.page, folders[1], 'coming').waitFor()
  await row(from.page, folders[1]).waitFor({ state: 'detached' })
  await picture(to.page, 'mainjob-coming')

  await scanned(porter, folders[1], ['done', 'note'], /is now at Clinic B\./)
  await row(to.page, folders[1]).waitFor()
  await row(to.page, folders[1], 'coming').waitFor({ state: 'detached' })
  await Promise.all([stillTheSame(from.page), stillTheSame(to.page)])
  const history = await movements(porter, folders[1])
  assert.deepEqual(history.map((m) => m.kind), ['created', 'sent', 'received'])
  await Promise.all([from.context.close(), to.context.close()])
})

test('the last scan is taken back from the page, and the folder goes back', async () => {
  const board = await watchBoard(clinic)
  await scanned(porter, folders[2], ['done', 'note'], /is now at Clinic B\./)
  await row(board.page, folders[2]).waitFor()
  await porter.getByRole('button', { name: 'Undo last' }).click()
  await result(porter, ['note', 'done'], /^Undone\./)
  await row(board.page, folders[2]).waitFor({ state: 'detached' })
  await allSent(porter)
  const folder = await ask(porter, `/folders/${folders[2]}`)
  assert.equal(folder.location.code, library.code)
  await readyToScan(porter)
  await board.context.close()
})

test('an overdue folder raises its alert by itself when the clock passes, and its own scan ends it', async () => {
  const [board, overdue, alerts] = await Promise.all([
    watchBoard(clinic), openAs(browser, 'library', '/overdue'), openAs(browser, 'supervisor', '/alerts'),
  ])
  await overdue.page.clock.install()
  await overdue.page.reload()
  await Promise.all([isLive(overdue.page), isLive(alerts.page)])
  const late = row(board.page, site.overdue).locator('.nhsuk-tag--red')
  const holder = overdue.page.locator(`[data-row="${clinic.code}"]`)
  const alert = alerts.page.locator('[data-row^=alert]').filter({ hasText: grouped(site.overdue) })
  assert.deepEqual([await late.count(), await holder.count(), await alert.count()], [0, 0, 0])

  await theClockShows(Date.parse(site.due) + 60_000)
  await alert.waitFor()
  await holder.waitFor()
  await late.waitFor()
  await picture(alerts.page, 'mainjob-alerts')
  await picture(overdue.page, 'mainjob-overdue')

  // A row without a version is marked for ten seconds from its change, however often the list is drawn meanwhile.
  await holder.locator('.app-changed').waitFor()
  await overdue.page.clock.fastForward(9000)
  const drawn = overdue.page.waitForResponse((response) => response.request().headers()['x-fragment'] === 'rows')
  await overdue.page.evaluate(() => window.dispatchEvent(new Event('online')))
  await drawn
  await isLive(overdue.page)
  await overdue.page.clock.fastForward(1500)
  await holder.locator('.app-changed').waitFor({ state: 'detached', timeout: 3000 })
  await stillTheSame(board.page)

  // A server whose clock leaps is the test's alone: the scan page compares its own with it once more.
  const compared = porter.waitForResponse(/\/devices\/heartbeat$/)
  await porter.reload()
  await compared
  await readyToScan(porter)
  await scanned(porter, library.code, 'note', /^You are at Main library/)
  await scan(porter, site.overdue)
  await result(porter, 'note', /It was overdue\. The overdue alert is cleared\./)
  await alert.waitFor({ state: 'detached' })
  await holder.waitFor({ state: 'detached' })
  await row(board.page, site.overdue).waitFor({ state: 'detached' })
  assert.deepEqual([...board.faults, ...overdue.faults, ...alerts.faults], [])
  await Promise.all([board.context.close(), overdue.context.close(), alerts.context.close()])
})

test('a board that loses the server says so, and catches up by itself', async () => {
  const board = await watchBoard(otherClinic)
  await board.context.setOffline(true)
  await board.page.evaluate(() => window.dispatchEvent(new Event('online')))
  await board.page.locator('[data-live-status][data-state=busy]').waitFor()
  await scanned(porter, otherClinic.code, 'note', /^You are at Clinic C/)
  await scanned(porter, folders[3], ['done', 'note'], /is now at Clinic C\./)
  await allSent(porter)
  assert.equal(await row(board.page, folders[3]).count(), 0)
  await board.context.setOffline(false)
  await isLive(board.page)
  await row(board.page, folders[3]).waitFor()
  await stillTheSame(board.page)
  await board.context.close()
})

test('nothing went wrong on the porter’s page, and the database is sound', async () => {
  assert.deepEqual(faults, [])
  await until('all in order', async () => (await counts(porter)).waiting, (waiting) => waiting === 0)
  await sound()
})
