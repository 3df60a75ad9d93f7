// The button that reads a barcode with the camera, for when the scanner is broken. It is never the only way: whoever has no
// camera, or may not use it, is told to type the number.

import type { watch } from './camera'

export interface CameraHeard {
  onRead: (raw: string) => void
  /** The camera could not be used, and what to do instead. */
  onTrouble: (text: string) => void
  /** The camera is closed. */
  onClosed: () => void
}

const typeIt = 'Type the number under the barcode.'
const troubles: Record<string, string> = {
  NotFoundError: 'This device has no camera.',
  NotAllowedError: 'The camera is not allowed here. Allow it in the browser’s settings for this site.',
  NotReadableError: 'Another program uses the camera. Close it first.',
}

/** What to say when the camera cannot be used. */
export function trouble(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  return `${troubles[name] ?? 'The camera could not be started. It needs the network the first time.'} ${typeIt}`
}

export class CameraButton {
  private opened: AbortController | undefined
  /** How often the script could not be loaded: a browser does not ask again for an address that failed. */
  private failed = 0
  private readonly view: HTMLElement
  private readonly button: HTMLElement

  constructor(root: HTMLElement, private readonly heard: CameraHeard) {
    this.view = root.querySelector<HTMLElement>('[data-camera]')!
    this.button = root.querySelector<HTMLElement>('[data-camera-open]')!
    this.button.addEventListener('click', () => void this.open())
    root.querySelector('[data-camera-close]')!.addEventListener('click', () => this.close())
    document.addEventListener('visibilitychange', () => document.hidden && this.close())
    window.addEventListener('pagehide', () => this.close())
    document.addEventListener('casenotes:lock', () => this.close())
  }

  private async open(): Promise<void> {
    this.close()
    const { signal } = (this.opened = new AbortController())
    this.show(true)
    try {
      const { script = '', reader = '' } = this.view.dataset
      if (!navigator.mediaDevices) throw new DOMException('', 'NotFoundError') // without HTTPS there is none
      const again = this.failed > 0 ? `?${this.failed}` : ''
      const { watch: start } = (await import(script + again).catch((error: unknown) => {
        this.failed++
        throw error
      })) as { watch: typeof watch }
      const raw = await start(this.view.querySelector('video')!, reader, signal)
      if (signal.aborted) return
      this.close()
      if (raw !== undefined) this.heard.onRead(raw)
    } catch (error) {
      if (signal.aborted) return
      this.close()
      this.heard.onTrouble(trouble(error))
    }
  }

  /** Ends it: after a reading, by its button, and whenever the page is hidden or locked. */
  close(): void {
    if (!this.opened) return
    this.opened.abort()
    this.opened = undefined
    this.show(false)
    this.heard.onClosed()
  }

  private show(open: boolean): void {
    this.view.hidden = !open
    this.button.hidden = open
  }
}
