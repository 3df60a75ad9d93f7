// Scans through keyboards that are not what they should be: another country's, none with names for its keys, a number pad's.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, grouped, launch, openAs, queued, readyToScan, result, scanned, site, timed, until } from './browser.mjs'

const { clinic, folders } = site
const done = ['done', 'note']
let browser, page, context, faults, wire

before(async () => {
  browser = await launch();
  ({ page, context, faults } = await openAs(browser, 'porter', '/scan'))
  wire = await context.newCDPSession(page)
  await readyToScan(page)
  await scanned(page, clinic.code, 'note', /^You are at Clinic B/)
})
after(() => browser.close())

const nowAt = (code) => new RegExp(`^${grouped(code)} is now at Clinic B`)
const box = () => page.locator('#code').inputValue()
const newest = async () => (await queued(page)).at(-1)

async function another(list, cls, text) {
  await readyToScan(page)
  await timed(page, list)
  await result(page, cls, text)
}

/** Chooses how this device puts its scanner right, and comes back to the scan page. */
async function choose(label, value) {
  await page.goto('/scanner-test')
  await page.getByLabel(label).selectOption(value)
  await page.getByText('Kept on this device.').waitFor()
  await page.goto('/scan')
  await readyToScan(page)
}

test('row 11: the keyboard of the US on a UK PC leaves our labels alone, and other labels name the fault', async () => {
  await another([...folders[0], 'Enter'], done, nowAt(folders[0]))
  await another([...'AB"12£', 'Enter'], 'check', /^Scanner keyboard looks wrong\. Tell IT \(code K1\)\./)
  await another([...'AB¬12', 'Enter'], 'check', /code K1/)
  assert.match((await newest()).code, /^\?+$/)
})

test('row 12: a French or German keyboard never makes another folder of a label, and can be put right on this device', async () => {
  const french = folders[1].replace(/\d/g, (digit) => 'à&é"\'(-è_ç'[digit])
  await another([...french, 'Enter'], 'check', /code K1/)
  await choose('Keyboard of another country', 'US-French')
  await another([...french, 'Enter'], done, nowAt(folders[1]))
  assert.equal((await newest()).code, folders[1])
  await choose('Keyboard of another country', '')
  await another([...folders[2], 'Enter'], done, nowAt(folders[2]))
})

test('row 13: a number pad without Num Lock says so and is no scan', async () => {
  const before = (await queued(page)).length
  await another(['Home', 'ArrowUp', 'PageUp', 'ArrowLeft', 'Clear'], 'check', /^The scanner needs Num Lock\. Press it and scan again\./)
  assert.equal((await queued(page)).length, before)
})

test('row 14: characters made by Alt and the number pad are taken from what comes into the box', async () => {
  await readyToScan(page)
  for (const char of folders[3]) {
    await wire.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Alt', modifiers: 1 })
    for (const digit of String(char.charCodeAt(0))) {
      const press = { key: digit, code: `Numpad${digit}`, location: 3, isKeypad: true, modifiers: 1 }
      await wire.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...press })
      await wire.send('Input.dispatchKeyEvent', { type: 'keyUp', ...press })
    }
    await wire.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Alt' })
    await wire.send('Input.dispatchKeyEvent', { type: 'char', text: char, key: char })
  }
  await page.keyboard.press('Enter')
  await result(page, done, nowAt(folders[3]))
  assert.equal(await box(), '')
})

test('row 15: GS1 separators come as Ctrl and ] or are lost, and no shortcut of the browser is pressed', async () => {
  await page.evaluate(() => {
    window.pressed = []
    window.addEventListener('keydown', (event) => event.ctrlKey && window.pressed.push([event.key, event.defaultPrevented]))
  })
  await another([...']d28004', ...folders[4], 'GS', ...'21AB', 'Enter'], done, nowAt(folders[4]))
  assert.deepEqual(await page.evaluate(() => window.pressed), [[']', true]])
  assert.equal((await newest()).symbology, ']d2')
  await another([...']d28004', ...folders[5], ...'21AB', 'Enter'], 'check', /^Scanner settings look wrong\. Tell IT \(code K2\)\./)
  await another([...'8004', ...folders[5], ...'21CD', 'Enter'], 'check', /code K2/)
  await another([...folders[5], 'LF'], done, nowAt(folders[5]))
})

