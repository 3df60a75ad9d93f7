import { expect, test } from 'vitest'
import { classify } from './code'
import { arriving, leave } from './leaving'
import { adopt, again, empty, expire, finish, forget, take, wake, type Answer, type Book, type Session, type Verdict } from './session'

const names: Record<string, string> = { L0000125: 'CLINIC B', L0000133: 'FILE ROOM' }
const book: Book = {
  location: (code) => (names[code] ? { code, name: names[code] } : code === '5012345678900' ? { code: 'L0000133', name: 'FILE ROOM' } : undefined),
  clock: (at) => new Date(at).toISOString().slice(11, 16),
}

class Porter {
  session: Session = empty
  at = Date.UTC(2026, 10, 22, 14, 0)
  last!: Verdict
  scan(raw: string, after = 5000): this {
    this.at += after
    const { session, verdict } = take(this.session, classify(raw), this.at, book)
    this.session = session
    this.last = verdict
    return this
  }
  obey(step: (session: Session, at: number) => Answer): this {
    const { session, verdict } = step(this.session, (this.at += 1000))
    this.session = session
    this.last = verdict
    return this
  }
}

test('a folder scanned at a location is now there', () => {
  const porter = new Porter().scan('L0000125').scan('F40273188G')
  expect(porter.last).toMatchObject({
    class: 'done', text: 'F4027 3188G is now at CLINIC B.',
    saves: [{ code: 'F40273188G', location: 'L0000125', action: 'arrive' }],
  })
})

test('a folder without a location stops the line and is kept', () => {
  const porter = new Porter().scan('F40273188G')
  expect(porter.last).toMatchObject({ class: 'stop', saves: [{ code: 'F40273188G', location: '', held: true }] })
  expect(porter.session.held).toBe(1)
})

test('a location scanned while folders are held asks about them', () => {
  const porter = new Porter().scan('F40273188G').scan('F511200474').scan('L0000125')
  expect(porter.last).toMatchObject({ class: 'check', asks: true, text: '2 folders waiting. Are they at CLINIC B too? Answer OK or No.' })
  const adopted = adopt(porter.session, ['F40273188G', 'F511200474'], porter.at)
  expect(adopted.held).toBe(0)
  expect(Object.keys(adopted.here!.seen)).toHaveLength(2)
})

test('the same code within two seconds is the trigger bouncing: no scan', () => {
  const porter = new Porter().scan('L0000125').scan('F40273188G').scan('F40273188G', 1500)
  expect(porter.last).toMatchObject({ class: 'already', saves: [] })
})

test('different codes within two seconds are different scans', () => {
  const porter = new Porter().scan('L0000125').scan('F40273188G', 300).scan('F511200474', 300)
  expect(porter.last.class).toBe('done')
})

test('the same folder again later is a sighting, with the time of the first', () => {
  const porter = new Porter().scan('L0000125').scan('F40273188G').scan('F40273188G', 120_000)
  expect(porter.last).toMatchObject({ class: 'already', text: 'F4027 3188G was scanned here at 14:00.', saves: [{ action: 'seen' }] })
})

test('the same folder at another location is a move', () => {
  const porter = new Porter().scan('L0000125').scan('F40273188G').scan('L0000133').scan('F40273188G')
  expect(porter.last).toMatchObject({ class: 'done', saves: [{ location: 'L0000133', action: 'arrive' }] })
})

test('a new location closes the last one and says how many are left there', () => {
  const porter = new Porter().scan('L0000125').scan('F40273188G').scan('L0000133')
  expect(porter.last).toMatchObject({ class: 'note', text: 'You are at FILE ROOM. 1 folder left at CLINIC B. Scan the folders.' })
})

test('the same location again says so', () => {
  expect(new Porter().scan('L0000125').scan('L0000125').last).toMatchObject({ class: 'already', text: 'You are already at CLINIC B.' })
})

