// How a page has to look to those who see it badly, enlarged or on a small screen.

import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import { picture, until } from './browser.mjs'

export const narrow = { width: 360, height: 740 }
export const wide = { width: 1280, height: 800 }
/** What must be, and what axe thinks good besides. */
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** axe finds nothing wrong in the page. */
export async function accessible(page, what) {
  // There are no frames, and what is right need not be told element by element.
  const { violations } = await new AxeBuilder({ page }).options({ runOnly: standards, resultTypes: ['violations'] }).setLegacyMode().analyze()
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`)
  assert.deepEqual(told, [], what)
}

/** Nothing has to be scrolled sideways, once the menu has folded what does not fit. */
export async function fits(page, what) {
  const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  await until(`${what} fits`, over, (px) => px <= 0, 3000)
}

/** A state of a page is right on a desk's screen and on a handheld's; both are drawn for whoever wants to look. */
export async function looked(page, name) {
  await picture(page, name)
  await accessible(page, name)
  const size = page.viewportSize()
  await page.setViewportSize(narrow)
  await fits(page, `${name} at 360 px`)
  await picture(page, `${name}-360`)
  await page.setViewportSize(size)
}
