// The work of a library by the keys of a scanner: two clerks and one list, pulling with a wrong folder and one that is not there, on paper,
// without a network; sending into boxes; and what comes back, to its shelf or to who waits for it.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { allSent, ask, grouped, launch, movements, openAs, picture, queued, readyToScan, result, scan, scanned, site, sound, until } from './browser.mjs'
import { looked } from './looks.mjs'

const { clinic, otherClinic, library, folders } = site
const done = 'CDN01K'
const notFound = 'CNF01R'
const list = `/library/${library.code}/pull`
const soon = new Date(Date.parse(site.due) + 3_600_000).toISOString()
let browser, lee, sam, clerk, faults

before(async () => {
  browser = await launch()
  clerk = (await openAs(browser, 'clinic', '/')).page
  await wants(folders.slice(0, 6), clinic);
  ({ page: lee, faults } = await openAs(browser, 'library', list));
  ({ page: sam } = await openAs(browser, 'supervisor', list))
})
after(() => browser.close())

const wants = (codes, place) => ask(clerk, '/requests', { folders: codes, location: place.code, needed_by: soon, reason: 'clinic' })
const requests = async (code) => (await ask(lee, `/requests?folder=${code}`)).items
const history = async (code) => (await Promise.all(['waiting', 'pulled', 'sent', 'filled'].map((state) => ask(lee, `/requests?folder=${code}&state=${state}`)))).flatMap(({ items }) => items)
const isPulled = (code) => until(`${code} is pulled`, () => history(code), (list) => list.some(({ state }) => state === 'pulled'))
const wanted = () => lee.locator('[data-next-code]').textContent()
const big = (page, text) => until(`in large letters: ${text}`, () => page.locator('[data-result-big]').textContent(), (now) => text.test(now))

test('two clerks share a list: what one starts, the other sees claimed at once, and neither can take it twice', async () => {
  await sam.getByText('6 folders to pull.').waitFor()
  await looked(sam, 'library-pull')
  await lee.getByRole('button', { name: 'Start on handheld' }).click()
  await lee.waitForURL('**/pulling')
  await readyToScan(lee)
  await sam.getByText(/^Being pulled by a colleague, \d\d:\d\d$/).first().waitFor()
  await looked(sam, 'library-pull-claimed')
  await sam.getByRole('button', { name: 'Print', exact: true }).click()
  await sam.getByText('Colleagues have claimed it all.').waitFor()
})

test('the folder to take next stands in large letters, and the right one leads to the next', async () => {
  await until('the list', wanted, (code) => code === grouped(folders[0]))
  await looked(lee, 'library-pulling')
  await scanned(lee, folders[0], 'done', /for Clinic B\. Next: /)
  assert.equal(await wanted(), grouped(folders[1]))
  await isPulled(folders[0])
  await sam.goto(list)
  await sam.getByText('1 pulled, to send').waitFor()
})

test('a wrong folder is caught, and the characters that differ are marked', async () => {
  const text = await scanned(lee, folders[20], 'check', /^That is/)
  assert.equal(text, `That is ${grouped(folders[20])}. You want ${grouped(folders[1])}. Put it back and look again.`)
  const marked = await lee.locator('[data-result] .app-differs').allTextContents()
  const differ = [...folders[20]].filter((character, i) => character !== folders[1][i])
  assert.equal(marked.length, 2 * differ.length)
  assert.equal(marked.slice(0, differ.length).join(''), differ.join(''))
  await looked(lee, 'library-pulling-wrong')
  assert.equal(await wanted(), grouped(folders[1]), 'it is still the one to find')
  await allSent(lee)
  assert.equal((await queued(lee)).at(-1).action, 'seen')
  assert.equal((await requests(folders[20])).length, 0)
})

test('a folder further down is pulled too, and one put off comes at the end', async () => {
  await scanned(lee, folders[3], 'note', /further down your list/)
  await isPulled(folders[3])
  await lee.getByRole('button', { name: 'Come back to it' }).click()
  await result(lee, 'note', /comes again at the end/)
  assert.equal(await wanted(), grouped(folders[2]))
})

test('what is not on its shelf goes to the search, by the button with a reason and by the printed command', async () => {
  await lee.getByRole('button', { name: 'Not on shelf' }).click()
  await lee.getByRole('radio', { name: 'Misfiled, out of reach' }).check()
  await looked(lee, 'library-pulling-why')
  await lee.getByRole('button', { name: 'Report it and go on' }).click()
  await result(lee, 'note', /will be searched for/)
  await until('it is missing', () => ask(lee, `/folders/${folders[2]}`), ({ custody }) => custody === 'missing')
  assert.equal(await wanted(), grouped(folders[4]))
  await scanned(lee, notFound, 'note', /will be searched for/)
  await until('it is missing', () => ask(lee, `/folders/${folders[4]}`), ({ custody }) => custody === 'missing')
  await sam.goto(`/library/${library.code}/missing`)
  await sam.getByText(grouped(folders[4])).waitFor()
})

