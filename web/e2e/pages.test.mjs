// Every page for every role that may see it: it answers, works without an error or a stranger's help, is accessible,
// and fits a narrow or enlarged screen.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ask, launch, openAs, person, picture, signIn, site, sound, theClockShows, until, watch } from './browser.mjs'
import { accessible, fits, narrow, wide } from './looks.mjs'

const { clinic, ward, library, folders, overdue, volume1, bag } = site
const enlarged = { width: 683, height: 384 } // a laptop's screen at 200 %
let browser

before(async () => {
  browser = await launch()
  await theClockShows(Date.parse(site.due) + 60_000) // so that something is overdue
  const { page, context } = await openAs(browser, 'admin', '/clinics')
  const starts = new Date(Date.parse(site.due) + 1_800_000).toISOString()
  await ask(page, '/appointments', { appointments: ['H2001', 'H2002'].map((patient) => ({ id: `A-${patient}`, session: 'S1', clinic_location: clinic.code, starts, patient_number: patient })) })
  await ask(page, '/sessions/1/requests', {})
  await context.close()
})
after(() => browser.close())

const scanners = ['porter', 'clinic', 'library', 'supervisor', 'coder', 'admin']
const everybody = [...scanners, 'governance']
const staff = ['library', 'supervisor', 'admin']
const printers = ['clinic', ...staff]
const managers = ['supervisor', 'admin']
const askers = ['clinic', 'coder', ...staff]

/** The known pages beside those of the navigation, and who sees them. */
const pages = {
  '/': everybody,
  '/scan': scanners,
  '/commands': scanners,
  '/help': everybody,
  '/find': everybody,
  '/board': everybody,
  [`/board/${clinic.code}`]: everybody,
  [`/board/${library.code}`]: everybody,
  '/wards': everybody,
  [`/wards/${ward.code}`]: ['clinic', 'coder', 'governance', ...staff],
  '/wards/unmapped': ['clinic', 'coder', 'governance', ...staff],
  '/activity': everybody,
  '/overdue': everybody,
  [`/overdue/${clinic.code}`]: everybody,
  '/alerts': everybody,
  '/missing': everybody,
  '/missing/register': [...managers, 'governance'],
  '/scans-to-check': staff,
  '/scans-to-check?list=apart': staff,
  '/folders': everybody,
  [`/folders/${overdue}`]: everybody,
  [`/folders/${folders[0]}`]: everybody,
  [`/folders/${volume1}`]: everybody,
  '/paper': staff,
  '/folders/merge': staff,
  [`/library/${library.code}/loose`]: staff,
  '/containers': everybody,
  [`/containers/${bag}`]: everybody,
  '/digest': everybody,
  '/readiness': everybody,
  '/readiness/wall': everybody,
  '/transit': everybody,
  '/walls': everybody,
  '/walls/alerts': everybody,
  '/walls/overdue': everybody,
  '/walls/transit': everybody,
  '/walls/missing': everybody,
  '/stocktakes': staff,
  '/stocktakes/new': staff,
  '/stocktakes/accuracy': staff,
  '/library': staff,
  [`/library/${library.code}`]: staff,
  [`/library/${library.code}/pull`]: staff,
  [`/library/${library.code}/chase`]: staff,
  [`/library/${library.code}/pulled`]: staff,
  [`/library/${library.code}/to-file`]: staff,
  [`/library/${library.code}/missing`]: staff,
  [`/library/${library.code}/overdue`]: staff,
  '/clinics': askers,
  '/clinics/choose': askers,
  '/clinics/1': askers,
  '/requests': askers,
  '/requests/new': askers,
  '/requests/1': everybody,
  [`/folders/${folders[5]}/request`]: askers,
  '/receive': askers,
  [`/receive/${clinic.code}`]: askers,
  '/send-back': askers,
  [`/send-back/${clinic.code}`]: askers,
  [`/library/${library.code}/pulling`]: staff,
  [`/library/${library.code}/send`]: staff,
  [`/library/${library.code}/receive`]: staff,
  '/patients/new': staff,
  '/locations': everybody,
  '/locations/new': managers,
  [`/locations/${clinic.code}`]: managers,
  '/import': managers,
  '/import/scans': managers,
  '/labels': printers,
  '/printers': printers,
  '/printers/new': ['admin'],
  '/layouts': ['admin'],
  '/layouts/outside': ['admin'],
  '/stocks': ['admin'],
  '/stocks/new': ['admin'],
  '/docs': everybody,
  '/scanner-test': scanners,
  '/scanner-test/sheet': scanners,
  '/devices': managers,
  '/devices/enrol': managers,
  '/devices/policies': managers,
  '/formats': ['admin'],
  '/formats/new': ['admin'],
  '/pin': everybody,
  '/people': ['admin'],
  '/people/new': ['admin'],
  '/people/porter': ['admin'],
}

