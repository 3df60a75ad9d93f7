// Nothing that was scanned is lost or counted twice when the network, the browser or the server goes away. The server
// of this script is a process of its own, which is killed as a power cut would.

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  allSent, counts, killBrowser, killServer, knowsNames, launchIn, movements, readyToScan, result, scan, scanned, signIn, site, sound, startServer, typePassword, until,
} from './browser.mjs'

const { clinic, otherClinic, ward, folders } = site
let directory, context, page

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'casenotes-browser-'))
  context = await launchIn(directory)
  page = context.pages()[0]
  await signIn(page, 'porter')
  await readyToScan(page)
  await knowsNames(page)
})
after(async () => {
  await context.close()
  await rm(directory, { recursive: true, force: true })
})

/** Scans folders one after another at a scanner's pace, and waits until the last one is saved here. */
async function scanAll(codes) {
  for (const code of codes) await scan(page, code)
  await until('all in the list', () => listed(codes), (n) => n === codes.length)
}

async function listed(codes) {
  const shown = (await page.locator('[data-recent] .app-code').allTextContents()).map((text) => text.replace(' ', ''))
  return codes.filter((code) => shown.includes(code)).length
}

/** Each folder has come to the place by exactly one movement, and in the order in which they were scanned. */
async function eachCameOnce(codes, place) {
  const came = []
  for (const code of codes) {
    const there = (await movements(page, code)).filter((m) => m.to.code === place.code)
    assert.equal(there.length, 1, `${code} came to ${place.name} ${there.length} times`)
    came.push(there[0].at)
  }
  assert.deepEqual(came.toSorted(), came)
}

test('scans without a connection are saved here, counted, and sent when it is back', async () => {
  const codes = folders.slice(0, 8)
  await scanned(page, clinic.code, 'note', /^You are at Clinic B/)
  await context.setOffline(true)
  await scanAll(codes)
  assert.equal((await counts(page)).waiting, codes.length)
  await context.setOffline(false)
  await until('the good news', () => page.locator('[data-queue-status]').textContent(), (text) => /^Connected again\. 8 scans sent\. Nothing lost\./.test(text), 30_000)
  assert.equal((await counts(page)).waiting, 0)
  await eachCameOnce(codes, clinic)
})

test('a browser that is killed while scans wait sends them when it is opened again', async () => {
  const codes = folders.slice(8, 16)
  await scanned(page, ward.code, 'note', /^You are at Ward 7/)
  await context.setOffline(true)
  await scanAll(codes)
  await killBrowser(context)

  context = await launchIn(directory)
  page = context.pages()[0]
  await page.goto('/scan')
  if (new URL(page.url()).pathname === '/signin') await typePassword(page, 'porter') // the cookie was not on disk yet
  await readyToScan(page)
  await allSent(page)
  await eachCameOnce(codes, ward)
  assert.match(await page.locator('[data-place-name]').textContent(), /Ward 7/)
})

test('a server that is killed in the middle of a batch has each scan exactly once in the end', async () => {
  const codes = folders.slice(16)
  await scanned(page, otherClinic.code, 'note', /^You are at Clinic C/)
  await scanAll(codes.slice(0, 3))
  const killed = killedBeforeTheReply()
  await scanAll(codes.slice(3, 9))
  await killed
  await scanAll(codes.slice(9))
  assert.ok((await counts(page)).waiting > 0)
  await startServer()
  await until('the page sends by itself', () => counts(page), ({ waiting }) => waiting === 0, 60_000)
  await eachCameOnce(codes, otherClinic)
  await sound()
})

/** Kills the server when it has taken the next call, and lets nobody hear the answer: the page must send it again. */
function killedBeforeTheReply() {
  return new Promise((resolve, reject) => {
    const kill = async (route) => {
      await route.fetch()
      await killServer()
      await route.abort('connectionreset')
    }
    void page.route('**/api/v1/scans', (route) => kill(route).then(resolve, reject), { times: 1 })
  })
}
