// Connects the page's key events to the reducer of keys.ts.

import { nothing, pace, step, type Key, type Keys, type Place, type Rules, type Take } from './keys'

export interface Heard {
  /** A scan, and when it was made in epoch milliseconds. */
  onTake: (take: Take, at: number) => void
  /** Several codes were pasted at once. */
  onPaste: (codes: string[]) => void
  onNumLock: () => void
}

/** Listens to the whole page for a scanner, while the box is free to be typed into. */
export function listen(box: HTMLInputElement, rules: Rules, heard: Heard): void {
  let keys: Keys = nothing
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The last key named its character, so the input that follows from it is known already. */
  let named = false
  /** What the box holds and does not show yet: it is drawn when no more comes at a scanner's pace. */
  let unseen = ''
  let drawing: ReturnType<typeof setTimeout> | undefined
  const text = () => box.value + unseen
  const show = () => {
    if (unseen !== '') box.setRangeText(unseen, box.value.length, box.value.length, 'end')
    unseen = ''
  }

  /** Takes a key in, and says whether it need not be drawn. */
  const apply = (key: Key, event?: Event): boolean => {
    const { keys: next, take, swallow, numLock, unseen: hide = false } = step(keys, key, rules)
    keys = next
    if (swallow) event?.preventDefault()
    if (numLock) heard.onNumLock()
    if (!take) return hide
    clearTimeout(timer)
    box.value = unseen = ''
    if (take.leaked > 0) takeOut(document.activeElement, take.raw)
    // The event's own time: a page that was busy hears of a scan late.
    heard.onTake(take, Date.now() - Math.max(0, performance.now() - key.at))
    return false
  }
  const waitForMore = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const at = Math.max(performance.now(), keys.last + rules.idle)
      apply({ kind: 'idle', place: placeOf(box), text: text(), at })
    }, rules.idle)
  }
  const character = (char: string, text: string, at: number, event?: Event) => {
    const hide = apply({ kind: 'char', char, place: placeOf(box), text, at }, event)
    waitForMore()
    return hide
  }

  window.addEventListener('keydown', (event) => {
    const at = event.timeStamp
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey
    // Nobody types on a button: the box takes the character, and all that follow it, however slowly.
    if (plain && event.key.length === 1 && event.key !== ' ' && placeOf(box) === 'page') box.focus({ preventScroll: true })
    const place = placeOf(box)
    named = false
    if ((!plain || event.key.length > 1 || event.isComposing) && !/^(Enter|Tab|F19|Shift|CapsLock)$/.test(event.key)) show()
    if (event.key === 'Unidentified' || event.key === 'Process' || event.isComposing) return
    if (!plain) {
      inBurst(keys, at, rules) && control(event, place, at)
      return
    }
    if (event.key === 'F18') apply({ kind: 'begin', at }, event)
    else if (event.key === 'Enter' || event.key === 'F19') apply({ kind: 'end', key: 'enter', place, text: text(), at }, event)
    else if (event.key === 'Tab') apply({ kind: 'end', key: 'tab', place, text: text(), at }, event)
    else if (/^(Arrow|Home|End|Page|Insert|Clear)/.test(event.key)) apply({ kind: 'arrow', at }, event)
    else if (event.key.length === 1) {
      named = true
      if (!character(event.key, text(), at, event) || box.selectionStart !== box.value.length) return show()
      event.preventDefault()
      unseen += event.key
      clearTimeout(drawing)
      drawing = setTimeout(show, pace)
    }
  }, { capture: true })

  // In a burst, Ctrl and a letter is a control character of the scanner, not a browser's shortcut.
  function control(event: KeyboardEvent, place: Place, at: number): void {
    if (event.altKey && !event.ctrlKey) return // Alt and the number pad make a character, which the box will get
    event.preventDefault()
    if (/^[jm]$/i.test(event.key)) apply({ kind: 'end', key: 'enter', place, text: text(), at }, event)
    if (event.key !== ']') return
    if (place === 'box') box.value += '\u001d'
    character('\u001d', box.value, at)
  }

  // What an input method, a soft keyboard or Alt and the number pad make comes without a key that names it.
  box.addEventListener('input', (event) => {
    const known = named
    named = false
    if (known || !(event instanceof InputEvent) || !event.data || event.inputType === 'insertFromPaste') return
    character(event.data, box.value === event.data ? '' : box.value, event.timeStamp)
  })
  box.addEventListener('paste', (event) => {
    const codes = (event.clipboardData?.getData('text') ?? '').split(/[\r\n\t]+/).map((code) => code.trim()).filter(Boolean)
    apply({ kind: 'paste', at: event.timeStamp })
    if (codes.length < 2) return
    event.preventDefault()
    heard.onPaste(codes)
  })
  // The Go key of a soft keyboard may come as nothing but a submit.
  box.form?.addEventListener('submit', (event) => {
    event.preventDefault()
    apply({ kind: 'end', key: 'enter', place: 'box', text: text(), at: event.timeStamp })
  })
  box.addEventListener('blur', show)
}

function inBurst(keys: Keys, at: number, rules: Rules): boolean {
  return at - keys.last <= rules.gap || at - keys.ended <= rules.second
}

function placeOf(box: HTMLInputElement): Place {
  const active = document.activeElement
  if (active === box) return 'box'
  const typed = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement || active instanceof HTMLSelectElement
  return typed ? 'field' : 'page'
}

/** Takes the scan out of the field that it leaked into. */
function takeOut(field: Element | null, text: string): void {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return
  const end = field.selectionEnd ?? field.value.length
  if (field.value.slice(end - text.length, end) === text) field.setRangeText('', end - text.length, end, 'end')
}