test('without a network the round goes on from its last copy, even opened anew, and nothing is lost', async () => {
  const context = lee.context()
  await lee.waitForFunction(() => navigator.serviceWorker.controller || navigator.serviceWorker.ready)
  await lee.reload()
  await readyToScan(lee)
  await until('the list', wanted, (code) => code === grouped(folders[5]))
  await context.setOffline(true)
  await lee.reload()
  await readyToScan(lee)
  assert.equal(await wanted(), grouped(folders[5]), 'the last copy serves')
  await looked(lee, 'library-pulling-offline')
  await scanned(lee, folders[5], 'done', /Next: /)
  assert.equal(await wanted(), grouped(folders[1]), 'the one that was put off')
  assert.equal((await history(folders[5]).catch(() => [])).length, 0, 'the network was there')
  await context.setOffline(false)
  await allSent(lee)
  await isPulled(folders[5])
  await scanned(lee, folders[1], 'done', /That was the last one/)
  await lee.getByText(/^All done\. \d pulled/).waitFor()
  await looked(lee, 'library-pulling-done')
  const kept = await lee.evaluate(async () => {
    const promised = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
    const db = await promised(indexedDB.open('casenotes'))
    const all = JSON.stringify(await promised(db.transaction('settings').objectStore('settings').getAll()))
    db.close()
    return all
  })
  assert.ok(kept.includes(folders[5]) && !/Testcase|H20\d\d/.test(kept), 'a name is kept on the device')
})

test('where a folder goes stands in very large letters, and boxes take it', async () => {
  await lee.goto(`/library/${library.code}/send`)
  await readyToScan(lee)
  await lee.getByText('4 folders to send').waitFor()
  await scanned(lee, folders[0], 'done', /is on its way to Clinic B/)
  await big(lee, /→ CLINIC B/)
  await looked(lee, 'library-sending')
  await allSent(lee)
  await until('it is sent', () => history(folders[0]), (list) => list.some(({ state }) => state === 'sent'))

  const box = (await ask(lee, '/containers', { kind: 'box', name: 'Box 9', location: library.code })).code
  await lee.reload()
  await readyToScan(lee)
  await scanned(lee, folders[3], 'done', /is on its way/)
  await scanned(lee, box, 'done', /is in (Box 9|B\d+\w), with all for Clinic B after it/)
  await scanned(lee, folders[5], 'done', /goes into/)
  await allSent(lee)
  await until('both are in the box', () => ask(lee, `/containers/${box}`), ({ contents }) => contents.length === 2)
  await looked(lee, 'library-sending-box')
  await lee.getByRole('button', { name: /^Dispatch/ }).click()
  await result(lee, 'done', /Print its slip/)
  await allSent(lee)
  await until('the box is on its way', () => ask(lee, `/containers/${box}`), ({ state, to }) => state === 'dispatched' && to.code === clinic.code)
  await until('its folders are sent', () => history(folders[5]), (list) => list.some(({ state }) => state === 'sent'))
})

test('a folder that nobody has asked for goes nowhere by itself', async () => {
  await scanned(lee, folders[25], 'check', /^Nobody has asked for this/)
  await looked(lee, 'library-sending-nobody')
  await scanned(lee, otherClinic.code, 'done', /on its way to Clinic C/)
  await allSent(lee)
  assert.equal((await movements(lee, folders[25])).at(-1).to.code, otherClinic.code)
  await scanned(lee, folders[26], 'check', /^Nobody has asked for this/)
  await scanned(lee, done, 'note', /stays at Main library/)
})