test('a location unknown here is taken, and the server decides', () => {
  const porter = new Porter().scan('L0000141').scan('F40273188G')
  expect(porter.last).toMatchObject({ class: 'done', saves: [{ location: 'L0000141' }] })
})

test('a location is forgotten after a quarter of an hour without a scan', () => {
  const porter = new Porter().scan('L0000125').scan('F40273188G')
  expect(expire(porter.session, porter.at + 15 * 60_000).here).toBeDefined()
  expect(expire(porter.session, porter.at + 15 * 60_000 + 1).here).toBeUndefined()
  expect(porter.scan('F511200474', 16 * 60_000).last.class).toBe('stop')
})

test('a device that slept for more than five minutes may be anywhere', () => {
  const { session, at } = new Porter().scan('L0000125').scan('F40273188G')
  expect(wake(session, at, at + 5 * 60_000).here).toBeDefined()
  expect(wake(session, at, at + 5 * 60_000 + 1)).toMatchObject({ before: { code: 'L0000125' } })
  expect(wake(session, at, at + 5 * 60_000 + 1).here).toBeUndefined()
})

test.each([
  ['8018506000000000001233', '?WRISTBAND', 'That is a wristband, not a folder.'],
  ['943 476 5919', '?NHS', 'That is an NHS number. Scan the folder’s own label.'],
  ['https://example.org/', '?'.repeat(20), 'Not one of our barcodes. Put it aside and scan the next one.'],
  ['5012345678900', '?'.repeat(13), 'Not one of our barcodes. Put it aside and scan the next one.'],
  ['CUN02Y', '??????', 'That card is not of this hospital. Use a card that was printed here.'],
  ['40273188G', '40273188G', 'Part of the barcode is missing. Scan it again.'],
  ['F40273188H', 'F40273188H', 'Check the number. One character is wrong.'],
  ['U000045F', 'U000045F', 'That is a staff badge. Sign out to change user.'],
  ['AB£123', '??????', 'Scanner keyboard looks wrong. Tell IT (code K1).'],
])('%s is kept as %s to be checked', (raw, code, text) => {
  const porter = new Porter().scan('L0000125').scan(raw)
  expect(porter.last).toMatchObject({ class: 'check', text, saves: [{ code, action: 'seen', location: 'L0000125' }] })
  expect(porter.session.checks).toBe(1)
})

test('two folders read together are both saved and somebody should look', () => {
  const porter = new Porter().scan('L0000125').scan('F40273188GF511200474')
  expect(porter.last.class).toBe('check')
  expect(porter.last.saves.map((save) => save.code)).toEqual(['F40273188G', 'F511200474'])
  expect(Object.keys(porter.session.here!.seen)).toHaveLength(2)
})

test('two folders read together without a location are both held', () => {
  const porter = new Porter().scan('F40273188GF511200474')
  expect(porter.last).toMatchObject({ class: 'stop', saves: [{ held: true }, { held: true }] })
  expect(porter.session.held).toBe(2)
})

test('a GS1 location is the location it belongs to', () => {
  expect(new Porter().scan('4145012345678900').session.here?.code).toBe('L0000133')
})

test('commands of this site are obeyed and others are not', () => {
  expect(new Porter().scan('CDN01K').last.command).toBe('finish')
  expect(new Porter().scan('CUN010').last.command).toBe('undo')
  expect(new Porter().scan('CDN03G').last).toMatchObject({ class: 'check', text: 'That card is not of this hospital. Use a card that was printed here.' })
})

test('a folder that was undone can be scanned again at once', () => {
  const porter = new Porter().scan('L0000125').scan('F40273188G')
  porter.session = forget(porter.session, 'F40273188G')
  expect(porter.scan('F40273188G', 500).last.class).toBe('done')
})

