// The page that tests a scanner, by the keys that well and badly set scanners press, and the sheet that it needs.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { after, before, test } from 'node:test'
import { launch, openAs, person, picture, queued, readyToScan, signIn, timed, until, watch } from './browser.mjs'
import { accessible } from './looks.mjs'

const codes = JSON.parse(await readFile(new URL('../ts/scannertests.json', import.meta.url)))
const [plain, symbols, country, gs1] = codes.map(({ code }) => code)
let browser, page, context, faults, wire

before(async () => {
  browser = await launch();
  ({ page, context, faults } = await openAs(browser, 'porter', '/scanner-test'))
  wire = await context.newCDPSession(page)
  await readyToScan(page)
})
after(() => browser.close())

/** Presses the keys for characters that no US keyboard has, as the PC's own layout names them. */
async function typed(text) {
  for (const char of text) {
    await wire.send('Input.dispatchKeyEvent', { type: 'keyDown', key: char, text: char })
    await wire.send('Input.dispatchKeyEvent', { type: 'keyUp', key: char })
  }
  await page.keyboard.press('Enter')
}

const state = (id) => page.locator(`[data-test=${id}] [data-state]`).textContent()
const findings = () => page.locator('[data-findings] li').allTextContents()
const said = (text) => page.locator('[data-result]', { hasText: text }).waitFor()

test('a scanner of the wrong country is told from its symbols', async () => {
  await typed('"£¬~')
  await said(/The scanner is set to US, this PC is UK: set the scanner’s country to UK\./)
  assert.equal(await state('symbols'), 'Check')
  assert.equal(await page.locator('[data-characters]').textContent(), '4')
  assert.equal(await page.locator('#code').inputValue(), '')
  await accessible(page, 'a fault')
  await page.setViewportSize({ width: 1366, height: 768 })
  await picture(page, 'scanner-fault')
  await page.setViewportSize({ width: 360, height: 740 })
  await picture(page, 'scanner-fault-narrow')
  await page.setViewportSize({ width: 1366, height: 768 })
  await readyToScan(page)
})

test('what ends a scan, what is lost and what comes twice is told', async () => {
  await timed(page, [...plain])
  await said(/Nothing ends the scan\./)
  await timed(page, [...plain.slice(1), 'Enter'])
  await said(/The first character is lost\./)
  await timed(page, [...plain, 'Tab'])
  await said(/Tab ends the scan\./)
  assert.equal(await page.locator('[data-after]').textContent(), 'Tab')
  assert.equal(await state('plain'), 'Good')
  await readyToScan(page)
  await timed(page, [...plain, 'Enter', ...plain, 'Enter'])
  await said(/The code arrived twice\./)
  assert.equal(await state('plain'), 'Check')
  await timed(page, [...gs1.replace('\u001d', ''), 'Enter'])
  await said(/The separators of GS1 barcodes are lost\./)
})

test('a scanner that is set up well is ready after the 4 codes', async () => {
  await pause(1100) // or the code would have come twice
  for (const code of [plain, symbols, country, gs1]) {
    await timed(page, [...[...code].map((key) => (key === '\u001d' ? 'GS' : key)), 'Enter'])
    const { id } = codes.find((known) => known.code === code)
    await until(`${id} is good`, () => state(id), (text) => text === 'Good')
    assert.deepEqual(await findings(), [])
  }
  await said(/Ready\. This scanner is set up well\./)
  const between = await page.locator('[data-between]').textContent()
  assert.match(between, /^\d+ ms$/)
  await accessible(page, 'ready')
  await picture(page, 'scanner-ready')
})

test('another barcode is counted, not shown and not kept', async () => {
  await timed(page, [...'9434765919', 'Enter'])
  await said(/This is not one of the 4 test codes\./)
  assert.ok(!(await page.locator('main').innerText()).includes('9434765919'))
  assert.deepEqual(await queued(page), [])
  assert.deepEqual(faults, [])
})

test('a test code on the scan page moves nothing', async () => {
  const other = await openAs(browser, 'clinic', '/scan')
  await readyToScan(other.page)
  for (const code of [plain, country]) await timed(other.page, [...code, 'Enter'], 30)
  await other.page.locator('[data-result][data-class=check]').waitFor()
  assert.deepEqual((await queued(other.page)).filter(({ code }) => code.startsWith('F')), [])
  await other.context.close()
})

test('the printed sheet is one page, and a scanner reads its 4 codes', async () => {
  await page.goto('/scanner-test/sheet')
  await accessible(page, 'the sheet')
  const directory = await mkdtemp(join(tmpdir(), 'sheet-'))
  await page.pdf({ path: join(directory, 'sheet.pdf'), format: 'A4', preferCSSPageSize: true })
  execFileSync('pdftoppm', ['-r', '200', '-png', 'sheet.pdf', 'page'], { cwd: directory })
  const pages = (await readdir(directory)).filter((name) => name.endsWith('.png'))
  assert.equal(pages.length, 1)
  if (process.env.CASENOTES_SHOTS) await copyFile(join(directory, pages[0]), join(process.env.CASENOTES_SHOTS, 'scanner-sheet.png'))
  const read = execFileSync('ZXingReader', ['-format', 'Code128', pages[0]], { cwd: directory, encoding: 'utf8' })
  for (const { code } of codes) assert.ok(read.includes(code.replace('\u001d', '<GS>')) || read.includes(code), `${code} is not among\n${read}`)
  await rm(directory, { recursive: true })
})

test('without scripts the page says that it needs them', async () => {
  const plainly = await person(browser, { javaScriptEnabled: false })
  const wrong = watch(plainly)
  const tab = await plainly.newPage()
  await signIn(tab, 'porter', '/scanner-test')
  await tab.getByText('This page needs scripts').waitFor()
  assert.deepEqual(wrong, [])
  await plainly.close()
})
