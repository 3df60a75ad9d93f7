import { expect, test } from 'vitest'
import { classify } from './code'
import { banner, type KnownContainer } from './containers'
import { empty, finish, forget, take, type Book, type Session, type Verdict } from './session'

const folder = 'F40273188G'
const other = 'F511200474'
const box: KnownContainer = { code: 'B000001X', name: 'Box 12', location: 'L0000125', state: 'open', folders: 0 }
const trolley: KnownContainer = { code: 'B000002V', name: 'Trolley 7', location: 'L0000133', state: 'open', folders: 12 }
const names: Record<string, string> = { L0000125: 'CLINIC B', L0000133: 'FILE ROOM' }

class Porter {
  session: Session = empty
  at = Date.UTC(2026, 10, 22, 14, 0)
  last!: Verdict
  constructor(private readonly assumes = false) {}
  scan(...codes: string[]): this {
    const book: Book = {
      location: (code) => (names[code] ? { code, name: names[code] } : undefined),
      container: (code) => [box, trolley].find((known) => known.code === code), assumes: this.assumes, clock: () => '14:00',
    }
    for (const code of codes) {
      const { session, verdict } = take(this.session, classify(code), (this.at += 5000), book)
      this.session = session
      this.last = verdict
    }
    return this
  }
}

test('folders scanned after a container go into it', () => {
  const porter = new Porter().scan('L0000125', box.code)
  expect(porter.last).toMatchObject({ class: 'note', saves: [{ code: box.code, location: 'L0000125', action: 'arrive', contents: 'one_by_one' }] })
  expect(banner(porter.session.box!)).toBe('Packing Box 12')
  expect(porter.scan(folder).last).toMatchObject({ class: 'done', text: 'F4027 3188G is in Box 12.', saves: [{ code: folder, action: 'arrive', container: box.code }] })
  expect(porter.scan(folder).last.class).toBe('already')
})

test('a container that came with folders in it has them taken out one by one', () => {
  const porter = new Porter().scan('L0000125', trolley.code)
  expect(porter.last).toMatchObject({ class: 'note', text: 'Trolley 7 is here. Scan its 12 folders one by one.' })
  expect(porter.last.asks).toBeUndefined()
  expect(porter.scan(folder).last).toMatchObject({ text: 'F4027 3188G is out of Trolley 7.', saves: [{ action: 'unpack', container: trolley.code }] })
})

test('only where the site assumes contents is it asked whether everything is here, and scanning on answers no', () => {
  const porter = new Porter(true).scan('L0000125', trolley.code)
  expect(porter.last).toMatchObject({ asks: true, text: 'Trolley 7 is here. Is everything in it here? Answer OK, or scan its 12 folders one by one.' })
  expect(porter.session.box?.asks).toBe(true)
  expect(porter.scan(folder).session.box?.asks).toBeUndefined()
})

test('scanning the container again changes between packing and taking out', () => {
  const porter = new Porter().scan('L0000125', trolley.code, trolley.code)
  expect(porter.last.saves).toHaveLength(0)
  expect(banner(porter.session.box!)).toBe('Packing Trolley 7')
})

test('a location, another container or DONE ends it', () => {
  const packing = () => new Porter().scan('L0000125', box.code, folder)
  expect(packing().scan('L0000133').session.box).toBeUndefined()
  expect(packing().scan('L0000125')).toMatchObject({ session: { here: { code: 'L0000125' } }, last: { text: 'You are already at CLINIC B. 1 folder in Box 12.' } })
  expect(packing().scan('L0000125').session.box).toBeUndefined()
  expect(packing().scan(trolley.code).session.box?.name).toBe('Trolley 7')
  expect(finish(packing().session).box).toBeUndefined()
})

test('without a location a container waits like a folder', () => {
  expect(new Porter().scan(box.code).last).toMatchObject({ class: 'stop', saves: [{ code: box.code, held: true }] })
})

test('an undone scan may be made again, and an undone container is no longer open', () => {
  const porter = new Porter().scan('L0000125', box.code, folder)
  porter.session = forget(porter.session, folder)
  expect(porter.scan(folder).last.class).toBe('done')
  expect(forget(porter.scan(other).session, box.code).box).toBeUndefined()
})
