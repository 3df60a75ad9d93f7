// Bad days: somebody is disabled or a device revoked while it has no network, a guest network answers for the server, a clock is an
// hour wrong or jumps, two tabs are open. In each there is a clear word on the screen, and every scan is in the database in the end.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  allSent, behindAPortal, counts, enrolledAs, launch, movements, openAs, picture, queued, readyToScan, result, scan, scanned, site, sound, stored, until,
} from './browser.mjs'

const { clinic, ward, folders } = site
let browser, boss

before(async () => {
  browser = await launch()
  boss = await openAs(browser, 'admin', '/devices')
})
after(() => browser.close())

const strip = (page) => page.locator('[data-queue-status]').textContent()
const saysInStrip = (page, words) => until(`the strip says ${words}`, () => strip(page), (text) => words.test(text), 45_000)
const cameOnce = async (code, place) => {
  const there = (await movements(boss.page, code)).filter((m) => m.to.code === place.code)
  assert.equal(there.length, 1, `${code} came to ${place.name} ${there.length} times`)
  return there[0]
}
const back = async (context, page) => {
  await context.setOffline(false)
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
}

test('the scans of somebody who was disabled meanwhile count, and everybody is told to look', async () => {
  const { context, page } = await enrolledAs(browser, 'Trolley 11', clinic, 'coder')
  await context.setOffline(true)
  for (const code of folders.slice(0, 2)) await scanned(page, code, 'done', /is now at Clinic B/)
  await boss.page.goto('/people/coder')
  await boss.page.getByRole('button', { name: 'Disable coder' }).click()
  await boss.page.getByText('coder is disabled.').waitFor()
  await back(context, page)
  await allSent(page)
  await result(page, ['done', 'note'], /coder can no longer sign in\. A supervisor will look at this scan\./)
  await picture(page, 'bad-day-disabled')
  for (const code of folders.slice(0, 2)) assert.equal((await cameOnce(code, clinic)).by, 'coder')
  await boss.page.goto('/alerts')
  await boss.page.getByText('Scans made as coder came from Trolley 11').waitFor()
  await context.close()
})

test('a device that is revoked while it holds scans says so, and they are taken in when somebody has looked', async () => {
  const { context, page } = await enrolledAs(browser, 'Trolley 12', clinic)
  await context.setOffline(true)
  for (const code of folders.slice(2, 4)) await scanned(page, code, 'done', /is now at Clinic B/)
  await boss.page.goto('/devices')
  await boss.page.getByRole('link', { name: 'Trolley 12' }).click()
  await boss.page.getByRole('button', { name: 'Revoke this device' }).click()
  await boss.page.getByText('Trolley 12 is revoked.').waitFor()
  await back(context, page)
  await allSent(page)
  await result(page, 'check', /^This device is revoked\. The scan is kept apart for IT \(code D1\)\./)
  await page.reload()
  await saysInStrip(page, /This device is revoked: its scans are kept apart\. .*D1/)
  await page.goto('/scan#waiting')
  await until('both are to check', () => page.locator('[data-to-check-rows] li').count(), (n) => n === 2)
  await picture(page, 'bad-day-revoked')
  for (const code of folders.slice(2, 4)) assert.equal((await movements(boss.page, code)).length, 1)
  await boss.page.reload()
  await boss.page.getByRole('button', { name: 'Take these scans in' }).click()
  await boss.page.getByText('2 scans were taken in.').waitFor()
  for (const code of folders.slice(2, 4)) await cameOnce(code, clinic)
  await context.close()
})

test('behind a guest network that answers everything with its own page the scan page opens, and nothing is taken for sent', async () => {
  const { context, page } = await enrolledAs(browser, 'Trolley 13', clinic)
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.reload() // from now on the worker answers
  await readyToScan(page)
  await behindAPortal(true)
  for (const code of folders.slice(4, 6)) await scanned(page, code, 'done', /is now at Clinic B/)
  await saysInStrip(page, /^No connection\. 2 scans saved on this device\. Carry on\./)
  await page.reload()
  await readyToScan(page)
  await until('both wait', () => counts(page), ({ waiting }) => waiting === 2)
  assert.doesNotMatch(await page.locator('body').textContent(), /guest network/)
  await picture(page, 'bad-day-portal')
  await behindAPortal(false)
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await allSent(page)
  for (const code of folders.slice(4, 6)) await cameOnce(code, clinic)
  await context.close()
})

