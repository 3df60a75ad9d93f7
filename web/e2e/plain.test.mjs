// Without a mouse, and without scripts.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { allSent, grouped, launch, openAs, person, picture, readyToScan, result, scanned, signIn, site, sound, watch } from './browser.mjs'

const { clinic, library, folders, overdue } = site
let browser

before(async () => { browser = await launch() })
after(() => browser.close())

/**
 * Everything on the page that can be clicked or filled in, in the order in which it stands there, and what has the
 * focus. A live page may have drawn its rows anew in between, so it is asked each time.
 */
function controls(page) {
  return page.evaluate(() => {
    const focus = document.activeElement
    const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
      .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled)
    const box = focus.getBoundingClientRect()
    const marked = [focus, ...focus.querySelectorAll('*')].map((part) => getComputedStyle(part))
    return {
      names: all.map((e) => e.outerHTML.slice(0, 100)),
      at: all.indexOf(focus),
      inView: box.bottom > 0 && box.top < innerHeight && box.width > 0,
      shown: marked.some((style) => style.outlineStyle !== 'none' || style.boxShadow !== 'none') || focus.matches('[type=checkbox], [type=radio]'),
    }
  })
}

/** Presses Tab until the focus has gone round once: it has come to everything, in order, and was to be seen everywhere. */
async function tabThrough(page, path) {
  const { names } = await controls(page)
  const reached = []
  for (let presses = 0; presses < names.length + 5; presses++) {
    await page.keyboard.press('Tab')
    const { at, inView, shown } = await controls(page)
    if (at < 0) continue // between the end and the top
    if (reached.includes(at)) break
    assert.ok(inView, `the focus is out of sight on ${names[at]}`)
    assert.ok(shown, `the focus does not show on ${names[at]}`)
    reached.push(at)
  }
  const top = reached.indexOf(Math.min(...reached))
  assert.deepEqual([...reached.slice(top), ...reached.slice(0, top)], names.map((_, i) => i), `${path}: ${names.join('\n')}`)
}

test('Tab reaches everything on the pages that people work with, in order, and leaves again', async () => {
  const { page, context, faults } = await openAs(browser, 'admin', '/scan')
  await readyToScan(page)
  await scanned(page, clinic.code, 'note', /^You are at/)
  await scanned(page, folders[0], ['done', 'note'], /is now at/)
  await page.locator('[data-recent] button').waitFor()
  await allSent(page) // what waits has a link of its own in the strip, and a receipt may move the focus
  await page.waitForTimeout(250) // a Tab right after a scan is the scanner's own
  for (const path of ['/scan', '/find', `/folders/${folders[0]}`, '/board', `/board/${clinic.code}`, '/']) {
    if (new URL(page.url()).pathname !== path) await page.goto(path)
    if (path === '/scan') await readyToScan(page)
    if (await page.locator('[data-live-region]').count() > 0) await page.locator('[data-live-status][data-state=good]').waitFor()
    await tabThrough(page, path)
  }
  assert.deepEqual(faults, [])
  await context.close()
})

test('a scan is undone and a location finished by keys alone', async () => {
  const { page, context } = await openAs(browser, 'porter', '/scan')
  await readyToScan(page)
  await scanned(page, clinic.code, 'note', /^You are at/)
  await scanned(page, folders[1], ['done', 'note'], /is now at/)
  await allSent(page)
  await readyToScan(page)
  await page.waitForTimeout(250) // a button ignores Enter for a moment after a scan's characters: a wedge could have typed it
  await page.getByRole('button', { name: 'Undo last' }).focus()
  await page.keyboard.press('Enter')
  await result(page, ['note', 'done'], /^Undone\./)
  await readyToScan(page)
  await page.getByRole('button', { name: 'Finish this location' }).focus()
  await page.keyboard.press('Space')
  await result(page, 'note', /^Finished at Clinic B: 0 folders\./)
  await readyToScan(page)
  await page.getByRole('link', { name: 'Find' }).focus()
  await page.keyboard.press('Escape')
  await readyToScan(page)
  await context.close()
})

test('without scripts one can sign in, scan one folder, find it, look at boards and sign out', async () => {
  const context = await person(browser, { javaScriptEnabled: false })
  const faults = watch(context)
  const page = await context.newPage()
  await signIn(page, 'library', '/scan')
  await page.locator('select#location').selectOption({ label: clinic.name })
  await page.getByLabel('Scan a folder').focus()
  await page.keyboard.type(folders[2])
  await page.keyboard.press('Enter')
  await page.locator('[data-result]', { hasText: `${grouped(folders[2])} is now at Clinic B.` }).waitFor()
  assert.equal(await page.locator('select#location').inputValue(), clinic.code, 'the location has to be chosen again')
  await picture(page, 'plain-scan')

  await page.getByRole('link', { name: 'Find' }).click()
  await page.getByLabel('Find a folder').fill(folders[2])
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/folders/${folders[2]}`)
  await page.getByText('It is at').waitFor()
  await page.locator('.app-where').getByText('Clinic B').waitFor()
  await picture(page, 'plain-folder')

  await page.goto(`/board/${clinic.code}`)
  await page.locator(`[data-row="${folders[2]}"]`).first().waitFor()
  await page.locator(`[data-row="${overdue}"]`).first().waitFor()
  await page.goto(`/board/${library.code}`)
  assert.equal(await page.locator(`section[aria-labelledby=list-here] [data-row="${folders[2]}"]`).count(), 0)
  await picture(page, 'plain-board')

  await page.setViewportSize({ width: 360, height: 740 })
  for (const path of ['/', '/scan', '/find', '/overdue']) {
    await page.goto(path)
    await page.getByRole('link', { name: 'Overdue', exact: true }).first().waitFor()
  }
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL('**/signin')
  assert.deepEqual(faults, [])
  await sound()
  await context.close()
})
