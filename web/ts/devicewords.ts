// What the line under the navigation says of the device itself, beside its scans.

import { age } from './batch'
import type { DeviceNews } from './heartbeat'
import type { Words } from './strip'

/** Adds what is wrong with the device to what is said of its scans. Where that is grave, it comes first, and nothing sounds good. */
export function withDevice(words: Words, news: DeviceNews | undefined): Words {
  const grave = news && graveWords[news.state]
  if (grave) return { ...words, state: 'bad', text: words.state === 'good' ? grave : `${grave} ${words.text}` }
  if (!news?.slow) return words
  const clock = `This device’s clock is ${age(Math.abs(news.slow) * 60_000)} ${news.slow > 0 ? 'slow' : 'fast'}. Scans get the right time. Tell IT.`
  return { ...words, text: `${words.text}${words.text.endsWith('.') ? '' : '.'} ${clock}` }
}

const graveWords: Partial<Record<DeviceNews['state'], string>> = {
  revoked: 'This device is revoked: its scans are kept apart. Use another device and tell IT (code D1).',
  queue_gone: 'This browser has lost the scans it had saved. Use another device and tell IT (code D2).',
  lost_scans: 'This device went back to an older copy of itself and has lost scans. Tell IT (code D2).',
  enrolment_gone: 'This browser has lost its enrolment. Tell IT (code D3).',
}
