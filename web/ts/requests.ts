// Pages that ask the library for something. They ask only with a connection: without one their buttons are off, and the reason stands
// beside them. What was ticked stays ticked when a live list is drawn anew.

const off = () => !navigator.onLine || document.body.classList.contains('app-not-live')
const ticked = new Map<string, boolean>()

function settle(): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-needs-server]')) {
    for (const button of part.querySelectorAll<HTMLButtonElement>('button[type=submit]')) if (button.disabled !== off()) button.disabled = off()
    for (const reason of part.querySelectorAll<HTMLElement>('[data-offline]')) if (reason.hidden === off()) reason.hidden = !off()
  }
  for (const part of document.querySelectorAll<HTMLElement>('[data-select-all]')) if (part.hidden) part.hidden = false
  for (const [id, on] of ticked) {
    const box = document.getElementById(id)
    if (box instanceof HTMLInputElement && box.checked !== on) box.checked = on
  }
}

function tick(box: HTMLInputElement, on: boolean): void {
  box.checked = on
  ticked.set(box.id, on)
}

document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.type !== 'checkbox' || !target.closest('[data-live-region]')) return
  tick(target, target.checked)
  const boxes = [...target.form?.querySelectorAll<HTMLInputElement>('input[type=checkbox][name]') ?? []]
  if (target.closest('[data-select-all]')) for (const box of boxes) tick(box, target.checked)
  else {
    const all = target.form?.querySelector<HTMLInputElement>('[data-select-all] input')
    if (all) tick(all, boxes.every((box) => box.checked))
  }
})

for (const event of ['online', 'offline', 'pageshow']) window.addEventListener(event, settle)
// A live page says by a class that it is not live, and draws its rows anew.
new MutationObserver(settle).observe(document.body, { attributes: true, attributeFilter: ['class'], childList: true, subtree: true })
settle()
