// A scan on a page that is not for scanning finds what was scanned, unless somebody is typing: then it is left as typing.

import { classify, type Pattern } from './code'
import { nothing, step, usual, type Key, type Keys } from './keys'

/** Listens for a folder or a location on this page. */
export function findScans(patterns: () => readonly Pattern[]): void {
  let keys: Keys = nothing
  const complete = (text: string) => ['folder', 'location'].includes(classify(text, patterns()).kind)
  window.addEventListener('keydown', (event) => {
    const { key: pressed, timeStamp: at } = event
    if (event.ctrlKey || event.metaKey || event.altKey || isField(document.activeElement)) return
    const key: Key | undefined = pressed.length === 1 ? { kind: 'char', char: pressed, place: 'page', text: '', at }
      : pressed === 'Enter' || pressed === 'Tab' ? { kind: 'end', key: pressed === 'Tab' ? 'tab' : 'enter', place: 'page', text: '', at } : undefined
    if (!key) return
    const made = step(keys, key, { ...usual, complete })
    keys = made.keys
    if (made.swallow) event.preventDefault()
    if (made.take) find(made.take.raw)
  }, { capture: true })
}

function isField(element: Element | null): boolean {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
}

/** Asks by a form, so that nothing of it comes into an address. */
function find(text: string): void {
  const form = Object.assign(document.createElement('form'), { method: 'post', action: '/find', hidden: true })
  form.append(Object.assign(document.createElement('input'), { name: 'q', value: text }))
  document.body.append(form)
  form.submit()
}