for (const [i, { wrong, words }] of [{ wrong: 1, words: '60 minutes fast' }, { wrong: -1, words: '60 minutes slow' }].entries()) {
  test(`a clock that is ${words} is said to be, and the scan is at the right time`, async () => {
    const { context, page } = await enrolledAs(browser, `Trolley ${14 + i}`, clinic)
    const code = folders[6 + i]
    await page.clock.install({ time: (await serverTime(page)) + wrong * 3_600_000 })
    await page.reload()
    await readyToScan(page)
    await saysInStrip(page, new RegExp(`clock is ${words}\\. Scans get the right time\\. Tell IT\\.`))
    await picture(page, `bad-day-${words.replaceAll(' ', '-')}`)
    await scanned(page, ward.code, 'note', /You are at Ward 7/)
    await scanned(page, code, ['done', 'note'], /is now at Ward 7/)
    await allSent(page)
    const { at, late } = await cameOnce(code, ward)
    assert.ok(Math.abs(Date.parse(at) - (await serverTime(page))) < 90_000, `${at} by a clock that is ${words}`)
    assert.ok(!late)
    assert.ok(Math.abs(Date.parse((await queued(page)).at(-1).at) - Date.parse(at)) > 3_500_000, 'the device says what its clock said')
    await context.close()
  })
}

test('a clock that jumps forward in the middle of a batch asks where we are, loses nothing, and puts no scan into the future', async () => {
  const { context, page } = await enrolledAs(browser, 'Trolley 16', clinic)
  await page.clock.install({ time: await serverTime(page) })
  await page.reload()
  await readyToScan(page)
  await scanned(page, clinic.code, ['note', 'already'], /Clinic B/)
  await scanned(page, folders[8], 'done', /is now at Clinic B/)
  await page.clock.setSystemTime((await serverTime(page)) + 3_600_000)
  await scanned(page, folders[9], 'stop', /^Where are you\? Scan the location barcode\. This folder is kept\./)
  await picture(page, 'bad-day-jump')
  await scanned(page, clinic.code, 'check', /1 folder waiting/)
  await page.getByRole('button', { name: 'OK', exact: true }).click()
  await result(page, 'done', /1 folder is now at Clinic B/)
  await allSent(page)
  const [first, second] = [await cameOnce(folders[8], clinic), await cameOnce(folders[9], clinic)]
  assert.ok(Date.parse(first.at) < Date.parse(second.at) && Date.parse(second.at) <= (await serverTime(page)), `${first.at}, ${second.at}`)
  await context.close()
})

test('a second tab takes over in the middle of a batch, and what both scanned is sent once', async () => {
  const { context, page } = await enrolledAs(browser, 'Trolley 17', clinic)
  await context.setOffline(true)
  await scanned(page, folders[10], 'done', /is now at Clinic B/)
  await context.setOffline(false)
  await context.route('**/api/v1/scans', (route) => route.abort())
  const second = await context.newPage()
  await second.goto('/scan')
  await readyToScan(second)
  await result(page, 'stop', /^Scanning is open in another tab\./)
  await scan(page, folders[12]) // whoever goes on in the old tab is told again, and nothing is called done
  await result(page, 'stop', /^Scanning is open in another tab\./)
  await second.bringToFront()
  await scanned(second, folders[11], 'done', /is now at Clinic B/)
  await context.unroute('**/api/v1/scans')
  await second.evaluate(() => window.dispatchEvent(new Event('online')))
  await allSent(second)
  for (const code of folders.slice(10, 12)) await cameOnce(code, clinic)
  assert.equal((await movements(boss.page, folders[12])).length, 1)
  const device = (await stored()).find(({ code }) => code === folders[11]).device
  assert.deepEqual((await stored()).filter((s) => s.device === device).map(({ seq }) => seq), [1, 2])
  await context.close()
})

test('the database is sound', sound)

/** What the server's clock shows. */
const serverTime = (page) => page.evaluate(async () => {
  const response = await fetch('/api/v1/devices/heartbeat', { method: 'POST', body: JSON.stringify({ device: '', max_seq: 0, pending: 0 }), credentials: 'omit', headers: { 'Content-Type': 'application/json' } })
  return Date.parse((await response.json()).now)
})
