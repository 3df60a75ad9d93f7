// The camera in place of a scanner: a picture of a label that our own program drew, played as what a camera sees.

import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { allSent, launch, openAs, picture, queued, readyToScan, result, scanned, site } from './browser.mjs'
import { accessible } from './looks.mjs'

const { clinic, folders: [first, second] } = site
let directory, browser, context, page, faults

/** Keeps a film of the folder's label, held a little away and aslant, and returns how a browser is told of it. */
async function filmed(code) {
  const plain = await launch()
  const library = await openAs(plain, 'library', '/find')
  const film = await library.page.evaluate(async (code) => {
    const label = await createImageBitmap(await (await fetch(`/api/v1/folders/${code}/label?format=png`)).blob())
    const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 })
    const scene = canvas.getContext('2d')
    scene.fillStyle = '#777'
    scene.fillRect(0, 0, 1280, 720)
    scene.translate(640, 360)
    scene.rotate(0.05)
    const scale = 1000 / label.width
    scene.drawImage(label, -500, -label.height * scale / 2, 1000, label.height * scale)
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]
  }, code)
  await plain.close()
  await writeFile(join(directory, `${code}.mjpeg`), Buffer.from(film, 'base64'))
  return ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${join(directory, `${code}.mjpeg`)}`]
}

async function scanWith(args, permissions) {
  browser = await launch(args);
  ({ context, page, faults } = await openAs(browser, 'porter', '/scan', { permissions }))
  await readyToScan(page)
}

before(async () => { directory = await mkdtemp(join(tmpdir(), 'casenotes-camera-')) })
after(async () => {
  await browser.close()
  await rm(directory, { recursive: true })
})

const use = () => page.getByRole('button', { name: 'Use camera' }).click()
const reader = () => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /camera|zxing/.test(name)))

test('the reader is not loaded before somebody asks for the camera', async () => {
  await scanWith(await filmed(first), ['camera'])
  await scanned(page, clinic.code, 'note', /^You are at Clinic B/)
  assert.deepEqual(await reader(), [])
})

test('without a network the camera says what it needs the first time, and the box works', async () => {
  await context.setOffline(true)
  await use()
  await result(page, 'check', /^The camera could not be started\. It needs the network the first time\. Type the number/)
  await readyToScan(page)
  await context.setOffline(false)
})

test('a label in front of the camera is a scan, and the camera closes', async () => {
  await use()
  await result(page, ['done', 'note'], new RegExp(`${first.slice(5)} is now at Clinic B`))
  await page.locator('[data-camera]').waitFor({ state: 'hidden' })
  await readyToScan(page)
  assert.ok((await reader()).some((name) => name.endsWith('.wasm')))
  await allSent(page)
  const { code, source } = (await queued(page)).at(-1)
  assert.deepEqual({ code, source }, { code: first, source: 'camera' })
})

test('the camera closes when it is told to, when the page is hidden and when it is locked', async () => {
  const lit = () => page.locator('[data-camera] video').evaluate((video) => video.srcObject !== null)
  await page.evaluate(() => { // a camera that sees nothing, so that it stays open
    const { mediaDevices } = navigator
    const canvas = document.createElement('canvas')
    canvas.getContext('2d').fillRect(0, 0, 300, 150)
    mediaDevices.getUserMedia = async () => (window.stream = canvas.captureStream())
  })
  await use()
  await page.waitForFunction(() => document.querySelector('[data-camera] video').srcObject)
  await accessible(page)
  await picture(page, 'camera')
  await page.setViewportSize({ width: 360, height: 740 })
  await picture(page, 'camera-narrow')
  await page.getByRole('button', { name: 'Close camera' }).click()
  assert.equal(await lit(), false)
  await readyToScan(page)
  await use()
  await page.waitForFunction(() => document.querySelector('[data-camera] video').srcObject)
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  assert.equal(await lit(), false)
  await page.evaluate(() => delete document.hidden)
  await use()
  await page.waitForFunction(() => document.querySelector('[data-camera] video').srcObject)
  assert.deepEqual(faults, [])
  await page.evaluate(() => document.dispatchEvent(new CustomEvent('casenotes:lock', { cancelable: true })))
  // The lock takes the whole page away, and may have gone on to its own.
  await page.waitForFunction(() => !window.stream || window.stream.getTracks().every((track) => track.readyState === 'ended'))
})

test('whoever refuses the camera is told what to do instead', async () => {
  await browser.close()
  await scanWith(await filmed(second), [])
  await use()
  await result(page, 'check', /^The camera is not allowed here\. .* Type the number under the barcode\.$/)
  await scanned(page, clinic.code, 'note', /^You are at Clinic B/)
})

test('a device without a camera says so', async () => {
  await browser.close()
  await scanWith([], ['camera'])
  await use()
  await result(page, 'check', /^This device has no camera\. Type the number under the barcode\.$/)
  assert.deepEqual(faults, [])
})
