// A new folder, its next volume and a new label for it: each leads to the label, and is finished only when that was scanned.

import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { ask, grouped, launch, openAs, scan, site, sound, until } from './browser.mjs'
import { looked } from './looks.mjs'

const { library, folders } = site
let browser, page, faults, printer, folder
let printed = ''

before(async () => {
  browser = await launch()
  // A label printer that does not say how it is, as many do not.
  printer = createServer((line) => line.on('data', (bytes) => { printed += bytes }).on('error', () => undefined))
  await new Promise((resolve) => { printer.listen(0, '127.0.0.1', resolve) })
  const admin = await openAs(browser, 'admin', '/printers')
  await ask(admin.page, '/printers', { name: 'Library labels', location: library.code, address: `127.0.0.1:${printer.address().port}`, language: 'zpl', stock: '70x35', dpi: 203 })
  await admin.context.close();
  ({ page, faults } = await openAs(browser, 'library', '/patients/new'))
})
after(async () => {
  await browser.close()
  printer.close()
})

const heading = (name) => page.getByRole('heading', { level: 1, name }).waitFor()
const said = (text) => page.getByText(text).first().waitFor()
const scanBack = () => page.locator('#code:focus').waitFor()

/** Prints the label that the page is about and waits until the printer has it. The box for the scan has the focus then. */
async function print(code) {
  await page.getByRole('button', { name: 'Print', exact: true }).click()
  await until(`the label of ${code}`, () => printed, (bytes) => bytes.includes(`^FD${code}^FS`))
  await scanBack()
}

const newCode = () => page.locator('.app-lines .app-code').textContent().then((text) => text.replace(' ', ''))

test('a new patient’s first folder is finished when its label was scanned, and not before', async () => {
  await page.locator('#number').fill('H7777')
  await page.locator('#family_name').fill('Testcase')
  await page.locator('#given_name').fill('Newly')
  await page.getByRole('button', { name: 'Register the patient' }).click()
  await said('The patient is registered.')
  await page.locator('#home').selectOption({ label: library.name })
  await page.getByRole('button', { name: 'Add the folder' }).click()
  await heading('Print 1 label')
  await said('Print its label, stick it on, then scan it.')
  await looked(page, 'newlabel-print')
  folder = await newCode()
  await print(folder)
  await looked(page, 'newlabel-scan')
  await scan(page, folders[0]) // another folder's label
  await said(`${grouped(folders[0])} is not one of the labels just printed.`)
  await scanBack()
  await looked(page, 'newlabel-wrong')
  await page.getByRole('button', { name: 'It was printed' }).click() // that finishes nothing
  await scanBack()
  await page.goto(`/folders/${folder}`)
  await said('Not scanned since.')
  await page.getByRole('link', { name: 'Finish it' }).click()
  await scanBack()
  await scan(page, folder)
  await heading(new RegExp(`Folder ${grouped(folder)}`))
  await said(`${grouped(folder)} reads. Its label is finished.`)
  assert.equal(await page.getByText('Not scanned since.').count(), 0)
  await looked(page, 'newlabel-finished')
})

test('a new volume and a new label for a torn one lead the same way', async () => {
  await page.locator('summary', { hasText: 'Start the next volume' }).click()
  await page.getByRole('button', { name: 'Start the next volume' }).click()
  await heading('Print 1 label')
  await said('Volume 2 is made')
  const second = await newCode()
  await print(second)
  await scan(page, second)
  await said(`${grouped(second)} reads. Its label is finished.`)

  await page.locator('summary', { hasText: 'Replace its barcode' }).click()
  await page.locator('#why').fill('Torn')
  await page.getByRole('button', { name: 'Replace the barcode' }).click()
  await heading('Print 1 label')
  await said('stick it over the old one')
  const third = await newCode()
  await page.goto(`/folders/${third}`)
  await said('Its new barcode is not on it yet.')
  await looked(page, 'newlabel-not-on-it')
  await page.goBack()
  assert.equal(await page.locator('#reason').inputValue(), 'Torn', 'the reason is asked for twice')
  await print(third)
  await scan(page, second)
  await said('is an old label that was replaced.')
  await scanBack()
  await scan(page, third)
  await said(`${grouped(third)} reads. Its label is finished.`)
  assert.equal(await page.getByText('Its new barcode is not on it yet.').count(), 0)
})

test('the database is sound and nothing failed unseen', async () => {
  await sound()
  const refused = /answered 422 by \S+\/scan$/ // the labels that were not the new one
  assert.deepEqual(faults.filter((fault) => !refused.test(fault)), [])
})
