// The sheet of command barcodes, as it comes out of the printer.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { launch, openAs, picture, readyToScan, result, scan } from './browser.mjs'

const obeyed = { CDN01K: /^No location is open/, CUN010: /^Nothing to undo/, CUB01L: /^Nothing to undo/, CYS01E: /^There is nothing to answer/, CNN01Z: /^There is nothing to answer/ }
let browser, page, faults

before(async () => {
  browser = await launch();
  ({ page, faults } = await openAs(browser, 'porter', '/commands'))
})
after(() => browser.close())

test('every command on the printed sheet and card can be read by a scanner', async () => {
  await picture(page, 'commands')
  const directory = await mkdtemp(join(tmpdir(), 'casenotes-sheet-'))
  await page.pdf({ path: join(directory, 'sheet.pdf'), format: 'A4' })
  execFileSync('pdftoppm', ['-r', '203', '-png', join(directory, 'sheet.pdf'), join(directory, 'page')])
  const pictures = (await readdir(directory)).filter((name) => name.endsWith('.png')).map((name) => join(directory, name))
  const read = execFileSync('zbarimg', ['--nodbus', '--quiet', '--raw', ...pictures], { encoding: 'utf8' }).trim().split('\n')
  await rm(directory, { recursive: true })
  // zbarimg names a code once for each page, on however many it stands.
  assert.deepEqual([...new Set(read)].sort(), [...Object.keys(obeyed), 'CRP01V'].sort())
})

test('the scan page obeys every one of them', async () => {
  await page.goto('/scan')
  await readyToScan(page)
  for (const [code, answer] of Object.entries(obeyed)) {
    await scan(page, code)
    await result(page, 'already', answer)
  }
  await scan(page, 'CRP01V')
  await result(page, 'already', obeyed.CNN01Z)
  assert.deepEqual(faults, [])
})
