// The pages that the list of all pages leaves out: those for nobody, and what forms and searches answer. They are accessible and fit.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, person, picture, signIn, site, sound, typePassword, until, watch } from './browser.mjs'
import { accessible, fits, narrow, wide } from './looks.mjs'

const { clinic, folders } = site
let browser

before(async () => { browser = await launch() })
after(() => browser.close())

test('the pages without anybody, and those of errors, are accessible too', async () => {
  const context = await person(browser)
  const faults = watch(context)
  const page = await context.newPage()
  await page.goto('/signin')
  await accessible(page, 'sign in')
  await typePassword(page, 'nobody')
  await page.getByText('There is a problem').waitFor()
  await accessible(page, 'sign in, refused')
  await picture(page, 'signin-refused')
  await page.setViewportSize(narrow)
  await fits(page, 'sign in, refused')
  const missing = await page.goto('/nowhere')
  assert.equal(missing.status(), 404)
  await accessible(page, 'no such page')
  assert.deepEqual(faults.filter((fault) => !/answered (401|404)/.test(fault)), [])
  await context.close()
})

test('what a form or a search answers is accessible', async () => {
  const context = await person(browser)
  const page = await context.newPage()
  await signIn(page, 'admin', '/find')
  const answers = [
    ['/find', async () => { await page.locator('#q').fill('Okafor'); await page.keyboard.press('Enter'); await page.waitForURL('**/find/*') }],
    ['/find', async () => { await page.locator('#q').fill('nobody of that name'); await page.keyboard.press('Enter'); await page.waitForURL('**/find/*') }],
    ['/find', async () => { await page.locator('#q').fill(''); await page.keyboard.press('Enter'); await page.getByText('There is a problem').waitFor() }],
    ['/patients/new', async () => { await page.locator('main button[type=submit]').first().click(); await page.getByText('There is a problem').waitFor() }],
    ['/locations/new', async () => { await page.locator('main button[type=submit]').first().click(); await page.getByText('There is a problem').waitFor() }],
    ['/printers/new', async () => { await page.locator('main button[type=submit]').first().click(); await page.getByText('There is a problem').waitFor() }],
    ['/printers/new', async () => {
      await page.locator('#name').fill('Office')
      await page.locator('#language').selectOption('pdf')
      await page.locator('#stock').selectOption('L7163')
      await page.locator('main button[type=submit]').first().click()
      await page.getByText('Office is added').waitFor()
    }],
    ['/labels', async () => {
      await page.locator('#codes').fill(`${folders[0]}\n${clinic.code}`)
      await page.getByRole('button', { name: 'Go on' }).click()
      await page.getByRole('radio', { name: '1', exact: true }).waitFor()
      await page.getByRole('radio', { name: '1', exact: true }).focus()
      await page.keyboard.press('ArrowRight')
      await page.locator('input[name=start][value="2"]:checked').waitFor({ state: 'attached' })
    }],
    ['/labels', async () => {
      await page.locator('#codes').fill(folders[0])
      await page.getByRole('button', { name: 'Go on' }).click()
      await page.getByRole('button', { name: 'Print', exact: true }).click()
      await page.getByText('Open the file').first().waitFor()
    }],
    ['/labels', async () => { await page.locator('#codes').fill('nothing of ours'); await page.getByRole('button', { name: 'Go on' }).click(); await page.getByText('There is a problem').waitFor() }],
    ['/stocks/new', async () => { await page.locator('#pitch_x').fill('60'); await page.getByRole('button', { name: 'Show it' }).click(); await page.getByText('There is a problem').waitFor() }],
    ['/formats', async () => { await page.locator('#text').fill(folders[0]); await page.keyboard.press('Enter'); await page.getByText('A folder', { exact: true }).waitFor() }],
    ['/pin', async () => { await page.locator('#pin').fill('1234'); await page.keyboard.press('Enter'); await page.getByText('There is a problem').waitFor() }],
    ['/people/new', async () => { await page.locator('main button[type=submit]').first().click(); await page.getByText('There is a problem').waitFor() }],
    ['/people/clinic', async () => { await page.getByRole('button', { name: 'Issue a badge' }).click(); await page.getByText('The badge is issued.').waitFor() }],
    ['/formats/new', async () => {
      await page.locator('#name').fill('Old label')
      await page.locator('#shape').fill('9999999999')
      await page.keyboard.press('Enter')
      await page.getByText('about 1 in 11').waitFor()
    }],
    [`/folders/${folders[0]}`, async () => {
      for (const summary of await page.locator('main summary').all()) await summary.click()
    }],
  ]
  for (const [path, act] of answers) {
    await page.goto(path)
    await act()
    await accessible(page, `${page.url()} after a form`)
    await page.setViewportSize(narrow)
    await fits(page, `${page.url()} after a form`)
    await page.setViewportSize(wide)
  }
  await context.close()
})

test('the database is sound', async () => {
  await until('sound', sound, () => true)
})
