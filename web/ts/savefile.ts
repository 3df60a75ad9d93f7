// Saves what the server does not have yet to a file that only the server can open, for a device that cannot send. Nothing leaves
// the queue for it: the scans keep their ids, so that whatever comes first counts, and nothing counts twice. It is loaded when it
// is asked for, and shares no code with the pages, so that none of them grows for it. docs/scan-files.md describes the file.

import type { Queue, Scan } from './queue'

/** The public half of the server's key. */
export interface FileKey { id: string; public: string }

/** As many as the server takes from one file. */
export const most = 20_000
const version = 1
const use = 'casenotes scans 1'

const bytes = (text: string) => new TextEncoder().encode(text)
const unpacked = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))

function packed(data: Uint8Array): string {
  let text = ''
  for (let i = 0; i < data.length; i += 8192) text += String.fromCharCode(...data.subarray(i, i + 8192))
  return btoa(text)
}

/** What the server has not taken: unsent scans, those that wait for a location, and those that it keeps apart. The oldest first. */
export async function unsaved(queue: Queue): Promise<Scan[]> {
  const apart = (await queue.said('check')).filter(({ outcome }) => outcome === 'quarantined')
  const scans = [...(await queue.waiting(most)), ...(await queue.held(most)), ...apart]
  return scans.sort((a, b) => a.seq - b.seq).slice(0, most)
}

/** The file: a key of its own, agreed with the server's, seals the scans together with what the file says of itself. */
export async function seal(key: FileKey, device: string, scans: readonly Scan[], asSent: (scan: Scan) => unknown, made: Date): Promise<string> {
  const about = { format: 'casenotes-scans', version, key: key.id, device, count: scans.length, made: made.toISOString() }
  const { subtle } = crypto
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const theirs = unpacked(key.public)
  const own = await subtle.generateKey(curve, false, ['deriveBits'])
  const ephemeral = new Uint8Array(await subtle.exportKey('raw', own.publicKey))
  const shared = await subtle.deriveBits({ name: 'ECDH', public: await subtle.importKey('raw', theirs, curve, false, []) }, own.privateKey, 256)
  const secret = await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array([...ephemeral, ...theirs]), info: bytes(use) },
    await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']), { name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const nonce = crypto.getRandomValues(new Uint8Array(12))
  const isHeld = ({ state }: Scan) => state === 'held'
  const text = bytes(JSON.stringify({ scans: scans.filter((scan) => !isHeld(scan)).map(asSent), held: scans.filter(isHeld).map(asSent) }))
  const sealed = await subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: bytes(Object.values(about).join('\n')) }, secret, text)
  return JSON.stringify({ ...about, ephemeral: packed(ephemeral), nonce: packed(nonce), scans: packed(new Uint8Array(sealed)) })
}

/** The name of a file: of which device, and when. */
export function nameOf(device: string, made: Date): string {
  return `scans-${device.slice(4, 12)}-${made.toISOString().slice(0, 19).replace(/[-:]/g, '')}.casenotes`
}

/** Saves the file and answers what to say. */
export async function save(queue: Queue, asSent: (scan: Scan) => unknown): Promise<string> {
  const scans = await unsaved(queue)
  if (scans.length === 0) return 'Nothing waits, so there is nothing to save.'
  const key = (await queue.setting<{ file_key?: FileKey }>('page'))?.file_key
  if (!key) return 'This device has no key for the file yet. Open this page once with a connection. The scans stay safe here.'
  if (!globalThis.crypto?.subtle) return 'This browser cannot write the file: this site’s address is not https. The scans stay safe here. Tell IT.'
  const made = new Date()
  const name = nameOf(queue.device, made)
  download(name, await seal(key, queue.device, scans, asSent, made))
  const many = scans.length === 1 ? '1 scan is' : `${scans.length} scans are`
  const rest = scans.length === most ? ' There may be more: import this file, then save again.' : ''
  return `${many} in the file ${name}. Give it to IT or a supervisor to import. The scans stay here too, and none counts twice.${rest}`
}

function download(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
