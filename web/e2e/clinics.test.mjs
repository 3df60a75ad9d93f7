// Clinics: a whole session asked for in a click, a pasted list, folders received against the list and sent back; by keys alone, without
// scripts, and without a network.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { allSent, ask, grouped, launch, openAs, person, readyToScan, result, scanned, signIn, site, sound, until, watch } from './browser.mjs'
import { looked } from './looks.mjs'

const { clinic, otherClinic, library, folders } = site
const soon = new Date(Date.parse(site.due) + 1_800_000) // today: the clock stands an hour before
const later = new Date(soon.getTime() + 12 * 24 * 3_600_000)
const number = (i) => `H${2001 + i}` // the patient of folders[i]
const today = [24, 25, 26]
let browser, context, page, faults

before(async () => {
  browser = await launch();
  ({ context, page, faults } = await openAs(browser, 'clinic', '/clinics'))
})
after(() => browser.close())

const live = (on = page) => on.locator('[data-live-status][data-state=good]').waitFor()
const book = (session, at, starts, numbers, status = 'booked') => ask(page, '/appointments', { appointments: numbers.map((patient, i) => ({
  id: `${session}-${patient}`, session, clinic_location: at.code, starts: new Date(starts.getTime() + i * 600_000).toISOString(), patient_number: patient, status })) })
const open = async () => (await ask(page, '/requests?limit=200')).items

/** Clicks, and counts the clicks. */
let clicks = 0
const click = async (locator) => {
  clicks++
  await locator.click()
}

