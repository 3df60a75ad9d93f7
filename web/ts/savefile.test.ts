import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { Queue, type NewScan, type Scan } from './queue'
import { most, nameOf, save, seal, unsaved, type FileKey } from './savefile'
import { asSent } from './sender'

const { subtle } = crypto
const curve = { name: 'ECDH', namedCurve: 'P-256' }
const base64 = (data: ArrayBuffer) => Buffer.from(data).toString('base64')
const from = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
const made = new Date('2026-11-28T09:41:07.500Z')

async function server() {
  const pair = await subtle.generateKey(curve, true, ['deriveBits'])
  const key: FileKey = { id: '0011223344556677', public: base64(await subtle.exportKey('raw', pair.publicKey)) }
  return { key, pair }
}

interface File { format: string; version: number; key: string; device: string; count: number; made: string; ephemeral: string; nonce: string; scans: string }

/** Opens a file as the server does. */
async function opened(text: string, { key, pair }: Awaited<ReturnType<typeof server>>) {
  const file = JSON.parse(text) as File
  const theirs = await subtle.importKey('raw', from(file.ephemeral), curve, false, [])
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, pair.privateKey, 256)
  const secret = await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: from(base64(new Uint8Array([...from(file.ephemeral), ...from(key.public)]).buffer)), info: Buffer.from('casenotes scans 1') },
    await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']), { name: 'AES-GCM', length: 256 }, false, ['decrypt'])
  const about = [file.format, file.version, file.key, file.device, file.count, file.made].join('\n')
  const plain = await subtle.decrypt({ name: 'AES-GCM', iv: from(file.nonce), additionalData: Buffer.from(about) }, secret, from(file.scans))
  return { file, holds: JSON.parse(Buffer.from(plain).toString()) as { scans: { id: string }[]; held: { id: string }[] } }
}

const scan = (code: string, more: Partial<NewScan> = {}): NewScan => ({
  code, location: 'L0000125', action: 'arrive', at: '2026-11-22T10:00:00.000Z', source: 'wedge', said: 'done', ...more,
})

async function queueOf(name: string, ...scans: NewScan[]) {
  const queue = await Queue.open(name)
  return { queue, kept: await queue.save(scans) }
}

test('a file holds what would be sent, and only the server can open it', async () => {
  const there = await server()
  const { queue, kept } = await queueOf('file-1', scan('F40273188G', { symbology: ']C1' }), scan('F511200474', { held: true, location: '' }))
  const text = await seal(there.key, queue.device, kept, asSent, made)
  expect(text).not.toMatch(/F40273188G|F511200474|L0000125/)
  const { file, holds } = await opened(text, there)
  expect(file).toMatchObject({ format: 'casenotes-scans', version: 1, key: there.key.id, device: queue.device, count: 2, made: made.toISOString() })
  expect(holds.scans).toEqual([asSent(kept[0] as Scan)])
  expect(holds.held.map(({ id }) => id)).toEqual([kept[1]?.id])
  await expect(opened(text, await server())).rejects.toThrow()
})

test('what a file says of itself cannot be changed, and two files of the same scans have no key in common', async () => {
  const there = await server()
  const { queue, kept } = await queueOf('file-2', scan('F40273188G'))
  const [one, two] = [await seal(there.key, queue.device, kept, asSent, made), await seal(there.key, queue.device, kept, asSent, made)]
  await expect(opened(one.replace('"count":1', '"count":2'), there)).rejects.toThrow()
  expect(JSON.parse(one).ephemeral).not.toBe(JSON.parse(two).ephemeral)
  expect(JSON.parse(one).scans).not.toBe(JSON.parse(two).scans)
})

test('what the server has taken is not in it; what it keeps apart is; and the queue stays as it was', async () => {
  const { queue, kept } = await queueOf('file-3', scan('F1'), scan('F2'), scan('F3'), scan('F4', { held: true }))
  const receipt = (i: number, outcome: string, cls: 'done' | 'check') => ({ id: kept[i]?.id ?? '', outcome, class: cls, message: '' })
  await queue.settle([receipt(0, 'applied', 'done'), receipt(1, 'quarantined', 'check')])
  expect((await unsaved(queue)).map(({ code }) => code)).toEqual(['F2', 'F3', 'F4'])
  expect(await queue.count('waiting')).toBe(1)
})

test('where nothing waits, or the key never came, it says so and writes nothing', async () => {
  const { queue } = await queueOf('file-4')
  expect(await save(queue, asSent)).toMatch(/Nothing waits/)
  await queue.save([scan('F1')])
  expect(await save(queue, asSent)).toMatch(/no key for the file yet.*stay safe/)
})

test('as many scans as a file may hold are packed without running out of stack', async () => {
  const there = await server()
  const one = (await queueOf('file-5', scan('F40273188G'))).kept[0] as Scan
  const { holds } = await opened(await seal(there.key, 'web-1', Array.from({ length: most }, () => one), asSent, made), there)
  expect(holds.scans.length).toBe(most)
})

test('the name of a file says which device it is of, and when it was saved', () => {
  expect(nameOf('web-12345678-9abc', made)).toBe('scans-12345678-20261128T094107.casenotes')
})
