// The five sounds of a result. They differ in the number of pulses, not only in pitch, so that they can be
// told apart in a noisy corridor. Synthesised: there is no file to load.

import type { ResultClass } from './queue'

interface Pulse { at: number; length: number; pitch: number; gain: number; shape: OscillatorType }

const pulses = (pitches: number[], length: number, pause: number, gain: number, shape: OscillatorType): Pulse[] =>
  pitches.map((pitch, i) => ({ at: i * (length + pause), length, pitch, gain, shape }))

export const patterns: Record<ResultClass, Pulse[]> = {
  done: pulses([1760], 0.09, 0, 0.5, 'sine'),
  note: pulses([988, 1480], 0.12, 0.05, 0.5, 'sine'),
  already: pulses([1200], 0.03, 0, 0.15, 'sine'),
  check: pulses([330, 330], 0.2, 0.1, 0.4, 'square'),
  stop: pulses([196, 196, 196], 0.25, 0.08, 0.5, 'square'),
}

/** How loud: the share of each pulse's own loudness. */
export const volumes = [
  { name: 'loud', share: 1 },
  { name: 'medium', share: 0.4 },
  { name: 'quiet', share: 0.12 },
] as const

export class Sounds {
  /** Which of the volumes. */
  volume = 0
  private context: AudioContext | undefined
  private quietUntil = 0

  /** Whether sounds really come out. A browser keeps them back until the first key or click. */
  get running(): boolean {
    return this.context?.state === 'running'
  }

  /** Readies the sounds; to be called from a key press or click, which a scanner's keys count as. */
  unlock(): void {
    if (navigator.userActivation?.hasBeenActive === false) return // nobody has touched the page: the browser would keep it silent
    this.context ??= new AudioContext({ latencyHint: 'interactive' })
    if (this.context.state === 'suspended') void this.context.resume()
  }

  /** Plays a class; sounds that come close together follow one another rather than mix. */
  play(result: ResultClass): void {
    this.unlock()
    const context = this.context
    if (!context) return
    const start = Math.max(context.currentTime, Math.min(this.quietUntil, context.currentTime + 0.5))
    for (const pulse of patterns[result]) this.pulse(context, pulse, start)
    const last = patterns[result].at(-1)
    this.quietUntil = start + (last ? last.at + last.length : 0) + 0.08
  }

  private pulse(context: AudioContext, pulse: Pulse, start: number): void {
    const oscillator = new OscillatorNode(context, { type: pulse.shape, frequency: pulse.pitch })
    const volume = new GainNode(context, { gain: 0 })
    const gain = pulse.gain * (volumes[this.volume]?.share ?? 1)
    const from = start + pulse.at
    const to = from + pulse.length
    // A short ramp at both ends keeps the loudspeaker from clicking.
    volume.gain.setValueAtTime(0, from)
    volume.gain.linearRampToValueAtTime(gain, from + 0.005)
    volume.gain.setValueAtTime(gain, to - 0.01)
    volume.gain.linearRampToValueAtTime(0, to)
    oscillator.connect(volume).connect(context.destination)
    oscillator.start(from)
    oscillator.stop(to)
  }
}