test('whoever has no clinics is told how to choose them, and chooses them by keys alone', async () => {
  await page.getByText('No clinics set up for you.').waitFor()
  await looked(page, 'clinics-none')
  await page.locator('main').getByRole('link', { name: 'choose clinics', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/clinics/choose')
  await page.getByLabel(clinic.name).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await page.getByText('Your clinics are saved.').waitFor()
  await page.getByText('Nobody is booked in your clinics').waitFor()
  await looked(page, 'clinics-nobody')
})

test('a session of 24 patients is asked for in at most 3 clicks, from the first page on', async () => {
  const numbers = Array.from({ length: 24 }, (_, i) => number(i))
  await book('S24', clinic, later, numbers)
  await page.goto('/')
  await looked(page, 'clinic-home')
  await click(page.getByRole('link', { name: 'My clinics' }))
  await page.getByText('24 not requested').waitFor()
  await live()
  await looked(page, 'clinics')
  await click(page.getByRole('button', { name: /^Request all/ }))
  await page.getByText('24 folders are asked for. Library sees this now.').waitFor()
  await page.getByText('24 requested').waitFor()
  assert.ok(clicks <= 3, `${clicks} clicks`)
  assert.equal((await open()).length, 24)
})

test('a clinic list shows at once what the library does, and what was booked since', async () => {
  await page.getByRole('link', { name: clinic.name }).first().click()
  await page.waitForURL('**/clinics/*')
  await live()
  const row = (i) => page.locator('[data-row^=patient-]', { hasText: grouped(folders[i]) })
  await row(0).getByText('Requested', { exact: true }).waitFor()
  const librarian = await openAs(browser, 'library', '/scan')
  await readyToScan(librarian.page)
  await scanned(librarian.page, clinic.code, 'note', /^You are at/)
  await scanned(librarian.page, folders[0], ['done', 'note'], /is now at/)
  await allSent(librarian.page)
  await librarian.context.close()
  await row(0).getByText('Here', { exact: true }).waitFor()
  await book('S24', clinic, new Date(later.getTime() + 7_200_000), [number(24)], 'overbooked')
  await row(24).getByText('New since you requested').waitFor()
  await row(24).getByText('Overbooked').waitFor()
  await row(1).getByRole('button', { name: /^Not needed/ }).click()
  await page.getByText('Marked as not needed.').waitFor()
  await row(1).count().then((n) => assert.equal(n, 0, 'its folder is not needed'))
  await page.getByText('Seen electronically.').waitFor()
  await live()
  await looked(page, 'clinic-list')
  await page.emulateMedia({ media: 'print' })
  assert.ok(await row(24).isVisible(), 'the list is on paper too')
  await page.emulateMedia({ media: 'screen' })
})

test('without a connection nothing is asked for, the reason stands there, and ticks stay', async () => {
  await book('S2', clinic, new Date(later.getTime() + 24 * 3_600_000), [number(27), number(28)])
  await page.goto('/clinics')
  await page.getByRole('link', { name: clinic.name }).last().click()
  await page.waitForURL('**/clinics/*')
  await live()
  await page.getByLabel('Select all on this page').focus()
  await page.keyboard.press('Space')
  assert.equal(await page.locator('input[name=patient]:checked').count(), 2)
  await context.setOffline(true)
  const button = page.getByRole('button', { name: 'Request selected' })
  await until('the button is off', () => button.isDisabled(), (off) => off)
  await page.getByText('You need a connection to ask for folders.').waitFor()
  await looked(page, 'clinic-offline')
  await context.setOffline(false)
  await until('the button is on', () => button.isDisabled(), (off) => !off)
  await page.locator('[data-offline]').waitFor({ state: 'hidden' })
  await live()
  assert.equal(await page.locator('input[name=patient]:checked').count(), 2, 'the ticks are gone')
  await page.locator('input[name=patient]').first().uncheck()
  await button.click()
  await page.getByText('1 folder is asked for.').waitFor()
})

test('a pasted list shows what it names before anything is asked for', async () => {
  const before = (await open()).length
  await page.goto('/requests/new')
  await looked(page, 'ask-list')
  await page.locator('#list').fill(`${grouped(folders[27])}\nh-2029\nH9999\n${number(28)}\nrubbish`)
  await page.locator('#needed-year').fill('2036')
  await page.getByRole('button', { name: 'Check the list' }).click()
  await page.getByText('Check the year.').first().waitFor()
  assert.match(await page.locator('#list').inputValue(), /h-2029/)
  await looked(page, 'ask-list-refused')
  await page.locator('#needed-year').fill(String(later.getFullYear()))
  await page.getByRole('radio', { name: 'Research' }).check()
  await page.getByRole('button', { name: 'Check the list' }).click()
  await page.getByRole('heading', { name: 'Check the list' }).waitFor()
  await page.getByText('2 not found').waitFor()
  await page.getByText('The same as').waitFor()
  await looked(page, 'ask-list-check')
  assert.equal((await open()).length, before)
  await page.getByRole('button', { name: 'Ask for the ticked folders' }).click()
  await page.getByText('2 folders asked for').waitFor()
  await looked(page, 'asked')
  await page.getByRole('link', { name: 'My requests' }).click()
  await page.waitForURL('**/requests')
  await live()
  await looked(page, 'my-requests')
})

test('one folder is asked for, chased and cancelled by keys alone', async () => {
  await page.goto(`/folders/${folders[29]}`)
  await page.getByRole('button', { name: 'Request', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/request')
  await looked(page, 'ask-one')
  await page.locator('#hour').focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('pm')
  await page.keyboard.press('Enter')
  await page.getByText('Library sees this now.').waitFor()
  await page.getByRole('link', { name: /^Request \d/ }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/requests\/\d+$/)
  await live()
  for (const [action, field, why, said] of [['Chase library', 'chase', 'The patient comes early', 'The library sees that you ask again.'], ['Cancel it', 'cancel', 'Put off', 'The request is cancelled.']]) {
    await page.locator('summary', { hasText: action }).focus()
    await page.keyboard.press('Enter')
    await page.locator(`#${field}`).focus()
    await page.keyboard.type(why)
    await page.keyboard.press('Enter')
    await page.getByText(said).waitFor()
  }
  await live()
  await looked(page, 'request')
})

test('folders are received against the list: each scan ticks one, and one that is not on it is told', async () => {
  await page.goto(`/receive/${clinic.code}`)
  await page.getByText('No list for today – scans still work.').waitFor()
  await book('S-today', clinic, soon, today.map(number))
  await page.goto(`/receive/${clinic.code}`)
  await readyToScan(page)
  await page.getByText(`You are at: ${clinic.name}`).waitFor()
  await live()
  await looked(page, 'receive')
  await page.locator('#code').focus()
  const ticked = (n) => until(`${n} ticked`, () => page.locator('[data-ticked]').textContent(), (now) => now === String(n))
  await ticked(0)
  await scanned(page, folders[today[0]], ['done', 'note'], /is now at/)
  await ticked(1)
  await allSent(page)
  await page.locator(`[data-folder="${folders[today[0]]}"][data-here]`).waitFor()
  await scanned(page, folders[20], ['done', 'note'], /Not on today's list\.$/)
  await ticked(1)
  await allSent(page)
  await context.setOffline(true)
  await scanned(page, folders[today[1]], ['done', 'note'], /is now at/)
  await ticked(2)
  await page.getByText(/^1 not here yet: F\w{4} \w{5}\.$/).waitFor()
  await context.setOffline(false)
  await allSent(page)
  await page.getByRole('button', { name: 'Undo last' }).click()
  await result(page, ['note', 'done'], /^Undone/)
  await ticked(1)
  await allSent(page)
  await looked(page, 'receive-ticked')
  const names = await page.evaluate(async () => JSON.stringify([...Object.entries(localStorage), ...Object.entries(sessionStorage)])
    + (await Promise.all((await indexedDB.databases()).map(({ name }) => new Promise((resolve) => {
      const request = indexedDB.open(name)
      request.onsuccess = async () => {
        const db = request.result
        const all = await Promise.all([...db.objectStoreNames].map((store) => new Promise((done) => {
          const asked = db.transaction(store).objectStore(store).getAll()
          asked.onsuccess = () => done(asked.result)
        })))
        db.close()
        resolve(JSON.stringify(all))
      }
    })))).join(''))
  assert.ok(!/testcase/i.test(names), 'a name is kept on the device')
})

test('what was on its way and did not come is reported missing', async () => {
  const librarian = await openAs(browser, 'library', '/scan')
  const now = (await ask(librarian.page, `/folders/${folders[today[2]]}`)).location
  assert.equal(now.code, library.code)
  await ask(librarian.page, '/scans', { scans: [{ id: crypto.randomUUID(), code: folders[today[2]], action: 'send', location: library.code, to: clinic.code, at: new Date(soon.getTime() - 3_500_000).toISOString(), source: 'wedge' }] })
  await librarian.context.close()
  const row = page.locator(`[data-folder="${folders[today[2]]}"]`)
  await row.getByRole('button', { name: /^Report missing/ }).click()
  await page.getByText('is reported missing. The library looks for it.').waitFor()
  await page.locator(`[data-folder="${folders[today[2]]}"]`).getByText("Can't be found").waitFor()
})

test('folders go back to their library one by one, or in a bundle with a slip', async () => {
  await page.goto(`/send-back/${clinic.code}`)
  await readyToScan(page)
  await page.getByText(`To: ${library.name}`).waitFor()
  await live()
  await looked(page, 'send-back')
  await page.locator('#code').focus()
  await scanned(page, folders[20], ['done', 'note'], /on its way to/)
  await until('it is ticked or gone', () => page.locator(`[data-folder="${folders[20]}"]`).count(), (n) => n === 0)
  await allSent(page)
  await page.getByRole('button', { name: 'Make a bundle with a slip' }).click()
  await page.getByText('is open: scan the folders into it').waitFor()
  await readyToScan(page)
  await until('the bundle is open', () => page.locator('[data-place-box]').isVisible(), (shown) => shown)
  await scanned(page, folders[0], ['done', 'note'], /in Bundle for/)
  await allSent(page)
  await looked(page, 'send-back-bundle')
  await page.getByRole('button', { name: 'Send the bundle and print its slip' }).click()
  await page.getByText(`is on its way to ${library.name}. Print its slip`).waitFor()
  const slip = await page.request.get(await page.getByRole('link', { name: 'Print its slip' }).getAttribute('href'))
  assert.equal(slip.headers()['content-type'], 'application/pdf')
  assert.deepEqual(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|WebSocket|requests\/new was answered 422/.test(fault)), [])
})

test('all of it but scanning works without scripts', async () => {
  const plain = await person(browser, { javaScriptEnabled: false })
  const faults = watch(plain)
  const bare = await plain.newPage()
  await signIn(bare, 'coder', '/clinics/choose')
  await bare.getByLabel(otherClinic.name).check()
  await bare.getByRole('button', { name: 'Save my clinics' }).click()
  await book('S3', otherClinic, later, [number(10), number(11)])
  await bare.goto('/clinics')
  await bare.getByRole('link', { name: otherClinic.name }).click()
  await bare.getByLabel('Number H2011').check()
  await bare.getByRole('button', { name: 'Request selected' }).click()
  await bare.getByText('1 folder is asked for.').waitFor()
  await bare.getByRole('button', { name: 'Request all not requested' }).click()
  await bare.getByText('1 folder is asked for.').waitFor()
  await bare.goto('/requests')
  await bare.getByRole('link', { name: /^Request \d/ }).first().click()
  await bare.locator('summary', { hasText: 'Cancel it' }).click()
  await bare.locator('#cancel').fill('Seen by telephone')
  await bare.getByRole('button', { name: 'Cancel the request' }).click()
  await bare.getByText('The request is cancelled.').waitFor()
  assert.deepEqual(faults, [])
  await plain.close()
})

test('the database is sound', sound)