test('leaving asks for the destination, and then sends what is scanned from here to there', () => {
  const porter = new Porter().scan('L0000125').obey(leave)
  expect(porter.last).toMatchObject({ class: 'note', text: 'Where to? Scan the location the folders go to.' })
  expect(porter.scan('L0000133').last.text).toBe('The folders go to FILE ROOM. Scan the folders.')
  expect(porter.scan('F40273188G').last).toMatchObject({
    class: 'done', text: 'F4027 3188G is on its way to FILE ROOM.',
    saves: [{ code: 'F40273188G', location: 'L0000125', action: 'send', to: 'L0000133' }],
  })
  expect(porter.session.here).toMatchObject({ code: 'L0000125', to: { code: 'L0000133' } })
})

test('a folder scanned before its destination is seen here, and can be scanned again', () => {
  const porter = new Porter().scan('L0000125').obey(leave).scan('F40273188G')
  expect(porter.last).toMatchObject({ class: 'check', saves: [{ action: 'seen', location: 'L0000125' }] })
  expect(porter.scan('L0000133').scan('F40273188G').last).toMatchObject({ class: 'done', saves: [{ action: 'send' }] })
})

test('whoever leaves from nowhere scans first where they are', () => {
  const porter = new Porter().obey(leave)
  expect(porter.last.text).toMatch(/^Where are you\? Scan your location first/)
  expect(porter.scan('L0000125').last.text).toBe('You are at CLINIC B. Now scan the location the folders go to.')
  expect(porter.scan('L0000125', 5000).last.class).toBe('check')
  expect(porter.scan('L0000133').scan('F40273188G').last.saves).toMatchObject([{ action: 'send', location: 'L0000125', to: 'L0000133' }])
})

test('a folder that arrived here and leaves again is not taken for a second scan', () => {
  const porter = new Porter().scan('L0000125').scan('F40273188G').obey(leave).scan('L0000133').scan('F40273188G')
  expect(porter.last.saves).toMatchObject([{ action: 'send' }])
  expect(porter.scan('F40273188G', 60_000).last).toMatchObject({ class: 'already', saves: [{ action: 'send' }] })
})

test.each([
  ['arriving', (porter: Porter) => porter.obey(arriving)],
  ['finishing', (porter: Porter) => { porter.session = finish(porter.session); return porter.obey(again) }],
  ['a quarter of an hour', (porter: Porter) => { porter.at += 16 * 60_000; porter.session = expire(porter.session, porter.at); return porter.obey(again) }],
])('%s ends leaving', (_, end) => {
  const porter = end(new Porter().scan('L0000125').obey(leave).scan('L0000133').scan('F40273188G'))
  expect(porter.scan('F511200474').last).toMatchObject({ class: 'done', saves: [{ action: 'arrive', location: 'L0000125' }] })
})

test('the same location again is the one that was finished or has run out last', () => {
  expect(new Porter().obey(again).last.class).toBe('check')
  expect(new Porter().scan('L0000125').obey(again).last).toMatchObject({ class: 'already', text: 'You are already at CLINIC B.' })
  const porter = new Porter().scan('L0000125').scan('F40273188G')
  porter.session = finish(porter.session)
  expect(porter.obey(again).last.text).toBe('You are at CLINIC B. Scan the folders.')
})

test('two different barcodes that are none of ours are two, and the same one twice at once is one', () => {
  const porter = new Porter().scan('L0000125').scan('5012345678900').scan('5012345678917', 500)
  expect(porter.last).toMatchObject({ class: 'check', saves: [{ code: '?'.repeat(13) }] })
  expect(porter.scan('5012345678917', 500).last).toMatchObject({ class: 'already', text: 'That was just scanned.', saves: [] })
})

test('a folder that is scanned again after the clock was put back is no bouncing trigger', () => {
  const porter = new Porter().scan('L0000125').scan('F40273188G').scan('F40273188G', -3_600_000)
  expect(porter.last).toMatchObject({ class: 'already', saves: [{ action: 'seen' }] })
})
