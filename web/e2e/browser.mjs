// A real browser, driven as a scanner and a pair of hands drive it. The Go test that runs the scripts tells them of
// the site in CASENOTES_SITE.

import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium } from 'playwright-core'

export const site = JSON.parse(process.env.CASENOTES_SITE ?? '{}')
/** How much to do: a little to prove it, or more to measure it. */
export const size = JSON.parse(process.env.CASENOTES_SIZE ?? '{}')

/** With one thing that is waited for, on a machine that is busy with other tests. */
const patience = 30_000

const settings = {
  executablePath: process.env.CASENOTES_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
}
const place = { baseURL: site.url, locale: 'en-GB', timezoneId: 'Europe/London', viewport: { width: 1280, height: 800 } }

/** Starts a browser, perhaps with more switches. */
export function launch(args = []) {
  return chromium.launch({ ...settings, args: [...settings.args, ...args] })
}

/** Starts a browser that keeps what it stores in a directory, as the browser of a ward's PC does. */
export async function launchIn(directory) {
  const context = await chromium.launchPersistentContext(directory, { ...settings, ...place })
  context.setDefaultTimeout(patience)
  return context
}

/** Ends the browser as a power cut does. */
export async function killBrowser(context) {
  const session = await context.browser().newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const closed = new Promise((resolve) => context.on('close', resolve))
  process.kill(processInfo.find((p) => p.type === 'browser').id, 'SIGKILL')
  await closed
}

/** Another person's browser: nothing is shared with the others. */
export async function person(browser, options = {}) {
  const context = await browser.newContext({ ...place, ...options })
  context.setDefaultTimeout(patience)
  return context
}

/**
 * Notes everything that must not happen on any page: an error in the console or a script, a request to anybody else.
 * Returns the list, which grows.
 */
export function watch(context) {
  const faults = []
  const stranger = (url) => /^(http|ws)s?:/.test(url) && new URL(url).host !== new URL(site.url).host
  const follow = (page) => {
    page.on('console', (message) => {
      if (/^Failed to load resource/.test(message.text())) return // told better below
      if (/WebSocket is closed before the connection is established/.test(message.text())) return // a page that is left, or whose clock jumps, while it connects
      if (message.type() === 'error' || message.type() === 'warning') faults.push(`${page.url()} console: ${message.text()}`)
    })
    page.on('pageerror', (error) => faults.push(`${page.url()} error: ${error.stack ?? error}`))
    page.on('websocket', (socket) => stranger(socket.url()) && faults.push(`${page.url()} asks ${socket.url()}`))
  }
  context.on('page', follow)
  context.pages().forEach(follow)
  const whose = (request) => (request.serviceWorker() ?? request.frame()).url()
  context.on('response', (response) => response.status() >= 400 && faults.push(`${whose(response.request())} was answered ${response.status()} by ${response.url()}`))
  context.on('request', (request) => stranger(request.url()) && faults.push(`${whose(request)} asks ${request.url()}`))
  return faults
}

/** Signs in by typing. Whoever was on the way to a page comes there. */
export async function signIn(page, name, path = '/scan') {
  await page.goto(path)
  assert.equal(new URL(page.url()).pathname, '/signin', 'a page showed itself before anybody signed in')
  // Until the scan page has heard the names of the locations, it calls them by their codes.
  const told = path === '/scan' && page.waitForResponse((response) => response.url().endsWith('/api/v1/scan-page'), { timeout: 5000 }).catch(() => {}) // nor does a page that cannot save ask
  await typePassword(page, name)
  await page.waitForURL((url) => url.pathname + url.search === path).catch(async (late) => {
    assert.fail(`${name} was not let in to ${path}; ${page.url()} says: ${await page.locator('main').innerText()} (${late})`)
  })
  await told
}

