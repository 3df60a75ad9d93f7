// The queue and its sender, once for each page, and what they say to the other pages of this device.

import { DeviceClock, type Comparison } from './deviceclock'
import { every, Heartbeat, type DeviceNews } from './heartbeat'
import { Queue, type Receipt } from './queue'
import { Sender, type Sending } from './sender'
import { stamps } from './stamp'

export interface Outbox {
  queue: Queue
  sender: Sender
  onSending: (listener: (sending: Sending) => void) => void
  onReceipts: (listener: (receipts: Receipt[]) => void) => void
  /** What the server thinks of this device. */
  onDevice: (listener: (news: DeviceNews) => void) => void
  /** A newer page has changed the database: this one can save nothing any more. */
  onOutdated: (listener: () => void) => void
}

type News = { sending: Sending } | { receipts: Receipt[] } | { device: DeviceNews }

let opened: Promise<Outbox> | undefined

/** The outbox of this page. It fails where the browser keeps nothing. */
export function outbox(): Promise<Outbox> {
  return (opened ??= open())
}

async function open(): Promise<Outbox> {
  const clock = new DeviceClock()
  const outdated: (() => void)[] = []
  const queue = await Queue.open(undefined, undefined, stamps(clock), () => { for (const listener of outdated) listener() })
  clock.remember(await queue.setting<Comparison>('clock'))
  const sendings: ((sending: Sending) => void)[] = []
  const receipts: ((receipts: Receipt[]) => void)[] = []
  const devices: ((news: DeviceNews) => void)[] = []
  // Another page may be the one that sends; this one has to hear of it all the same.
  const channel = new BroadcastChannel('casenotes')
  const hear = (news: News) => {
    if ('sending' in news) for (const listener of sendings) listener(news.sending)
    else if ('device' in news) for (const listener of devices) listener(news.device)
    else for (const listener of receipts) listener(news.receipts)
  }
  const tell = (news: News) => {
    hear(news)
    channel.postMessage(news)
  }
  channel.onmessage = (event: MessageEvent<News>) => hear(event.data)
  const heart = new Heartbeat(queue, clock, (device) => tell({ device }))
  const sender = new Sender({
    queue,
    onSending: (sending) => tell({ sending }),
    onReceipts: (got) => tell({ receipts: got }),
    onSent: () => heart.withSending(),
  })
  const kick = () => void sender.kick()
  window.addEventListener('online', kick)
  window.addEventListener('pageshow', kick)
  document.addEventListener('visibilitychange', () => document.hidden || kick())
  const beat = () => void heart.beat().catch(() => {}) // a closed database: the page says so itself
  beat()
  setInterval(() => heart.due && beat(), every)
  return {
    queue, sender,
    onSending: (listener) => sendings.push(listener),
    onReceipts: (listener) => receipts.push(listener),
    onDevice: (listener) => devices.push(listener),
    onOutdated: (listener) => outdated.push(listener),
  }
}