test('what comes back shows its shelf, is filed there, and is not filed where somebody waits', async () => {
  const shelf = (await ask(lee, '/locations')).items.find(({ kind }) => kind === 'shelf')
  for (const code of [folders[10], folders[11]]) {
    const status = await lee.evaluate(([code, home]) => fetch(`/api/v1/folders/${code}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'If-Match': '*' }, body: JSON.stringify({ home }) }).then((r) => r.status), [code, shelf.code])
    assert.equal(status, 200)
    await ask(lee, '/scans', { scans: [{ id: await lee.evaluate(() => crypto.randomUUID()), code, location: clinic.code, at: new Date(Date.parse(soon) - 7_100_000).toISOString(), source: 'wedge' }] })
  }
  await lee.goto(`/library/${library.code}/receive`)
  await readyToScan(lee)
  await scanned(lee, folders[10], ['done', 'note'], /is now at Main library/)
  await big(lee, new RegExp(shelf.name))
  await looked(lee, 'library-filing')
  await scanned(lee, shelf.code, 'note', /Scan the folders that you put here/)
  await scanned(lee, folders[10], ['done', 'note'], /is filed at/)
  await looked(lee, 'library-filing-shelf')
  await wants([folders[11]], otherClinic)
  await scan(lee, folders[11])
  await result(lee, 'note', /^Wanted at Clinic C, .*It is not filed/)
  await big(lee, /WANTED – CLINIC C/)
  await looked(lee, 'library-filing-wanted')
  await allSent(lee)
  await until('it is at hand', () => ask(lee, `/folders/${folders[11]}`), ({ location }) => location.code === library.code)
})

test('the list on paper has its barcodes, and the next print only what is new', async () => {
  await wants(folders.slice(12, 14), clinic)
  await sam.goto(list)
  await sam.getByRole('button', { name: 'Print', exact: true }).click()
  await sam.waitForURL('**/prints/*')
  assert.ok(await sam.locator('.app-paper svg').count() >= 2)
  await looked(sam, 'library-paper')
  await sam.emulateMedia({ media: 'print' })
  await picture(sam, 'library-paper-printed')
  await sam.emulateMedia({ media: 'screen' })
  await sam.goto(list)
  await wants([folders[14]], clinic)
  await sam.getByText('New since you printed: 1 to add, 0 to cross off.').waitFor()
  await looked(sam, 'library-pull-printed')
  await sam.getByRole('button', { name: 'Print only what is new' }).click()
  await sam.waitForURL('**/prints/*')
  assert.deepEqual(await sam.locator('.app-paper tbody .app-code').allTextContents(), [grouped(folders[14])])
  await looked(sam, 'library-paper-update')
})

test('the readiness board follows what arrives, pales when it is not live, and is large on a wall', async () => {
  const starts = new Date(Date.parse(soon) + 1_800_000).toISOString()
  const numbers = await Promise.all(folders.slice(15, 17).map(async (code) => (await ask(lee, `/folders/${code}`)).patient.number))
  const { results } = await ask(clerk, '/appointments', { appointments: numbers.map((patient_number, i) => ({ id: `R-${i}`, session: 'R', clinic_location: otherClinic.code, starts, patient_number })) })
  assert.deepEqual(results.map(({ detail }) => detail), [undefined, undefined])
  await sam.goto('/readiness')
  await sam.locator('[data-live-status][data-state=good]').waitFor()
  const counts = () => sam.locator('[data-row^="session"]').filter({ hasText: 'Clinic C' }).first().locator('td').allTextContents()
  const here = (n) => until(`${n} are here`, counts, (cells) => new RegExp(`Here\\s+${n}$`).test(cells[2]?.trim() ?? ''))
  await here(0)
  await ask(lee, '/scans', { scans: [{ id: await lee.evaluate(() => crypto.randomUUID()), code: folders[15], location: otherClinic.code, at: new Date(Date.parse(soon) - 7_000_000).toISOString(), source: 'wedge' }] })
  await here(1)
  await looked(sam, 'readiness')
  await sam.getByRole('link', { name: 'Clinic C' }).first().click()
  await sam.getByText(grouped(folders[15])).waitFor()
  await looked(sam, 'readiness-session')
  await sam.setViewportSize({ width: 1920, height: 1080 })
  await sam.goto('/readiness/wall')
  await sam.locator('[data-live-status][data-state=good]').waitFor()
  await picture(sam, 'readiness-wall')
  const small = await sam.evaluate(() => [...document.querySelectorAll('.app-wall *')].filter((part) => part.checkVisibility() && [...part.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && parseFloat(getComputedStyle(part).fontSize) < 28).map((part) => part.outerHTML.slice(0, 80)))
  assert.deepEqual(small.filter((html) => !/visually-hidden|__heading/.test(html)), [])
  assert.equal(await sam.getByText(/Testcase/).count(), 0)
  await sam.context().setOffline(true)
  await sam.locator('body.app-not-live').waitFor({ timeout: 40_000 })
  await picture(sam, 'readiness-wall-not-live')
  await sam.context().setOffline(false)
  await sam.locator('body:not(.app-not-live)').waitFor()
})

test('nothing went wrong on the way', async () => {
  assert.deepEqual(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|answered 503/.test(fault)), [])
  await until('sound', sound, () => true)
})