// Pages of one kind differ by what a role may do on them and by the screen. axe, which is slow, looks at all of them as who sees
// most, and at those that a porter works with as porters have them. What two roles are shown alike is drawn once.
const portersWork = ['/', '/scan', '/find', `/board/${clinic.code}`, `/folders/${overdue}`]
const drawn = new Set()
const closely = (role, path) => role === 'admin' || (role === 'porter' && portersWork.includes(path))

describe('every page of', { concurrency: 3 }, () => {
  for (const role of everybody.toReversed()) test(role, async () => { // who sees most, and takes longest, early
    const context = await person(browser)
    const faults = watch(context)
    const page = await context.newPage()
    await signIn(page, role, '/')
    const offered = await page.locator('header nav a').evaluateAll((links) => links.map((link) => new URL(link.href).pathname))
    const mine = new Set([...offered, ...Object.keys(pages).filter((path) => pages[path].includes(role))])
    if (pages['/patients/new'].includes(role)) mine.add(await patientPage(page))
    for (const path of mine) await looksRight(page, path, role)
    assert.deepEqual(faults.splice(0), [])
    await refusals(page, role)
    await context.close()
  })
})

/** A page is right; where it is looked at closely, also to axe and enlarged. */
async function looksRight(page, path, role) {
  const what = `${path} as ${role}`
  const answer = await page.request.get(path, { headers: { accept: 'text/html' } })
  assert.equal(answer.status(), 200, what)
  const [main] = (await answer.text()).match(/<main[^]*<\/main>/) ?? assert.fail(`${what} has no main`)
  const shown = path + main.replace(/Printed by [^<]*/g, '') // who prints it is on paper only
  if (drawn.has(shown) && !closely(role, path)) return
  drawn.add(shown)
  await page.setViewportSize(role === 'admin' ? wide : narrow)
  const response = await page.goto(path)
  assert.equal(response.status(), 200, what)
  assert.equal(await page.locator('h1').count(), 1, `${what} has not exactly one h1`)
  if (!closely(role, path)) return fits(page, what)
  await settled(page)
  await fits(page, what)
  await accessible(page, what)
  await picture(page, `page-${role}${path.replaceAll('/', '-')}`)
  await page.setViewportSize(narrow)
  await fits(page, `${what} at 360 px`)
  await page.setViewportSize(enlarged)
  await fits(page, `${what} at 200%`)
  await usable(page, `${what} at 200%`)
}

/** Live pages are looked at when they are live. */
async function settled(page) {
  if (await page.locator('[data-live-region]').count() === 0) return
  await page.locator('[data-live-status][data-state=good]').waitFor()
}

/** On a small screen every button and field can be brought into view, and nothing lies over it. */
async function usable(page, what) {
  const hidden = await page.evaluate(() => {
    const covered = []
    for (const control of document.querySelectorAll('main button, main input:not([type=hidden]), main select, header a, header button')) {
      if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
      control.scrollIntoView({ block: 'center', inline: 'center' })
      const box = control.getBoundingClientRect()
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
      const own = top && (control.contains(top) || top.contains(control) || [...control.labels ?? []].some((label) => label.contains(top)))
      if (!own) covered.push(control.outerHTML.slice(0, 120))
    }
    return covered
  })
  assert.deepEqual(hidden, [], what)
}

/** The page of the patient whose folder is overdue. */
async function patientPage(page) {
  const folder = await ask(page, `/folders/${overdue}`)
  return `/patients/${folder.patient.id}`
}

/** What a role may not see is refused by a page that says so. They are alike, so the browser need not draw each. */
async function refusals(page, role) {
  for (const path of Object.keys(pages).filter((path) => !pages[path].includes(role))) {
    const response = await page.request.get(path, { headers: { accept: 'text/html' } })
    assert.equal(response.status(), 403, `${path} as ${role}`)
    assert.match(await response.text(), /<main[^]*<h1[ >]/, `${path} as ${role}`)
  }
}

test('the database is sound', async () => {
  await until('sound', sound, () => true)
})
