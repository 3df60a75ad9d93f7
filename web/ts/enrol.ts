// The page that enrols this browser: it says which queue the browser has, and whether it keeps what it saves.

import { outbox } from './outbox'

const form = document.querySelector<HTMLFormElement>('[data-enrol]')
const said = document.querySelector<HTMLElement>('[data-enrol-state]')

async function start(form: HTMLFormElement, said: HTMLElement): Promise<void> {
  try {
    const { queue } = await outbox()
    // Asked for here, where somebody in charge can see the answer.
    const kept = (await navigator.storage?.persist?.()) ?? false
    form.querySelector<HTMLInputElement>('[name=name]')!.value = queue.device
    form.hidden = false
    said.hidden = kept
    said.textContent = 'Storage may be cleared by this browser. Set it up by the policy sheet, then scans are safe here for as long as it takes.'
  } catch {
    said.textContent = 'This browser can’t save scans, so it can’t be enrolled. Leave the private window, or use another device (code S1).'
  }
}

if (form && said) void start(form, said)

export {}
