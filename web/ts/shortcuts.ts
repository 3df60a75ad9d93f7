// The keys for the commands: Alt, Shift and a letter, as the Help page lists them. Each device can switch them off there.

import { commandFor, type Command } from './commands'

const name = 'casenotes-shortcuts'

/** Whether the keys work on this device. */
export const shortcuts = {
  get on(): boolean {
    return localStorage.getItem(name) !== 'off'
  },
  set on(wanted: boolean) {
    if (wanted) localStorage.removeItem(name)
    else localStorage.setItem(name, 'off')
  },
}

/** Listens for the keys. */
export function listenForShortcuts(obey: (command: Command) => void): void {
  window.addEventListener('keydown', (event) => {
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || event.repeat || !shortcuts.on) return
    // With Alt some keyboards make another character; then the key's place counts.
    const letter = /^[a-z]$/i.test(event.key) ? event.key : event.code.replace(/^Key/, '')
    const command = commandFor(letter)
    if (!command) return
    event.preventDefault()
    obey(command)
  }, { capture: true })
}