/** Types name and password on the sign-in page. */
export async function typePassword(page, name) {
  await page.locator('#username').focus()
  await page.keyboard.type(name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(site.password)
  await page.keyboard.press('Enter')
}

/** Opens a page for somebody who signs in on a browser of their own. */
export async function openAs(browser, name, path, options) {
  const context = await person(browser, options)
  const faults = watch(context)
  const page = await context.newPage()
  await Promise.all([path === '/scan' && namesTold(page), signIn(page, name, path)])
  return { context, page, faults }
}

// Nobody may sign in more than five times a minute.
const managers = ['supervisor', 'admin']
let enrolments = 0

/** A browser that a manager has enrolled, and in which they or somebody else is signed in and scans at a location. */
export async function enrolledAs(browser, label, place, name) {
  const context = await person(browser)
  const faults = watch(context)
  const page = await context.newPage()
  await signIn(page, managers[enrolments++ % managers.length], '/devices/enrol')
  await page.locator('#label').fill(label)
  await page.locator('#place').selectOption(place.code)
  await page.getByRole('button', { name: 'Enrol this device' }).click()
  await page.getByText(`This browser is enrolled as ${label}.`).waitFor()
  const told = namesTold(page)
  if (name) await context.clearCookies({ name: 'casenotes' })
  await (name ? signIn(page, name, '/scan') : page.goto('/scan'))
  await told
  await readyToScan(page)
  await scanned(page, place.code, 'note', new RegExp(`^You are at ${place.name}`))
  return { context, page, faults }
}

/** Waits for the names of the locations, which the scan page asks the server for. */
const namesTold = (page) => page.waitForResponse((response) => response.url().endsWith('/api/v1/scan-page') && response.ok())

/** The scan page knows the names of the places and containers: until it has heard them, it calls them by their codes. */
export async function knowsNames(page) {
  await page.locator('[data-scan][data-open]').waitFor({ state: 'attached' })
}

/** The scan page is ready when the box has the focus. */
export async function readyToScan(page) {
  await page.locator('[data-ready][data-state=ready]').waitFor()
  await page.locator('#code:focus').waitFor()
}

/** Presses keys in real time, one every few milliseconds, whether or not the page keeps up: the answers are awaited only at the end. */
export async function keys(page, list, gap = 4) {
  const sent = []
  for (const key of list) {
    sent.push(page.keyboard.press(key))
    await pause(gap)
  }
  await Promise.all(sent)
}

/** What the browser is told of a key that a scanner's setting or another country's keyboard makes of a character. */
const unusual = { GS: { key: ']', modifiers: 2 }, LF: { key: 'j', modifiers: 2 }, Enter: { key: 'Enter', text: '\r' } }

/**
 * Presses keys whose times are told with them, so that a busy machine cannot make a scanner slow: a character, whatever keyboard
 * it takes, or the name of a key.
 */
export async function timed(page, list, gap = 5) {
  const wire = await page.context().newCDPSession(page)
  const begun = Date.now()
  for (const [i, key] of list.entries()) {
    const known = unusual[key] ?? (key.length === 1 ? { key, text: key } : { key })
    const press = { ...known, timestamp: (begun + i * gap) / 1000 }
    await wire.send('Input.dispatchKeyEvent', { type: 'keyDown', ...press })
    await wire.send('Input.dispatchKeyEvent', { type: 'keyUp', key: known.key, timestamp: press.timestamp })
  }
  await wire.detach()
  await pause(Math.max(0, begun + list.length * gap - Date.now())) // what comes next comes later, by its told time too
}

/** Scans a barcode. end is what the scanner sends after it. */
export function scan(page, code, { end = ['Enter'], gap } = {}) {
  return timed(page, [...code, ...end], gap)
}

/** Waits until the result panel shows a class and a text, and returns the text. */
export async function result(page, cls, text) {
  const read = () => page.locator('[data-result]').evaluate((panel) => ({
    class: panel.dataset.class, text: panel.querySelector('[data-result-text]').textContent,
  }))
  const said = await until(`${cls} ${text}`, read, (now) => [cls].flat().includes(now.class) && text.test(now.text))
  return said.text
}

/** Scans a location or a folder and waits for its answer. */
export async function scanned(page, code, cls, text, options) {
  await scan(page, code, options)
  return result(page, cls, text)
}

/** What the counters under the result say. */
export async function counts(page) {
  const number = async (name) => Number(await page.locator(`[data-count-${name}]`).textContent())
  return { here: await number('here'), check: await number('check'), waiting: await number('waiting') }
}

/** Everything that the queue of this device holds, oldest first; or what was scanned after a number. */
export function queued(page, after = 0) {
  return page.evaluate(async (after) => {
    const promised = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
    const db = await promised(indexedDB.open('casenotes'))
    const scans = await promised(db.transaction('scans').objectStore('scans').getAll(IDBKeyRange.lowerBound(after, true)))
    db.close()
    return scans
  }, after)
}

/** Waits until everything that was scanned is on the server. A scan is in the queue before its result shows. */
export async function allSent(page) {
  await until('all scans sent', () => queued(page), (scans) => scans.every(({ state }) => state !== 'waiting'))
}

/** Asks again until the answer will do; a failure tells the last answer. */
export async function until(what, ask, good = Boolean, limit = patience) {
  const end = performance.now() + limit
  for (;;) {
    const answer = await ask()
    if (good(answer)) return answer
    if (performance.now() > end) assert.fail(`waited in vain for: ${what}; in the end there was ${JSON.stringify(answer)}`)
    await pause(50)
  }
}

/** Asks the JSON API as whoever has signed in on the page. */
export async function ask(page, path, body) {
  const { status, text } = await page.evaluate(async ([path, body]) => {
    const options = body && { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
    const response = await fetch(`/api/v1${path}`, options)
    return { status: response.status, text: await response.text() }
  }, [path, body])
  assert.equal(Math.floor(status / 100), 2, `${path}: ${status} ${text}`)
  return JSON.parse(text)
}

/** The whole history of a folder, oldest first. */
export async function movements(page, code) {
  return (await ask(page, `/folders/${code}/movements`)).items.toReversed()
}

async function control(path, method = 'POST', body = undefined) {
  const response = await fetch(site.control + path, { method, ...(body && { body: JSON.stringify(body) }) })
  const text = await response.text()
  assert.equal(response.status, 200, `${path}: ${text}`)
  return text
}

export const theClockShows = (time) => control(`/clock/${new Date(time).toISOString()}`)
export const killServer = () => control('/kill')
export const startServer = () => control('/start')

/** Runs casenotes on the server, and tells its exit code and what it said. */
export const command = (...args) => control('/command', 'POST', args)

/** Lets the network spoil the calls with scans, or leave them alone. Tells what it has done. */
export const faulty = (on) => control(`/faults/${on ? 'on' : 'off'}`)

/** Puts a guest network before the server, which answers everything with a page of its own. */
export const behindAPortal = (on) => control(`/faults/${on ? 'portal' : 'off'}`)

/** Every scan that the server has, by device and number. */
export const stored = async () => JSON.parse(await control('/scans', 'GET'))

/** Notes a figure for the table. */
export const figure = (what, measured, wanted, reached) => control('/figure', 'POST', { what, measured, wanted, reached })

/** Numbers from 0 to 1 that are the same for the same seed. */
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The value that a share of a list does not exceed. */
export const quantile = (list, share) => list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(share * list.length))]

/** Finds nothing wrong in the database. */
export async function sound() {
  assert.equal(await control('/check', 'GET'), '')
}

/** Keeps a picture for whoever wants to look: only where CASENOTES_SHOTS names a directory. */
export async function picture(page, name) {
  const directory = process.env.CASENOTES_SHOTS
  if (!directory) return
  await mkdir(directory, { recursive: true })
  await page.screenshot({ path: `${directory}/${name}.png`, fullPage: true })
}

/** A code as pages show it. */
export const grouped = (code) => (code.length > 7 ? `${code.slice(0, 5)} ${code.slice(5)}` : code)
