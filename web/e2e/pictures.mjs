// The pictures of the README, taken from the demo: a porter at work, and the board that a clinic watches meanwhile.

import { ask, counts, launch, openAs, readyToScan, result, scan, scanned, site, theClockShows, until } from './browser.mjs'

const screen = { viewport: { width: 1366, height: 768 } }
const start = Date.parse(site.now)
const browser = await launch()

/** Puts the clocks of the server and of the porter's device: whoever draws pictures at night shows a porter at work by day. */
async function minute(n) {
  const time = start + n * 60_000
  await Promise.all([theClockShows(time), porter.context.clock.setFixedTime(time)])
}

const porter = await openAs(browser, 'porter', '/scan', screen)
const clerk = await openAs(browser, 'library', '/', screen)
await minute(0)
await porter.page.reload()
await readyToScan(porter.page)

const { items: locations } = await ask(clerk.page, '/locations')
const clinic = await quietest(locations.filter(({ kind }) => kind === 'clinic'))
const library = locations.find(({ kind }) => kind === 'library')
const [known, ...others] = await foldersAt(library)
const [coming, wanted, last] = [others.slice(0, 2), [known, ...others.slice(2, 4)], others[4]]

await clerk.context.clock.setSystemTime(start)
await clerk.page.goto(`/board/${clinic.code}`)
await clerk.page.locator('[data-live-status][data-state=good]').waitFor()
await sendAway(coming)
await scanned(porter.page, clinic.code, 'note', /^You are at/)
for (const [i, code] of wanted.entries()) {
  await minute(i)
  await scan(porter.page, code)
  await until(`${i + 1} folders here`, () => counts(porter.page), ({ here, waiting }) => here === i + 1 && waiting === 0)
}
await minute(wanted.length)
await scan(porter.page, known)
await result(porter.page, 'already', /./)
// Only the last folder shall be marked as changed on the board.
await until('the marks have faded', () => clerk.page.locator('.app-changed').count(), (n) => n === 0, 30_000)
await scan(porter.page, last)
await result(porter.page, ['done', 'note'], /is now at/)
await until('all is on the server', () => counts(porter.page), ({ here, waiting }) => here === wanted.length + 1 && waiting === 0)
await porter.page.screenshot({ path: `${site.pictures}/scan.png` })

await clerk.page.locator(`[data-row="${last}"] .app-changed`).first().waitFor()
await clerk.page.screenshot({ path: `${site.pictures}/board.png` })
await browser.close()

async function foldersAt(location) {
  return (await ask(clerk.page, `/locations/${location.code}/folders`)).items.map(({ code }) => code)
}

/** The location that has fewest folders: all of them shall be in the picture. */
async function quietest(places) {
  const counted = await Promise.all(places.map(async (place) => ({ ...place, count: (await foldersAt(place)).length })))
  return counted.reduce((least, place) => (place.count < least.count ? place : least))
}

/** Sends folders from the library to the clinic, as its desk does. */
async function sendAway(codes) {
  const at = new Date().toISOString()
  const scans = codes.map((code) => ({ id: crypto.randomUUID(), code, location: library.code, to: clinic.code, action: 'send', source: 'wedge', at }))
  await ask(clerk.page, '/scans', { device: 'library-desk', sent_at: at, scans })
}
