// The switch of the help page: whether the keys for the commands work on this device.

import { shortcuts } from './shortcuts'

const button = document.querySelector<HTMLButtonElement>('[data-shortcuts]')
const state = document.querySelector('[data-shortcuts-state]')

function show(): void {
  if (!button || !state) return
  button.hidden = false
  button.textContent = shortcuts.on ? 'Switch the keys off on this device' : 'Switch the keys on'
  state.textContent = shortcuts.on ? 'The keys work on this device.' : 'The keys are switched off on this device.'
}

button?.addEventListener('click', () => {
  shortcuts.on = !shortcuts.on
  show()
})
show()
