// A missing folder from the report to the scan that finds it: a clinic that begins soon, a porter who is told on the scan page and scans
// it, and the reporter who hears of it; then a temporary folder for one that stays missing.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, grouped, launch, openAs, readyToScan, scanned, site } from './browser.mjs'
import { looked } from './looks.mjs'

const { clinic, folders } = site
const lost = folders[0]
const gone = folders[1]
let browser, clerk, porter, senior, faults, heard

before(async () => {
  browser = await launch();
  ({ page: clerk, faults } = await openAs(browser, 'clinic', `/folders/${lost}/missing?urgent=yes`));
  ({ page: porter, faults: heard } = await openAs(browser, 'porter', '/scan'));
  ({ page: senior } = await openAs(browser, 'supervisor', '/missing'))
})
after(() => browser.close())

test('a clerk reports a folder by keyboard, and the library sees where to look at once', async () => {
  await senior.getByText('Nothing is missing here.').waitFor()
  await looked(clerk, 'missing-report')
  await clerk.locator('#looked').focus()
  await clerk.keyboard.type('The clinic’s trolley and the desk')
  await clerk.keyboard.press('Enter')
  await clerk.waitForURL('**/missing/*')
  await clerk.getByText('is reported missing. Its next scan, anywhere, ends that.').waitFor()
  await looked(clerk, 'missing-case')
  await senior.getByRole('link', { name: grouped(lost), exact: true }).waitFor()
  await looked(senior, 'missing-list')
})

test('every scan page asks to look out for an urgent folder, and scanning is not disturbed', async () => {
  await readyToScan(porter)
  await porter.locator('[data-lookout]').getByText(grouped(lost)).waitFor()
  assert.match(await porter.locator('[data-lookout]').innerText(), /Look out for/)
  assert.equal(await porter.evaluate(() => document.activeElement.id), 'code')
  await scanned(porter, clinic.code, 'note', /^You are at/)
  await looked(porter, 'missing-lookout')
})

test('a place is ticked off by a button, and others see who looked', async () => {
  const row = clerk.locator('tr', { hasText: 'It belongs here.' })
  await row.getByRole('button', { name: /^Not there/ }).focus()
  await clerk.keyboard.press('Enter')
  await clerk.getByText('Written down. Look at the next place.').waitFor()
  await clerk.locator('tr', { hasText: 'It belongs here.' }).getByText('Not there').first().waitFor()
})

test('what others change waits while a finger is among the buttons, and is drawn when asked for or when it has left', async () => {
  await clerk.locator('[data-live-status][data-state=good]').waitFor()
  const id = new URL(clerk.url()).pathname.split('/')[2]
  const row = clerk.locator('[data-row^="place "]').first()
  const place = (await row.getAttribute('data-row')).slice('place '.length)
  const button = row.getByRole('button', { name: /^Not there/ })
  const show = clerk.locator('[data-strip]').getByRole('button', { name: /^\d changes? – Show$/ })
  const looks = (result) => ask(senior, `/missing-cases/${id}/searches`, { location: place, result })
  const asItWas = await row.getAttribute('data-version')

  await button.focus()
  await looks('partly')
  await show.waitFor()
  assert.equal(await row.getAttribute('data-version'), asItWas)
  assert.ok(await button.evaluate((element) => element === document.activeElement))
  await looked(clerk, 'missing-case-held')
  await clerk.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
  const { y } = await show.boundingBox()
  assert.ok(y >= 0 && y < 100, `the button is out of sight, at ${y}`)
  await show.press('Enter')
  await row.locator('.app-changed').waitFor()
  await show.waitFor({ state: 'hidden' })
  assert.ok(await clerk.evaluate(() => document.activeElement.matches('[data-live-region]')))

  const shown = await row.getAttribute('data-version')
  await button.hover()
  await looks('not_there')
  await show.waitFor()
  assert.equal(await row.getAttribute('data-version'), shown)
  await clerk.mouse.move(0, 0)
  await show.waitFor({ state: 'hidden' })
  assert.notEqual(await row.getAttribute('data-version'), shown)
})

test('whoever scans it has found it and is told, and the reporter sees it without doing anything', async () => {
  await scanned(porter, lost, ['done', 'note'], /^Found: /)
  await clerk.getByText('Found at').first().waitFor()
  await porter.locator('[data-lookout]').getByText(/was found at/).waitFor()
  await senior.getByText('Nothing is missing here.').waitFor()
  await looked(clerk, 'missing-found')
})

test('a temporary folder is made under authority, and its new label is scanned to finish', async () => {
  await ask(senior, `/folders/${gone}/missing`, { note: 'Looked on the shelf.' })
  await senior.getByRole('link', { name: grouped(gone), exact: true }).waitFor()
  await senior.getByRole('link', { name: /^Where to look/ }).click()
  await senior.getByRole('button', { name: 'Make a temporary folder' }).click()
  await looked(senior, 'missing-temporary')
  await senior.locator('#why').focus()
  await senior.keyboard.type('Clinic this afternoon')
  await senior.keyboard.press('Enter')
  await senior.getByText('Check before it is made').waitFor()
  await looked(senior, 'missing-temporary-check')
  await senior.getByRole('button', { name: 'Make it and print the label' }).press('Enter')
  await senior.getByText(/^Temporary folder .* is made\./).waitFor()
  await looked(senior, 'missing-temporary-label')
})

test('a form that is sent twice within a second asks once', async () => {
  await clerk.goto(`/folders/${folders[2]}/missing`)
  const prevented = await clerk.locator('[data-prevent-double-click]').evaluate((button) => {
    const seen = []
    window.addEventListener('submit', (event) => {
      seen.push(event.defaultPrevented)
      event.preventDefault()
    })
    for (let press = 0; press < 2; press++) button.form.requestSubmit(button)
    return seen
  })
  assert.deepEqual(prevented, [false, true])
})

test('giving a folder up is asked for once more', async () => {
  await senior.goto('/missing')
  await senior.getByRole('link', { name: /^Where to look/ }).click()
  await looked(senior, 'missing-case-senior')
  await senior.getByRole('link', { name: 'Give it up as lost' }).click()
  await looked(senior, 'missing-lost')
  await senior.goto('/missing/register')
  await looked(senior, 'missing-register')
})

test('nothing went wrong on the way', () => {
  assert.deepEqual([...faults, ...heard], [])
})
