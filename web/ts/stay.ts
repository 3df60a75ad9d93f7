// Keeps the scan box ready: the focus in it, and this tab the only one that scans.

/**
 * Returns the focus to the box whenever nobody else needs it, and says whether scans will arrive. The result
 * does so once more.
 */
export function holdFocus(box: HTMLInputElement, onState: (state: 'ready' | 'away') => void): () => void {
  const take = () => {
    const active = document.activeElement
    if (active !== box && !inList(active)) box.focus({ preventScroll: true })
    tell()
  }
  const tell = () => onState(document.hasFocus() ? 'ready' : 'away')
  for (const name of ['focus', 'pageshow'] as const) window.addEventListener(name, take)
  window.addEventListener('blur', tell)
  document.addEventListener('visibilitychange', () => document.hidden || take())
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element && event.target.closest('a, input, select, textarea, summary')
    if (!link) setTimeout(() => { box.focus({ preventScroll: true }); tell() })
  })
  window.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    box.focus({ preventScroll: true })
    tell()
  })
  take()
  return take
}

// Whoever reads through the list, perhaps by ear, is left there.
function inList(element: Element | null): boolean {
  return element instanceof HTMLElement && element.closest('[data-list], [data-lists], [data-summary], [data-answers], a, input, select, textarea') !== null && element.id !== 'code'
}

/**
 * On a handheld the soft keyboard would cover the page at every scan: it stays away until its button asks for it. The result
 * sends it away again.
 */
export function withoutKeyboard(box: HTMLInputElement, button: HTMLElement): () => void {
  if (!matchMedia('(pointer: coarse)').matches) return () => {}
  const away = () => { box.inputMode = 'none' }
  button.hidden = false
  button.addEventListener('click', () => {
    box.inputMode = 'text'
    box.blur() // a box that has the focus already would show no keyboard
    box.focus({ preventScroll: true })
  })
  away()
  return away
}

/** Makes this tab the one that has the name, and says when another one takes it. Needs Web Locks (HTTPS). */
export function alone(name: string, onLost: () => void): void {
  if (!navigator.locks) return
  // The tab that was opened last is the one the porter looks at.
  navigator.locks.request(name, { steal: true }, () => new Promise<never>(() => {})).catch(onLost)
}
