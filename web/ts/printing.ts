// Print jobs change by themselves: while one is on its way, its part of the page is looked at again. The picture of a sheet follows
// the choices as they are made. Without this script a button and a reload do the same.

const jobs = document.querySelector<HTMLElement>('[data-look-again]')
if (jobs) setInterval(() => void lookAgain(jobs).catch(() => undefined), jobs.hasAttribute('data-moving') ? 2000 : 10_000)

let shown = ''

/** Replaces the part of a page that shows jobs, unless somebody is typing in it. */
async function lookAgain(region: HTMLElement): Promise<void> {
  if (document.hidden || region.querySelector('details[open]')) return
  const answer = await fetch(region.dataset.lookAgain || location.href, { headers: { 'X-Fragment': 'rows' }, redirect: 'manual', cache: 'no-store' })
  const fresh = await answer.text()
  const box = region.querySelector<HTMLInputElement>('input:focus')
  if (!answer.ok || fresh === shown || (box && box.value !== '')) return
  shown = fresh
  region.innerHTML = fresh
  if (box) region.querySelector<HTMLInputElement>(`#${box.id}`)?.focus()
}

const form = document.querySelector<HTMLFormElement>('[data-preview]')
if (form) form.addEventListener('change', () => void draw(form).catch(() => undefined))

/** Asks for the picture of what is chosen now. */
async function draw(form: HTMLFormElement): Promise<void> {
  const sheet = form.querySelector('[data-sheet]')
  const choices = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') choices.append(name, value)
  choices.set('show', 'yes')
  const answer = await fetch(form.action, { method: 'POST', body: choices, headers: { 'X-Fragment': 'sheet' } })
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const fresh = page.querySelector('[data-sheet]')
  if (!sheet || !fresh) return
  const focused = document.activeElement instanceof HTMLInputElement && sheet.contains(document.activeElement) ? document.activeElement.value : ''
  sheet.replaceChildren(...fresh.childNodes)
  if (focused) sheet.querySelector<HTMLInputElement>(`input[value="${CSS.escape(focused)}"]`)?.focus()
}
