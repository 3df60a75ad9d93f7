// Boxes and trolleys by the keys of a scanner: packed, taken along, dispatched, received with what is missing named; also without a
// network, and taken back.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { allSent, ask, grouped, knowsNames, launch, movements, openAs, readyToScan, result, scan, scanned, site, sound, until } from './browser.mjs'
import { looked } from './looks.mjs'

const { clinic, ward, library, folders } = site
const done = 'CDN01K'
const undo = 'CUN010'
let browser, context, page, faults, box, trolley

before(async () => {
  browser = await launch();
  ({ context, page, faults } = await openAs(browser, 'library', '/containers'))
  await looked(page, 'containers-none')
})
after(() => browser.close())

const banner = (text) => until(`the banner ${text}`, () => page.locator('[data-place-box]').evaluate((line) => (line.hidden ? '' : line.textContent)), (now) => now === text)
const whereIs = (code) => ask(page, `/folders/${code}`)

test('a container is added with the keyboard alone, and its label is there to print', async () => {
  await page.locator('#name').focus()
  await page.keyboard.type('Box 12')
  await page.locator('#location').focus()
  await page.locator('#location').selectOption({ label: clinic.name })
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Box 12' }).waitFor()
  await page.getByText('Nothing in it. On the Scan page').waitFor()
  await looked(page, 'container-empty')
  box = new URL(page.url()).pathname.split('/').at(-1)
  const label = await page.request.get(`/api/v1/containers/${box}/label?format=pdf`)
  assert.equal(label.headers()['content-type'], 'application/pdf')
  trolley = (await ask(page, '/containers', { kind: 'trolley', name: 'Trolley 7', location: clinic.code })).code
})

test('folders are packed by scanning the container and then them, until DONE', async () => {
  await page.goto('/scan')
  await readyToScan(page)
  await knowsNames(page)
  await scanned(page, clinic.code, 'note', /^You are at/)
  await scanned(page, box, ['note', 'already'], /Box 12/)
  await banner('Packing Box 12')
  for (const code of folders.slice(0, 3)) await scanned(page, code, ['done', 'note'], /in Box 12/)
  await looked(page, 'scan-packing')
  await scanned(page, undo, ['note', 'done'], /^Undone/)
  await scanned(page, done, 'note', /^Finished/)
  await banner('')
  await allSent(page)
  await until('two folders in the box', () => ask(page, `/containers/${box}`), ({ contents }) => contents.length === 2)
  assert.equal((await whereIs(folders[0])).container, box)
  assert.equal((await whereIs(folders[2])).container, null)
})

test('a container moved without a network assumes nothing, and its folders’ histories say so', async () => {
  await context.setOffline(true)
  await scanned(page, ward.code, 'note', /^You are at/)
  await scanned(page, box, 'note', /^Box 12 is here\. Scan its 2 folders one by one/)
  await banner('Taking out of Box 12')
  await context.setOffline(false)
  await allSent(page)
  const moved = await until('the folder on its way', () => whereIs(folders[0]), ({ custody }) => custody === 'in_transit')
  assert.equal(moved.to.code, ward.code)
  const last = (await movements(page, folders[0])).at(-1)
  assert.deepEqual([last.kind, last.confidence, last.source, last.container], ['carried', 'inferred', 'container', box])
  await scanned(page, folders[0], ['done', 'note'], new RegExp(grouped(folders[0])))
  await allSent(page)
  const here = await until('the folder here', () => whereIs(folders[0]), ({ custody }) => custody === 'at')
  assert.deepEqual([here.location.code, here.container, here.last_scan.confidence], [ward.code, null, 'scanned'])
  await page.goto(`/folders/${folders[1]}`)
  await page.getByText('nobody has scanned it since its container moved').waitFor()
  await looked(page, 'folder-in-container')
})

test('a consignment is dispatched, received, and names what is missing and what is not on its list', async () => {
  await page.goto(`/containers/${trolley}`)
  await page.goto('/scan')
  await readyToScan(page)
  await knowsNames(page)
  await scanned(page, clinic.code, 'note', /^You are at/)
  await scanned(page, trolley, ['note', 'already'], /Trolley 7/)
  for (const code of folders.slice(3, 5)) await scanned(page, code, ['done', 'note'], /in Trolley 7/)
  await allSent(page)
  await page.goto(`/containers/${trolley}`)
  await page.getByText('Dispatch it', { exact: true }).click()
  await page.locator('#to').selectOption({ label: library.name })
  await page.locator('#seal').fill('S-778')
  await page.locator('#carrier').fill('Van 3')
  await page.getByRole('button', { name: 'Dispatch', exact: true }).click()
  await page.getByText('Print its slip and put it on').waitFor()
  await looked(page, 'container-dispatched')
  assert.equal((await page.request.get(`/api/v1/containers/${trolley}/slip?format=pdf`)).headers()['content-type'], 'application/pdf')

  await page.goto('/scan')
  await readyToScan(page)
  await knowsNames(page)
  await scanned(page, library.code, 'note', /^You are at/)
  await scan(page, trolley)
  await result(page, 'note', /^Trolley 7/)
  await scanned(page, folders[3], ['done', 'note'], new RegExp(grouped(folders[3])))
  await scanned(page, folders[5], 'check', /not on its list/)
  await allSent(page)
  await page.goto(`/containers/${trolley}`)
  await page.getByText('1 of 2 arrived.').waitFor()
  await looked(page, 'container-receiving')
  await page.getByRole('button', { name: 'Finish the receipt' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Look for what is missing where it left.').waitFor()
  await page.getByText(`1 missing: ${grouped(folders[4])}.`).waitFor()
  await page.getByText(`1 not on the list: ${grouped(folders[5])}.`).waitFor()
  await looked(page, 'container-received')
  await page.goto('/alerts?kind=discrepancy')
  await page.getByText('Look for it where it left, then report it missing.').waitFor()
})

test('a bag and what was put into it at the wrong place are moved to the right one with one scan', async () => {
  await page.goto('/scan')
  await readyToScan(page)
  await knowsNames(page)
  await scanned(page, ward.code, 'note', /^You are at/)
  await scanned(page, site.bag, ['note', 'already', 'done'], /Bag 1/)
  for (const code of folders.slice(8, 10)) await scanned(page, code, ['done', 'note'], /in Bag 1/)
  await scanned(page, done, 'note', /^Finished/)
  await allSent(page)
  assert.equal((await ask(page, `/containers/${site.bag}`)).location.code, ward.code)
  await page.getByRole('button', { name: 'Move these 3 to…' }).click()
  await result(page, 'check', /^Scan the right location for 3 scans\. NO keeps them at/)
  await scanned(page, clinic.code, 'done', /^3 scans moved from/)
  await allSent(page)
  const moved = await ask(page, `/containers/${site.bag}`)
  assert.deepEqual([moved.location.code, moved.contents.length], [clinic.code, 2])
  for (const code of folders.slice(8, 10)) {
    const { location, container } = await whereIs(code)
    assert.deepEqual([location.code, container], [clinic.code, site.bag])
  }
})

test('nothing went wrong on the way', async () => {
  await sound()
  assert.deepEqual(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED/.test(fault)), [])
})
