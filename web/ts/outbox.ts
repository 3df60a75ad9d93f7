// The queue and its sender, once for each page, and what they say to the other pages of this device.

import { Queue, type Receipt } from './queue'
import { Sender, type Sending } from './sender'

export interface Outbox {
  queue: Queue
  sender: Sender
  onSending: (listener: (sending: Sending) => void) => void
  onReceipts: (listener: (receipts: Receipt[]) => void) => void
}

type News = { sending: Sending } | { receipts: Receipt[] }

let opened: Promise<Outbox> | undefined

/** The outbox of this page. It fails where the browser keeps nothing. */
export function outbox(): Promise<Outbox> {
  return (opened ??= open())
}

async function open(): Promise<Outbox> {
  const queue = await Queue.open()
  const sendings: ((sending: Sending) => void)[] = []
  const receipts: ((receipts: Receipt[]) => void)[] = []
  // Another page may be the one that sends; this one has to hear of it all the same.
  const channel = new BroadcastChannel('casenotes')
  const hear = (news: News) => {
    if ('sending' in news) for (const listener of sendings) listener(news.sending)
    else for (const listener of receipts) listener(news.receipts)
  }
  const tell = (news: News) => {
    hear(news)
    channel.postMessage(news)
  }
  channel.onmessage = (event: MessageEvent<News>) => hear(event.data)
  const sender = new Sender({
    queue,
    onSending: (sending) => tell({ sending }),
    onReceipts: (got) => tell({ receipts: got }),
  })
  const kick = () => void sender.kick()
  window.addEventListener('online', kick)
  window.addEventListener('pageshow', kick)
  document.addEventListener('visibilitychange', () => document.hidden || kick())
  return {
    queue, sender,
    onSending: (listener) => sendings.push(listener),
    onReceipts: (listener) => receipts.push(listener),
  }
}