test('row 18: wide letters and the digits of other scripts are the same folder', async () => {
  await readyToScan(page)
  await page.keyboard.insertText([...folders[6]].map((char) => String.fromCodePoint(char.codePointAt(0) + 0xfee0)).join(''))
  await page.keyboard.press('Enter')
  await result(page, done, nowAt(folders[6]))
  await readyToScan(page)
  await page.keyboard.insertText(folders[7].replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[digit]))
  await page.keyboard.press('Enter')
  await result(page, done, nowAt(folders[7]))
})

test('row 19: what an input method puts together in pieces is one scan, with a terminator or without', async () => {
  await readyToScan(page)
  const before = (await queued(page)).length
  for (const end of [4, 7, 10]) await wire.send('Input.imeSetComposition', { text: folders[8].slice(0, end), selectionStart: end, selectionEnd: end })
  await wire.send('Input.insertText', { text: folders[8] })
  await page.keyboard.press('Enter')
  await result(page, done, nowAt(folders[8]))
  await readyToScan(page)
  await wire.send('Input.imeSetComposition', { text: folders[9].slice(0, 5), selectionStart: 5, selectionEnd: 5 })
  await wire.send('Input.insertText', { text: folders[9] })
  await result(page, done, nowAt(folders[9]))
  await until('two scans', async () => (await queued(page)).length, (length) => length === before + 2)
})

test('row 20: on a handheld no keyboard pops up before its button asks for it, and slow characters are one scan', async () => {
  const handheld = await openAs(browser, 'porter', '/scan', { hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } })
  await readyToScan(handheld.page)
  const mode = () => handheld.page.locator('#code').evaluate((input) => input.inputMode)
  assert.equal(await mode(), 'none')
  await handheld.page.getByRole('button', { name: 'Keyboard' }).tap()
  await readyToScan(handheld.page)
  assert.equal(await mode(), 'text')
  await timed(handheld.page, [...clinic.code, 'Enter'], 160)
  await result(handheld.page, 'note', /^You are at Clinic B/)
  assert.equal(await mode(), 'none')
  await handheld.context.close()
  assert.equal(await page.getByRole('button', { name: 'Keyboard' }).isVisible(), false)
})

test('behind the prefix key F18 a scan is kept out of every field', async () => {
  await page.evaluate(() => {
    const notes = Object.assign(document.createElement('textarea'), { id: 'notes' })
    window.typed = []
    notes.addEventListener('input', () => window.typed.push(notes.value))
    document.querySelector('main').append(notes)
    notes.focus()
  })
  await timed(page, ['F18', ...folders[10], 'F19'])
  await result(page, done, nowAt(folders[10]))
  assert.deepEqual(await page.evaluate(() => window.typed), [])
  await page.locator('#notes').evaluate((notes) => notes.remove())
})

test('a Bluetooth scanner is heard outside the box once this device is set for it', async () => {
  await choose('How the scanner is connected', 'bluetooth')
  await page.evaluate(() => {
    document.querySelector('main').append(Object.assign(document.createElement('textarea'), { id: 'notes' }))
    document.querySelector('#notes').focus()
  })
  await timed(page, [...clinic.code, 'Enter'], 180)
  await result(page, 'already', /^You are already at Clinic B/)
  assert.equal(await page.locator('#notes').inputValue(), '')
})

test('nothing went wrong in the page', async () => {
  assert.equal((await ask(page, `/folders/${folders[0]}`)).location.code, clinic.code)
  assert.deepEqual(faults, [])
})
