import { expect, test } from 'vitest'
import { isComplete } from './code'
import { nothing, step, usual, type Key, type Keys, type Place, type Take } from './keys'

const rules = { ...usual, complete: (text: string) => isComplete(text) }

/** A scanner that types: it plays keys into the reducer and keeps the box as a browser would. */
class Scanner {
  keys: Keys = nothing
  box = ''
  at = 1000
  takes: Take[] = []
  swallowed: string[] = []
  numLock = false
  constructor(private place: Place = 'box', private pace = 5) {}

  private press(key: Key, name: string): boolean {
    const { keys, take, swallow, numLock } = step(this.keys, key, rules)
    this.keys = keys
    if (take) this.takes.push(take)
    if (take) this.box = ''
    if (swallow) this.swallowed.push(name)
    if (numLock) this.numLock = true
    return swallow === true
  }
  type(text: string, pace = this.pace): this {
    for (const char of text) {
      this.at += pace
      const kept = !this.press({ kind: 'char', char, place: this.place, text: this.box, at: this.at }, char)
      if (kept && this.place === 'box') this.box += char
    }
    return this
  }
  end(key: 'enter' | 'tab' = 'enter', pace = this.pace): this {
    this.at += pace
    this.press({ kind: 'end', key, place: this.place, text: this.box, at: this.at }, key)
    return this
  }
  idle(ms = 150): this {
    this.at += ms
    this.press({ kind: 'idle', place: this.place, text: this.box, at: this.at }, 'idle')
    return this
  }
  prefix(): this {
    this.press({ kind: 'begin', at: (this.at += this.pace) }, 'F18')
    return this
  }
  arrows(count: number): this {
    for (let i = 0; i < count; i++) this.press({ kind: 'arrow', at: (this.at += 10) }, 'arrow')
    return this
  }
  paste(text: string): this {
    this.press({ kind: 'paste', at: this.at }, 'paste')
    this.box = text
    return this
  }
  get raws() { return this.takes.map((take) => take.raw) }
}

const folder = 'F40273188G'

test('Enter ends a scan', () => {
  expect(new Scanner().type(folder).end().takes).toEqual([{ raw: folder, source: 'wedge', leaked: 0 }])
})

test('Tab ends a scan that arrived fast, and the focus stays', () => {
  const scanner = new Scanner().type(folder).end('tab')
  expect(scanner.raws).toEqual([folder])
  expect(scanner.swallowed).toContain('tab')
})

test('Tab after slow typing moves the focus', () => {
  const scanner = new Scanner().type(folder, 200).end('tab')
  expect(scanner.raws).toEqual([])
  expect(scanner.swallowed).not.toContain('tab')
})

test('Tab in an empty box moves the focus', () => {
  expect(new Scanner().end('tab').swallowed).toEqual([])
})

test('CR LF is one scan and its second half is silent', () => {
  const scanner = new Scanner().type(folder).end().end()
  expect(scanner.raws).toEqual([folder])
  expect(scanner.swallowed.filter((key) => key === 'enter')).toHaveLength(2)
})

test('Enter and Tab together are one scan', () => {
  const scanner = new Scanner().type(folder).end('enter').end('tab')
  expect(scanner.raws).toEqual([folder])
  expect(scanner.swallowed).toContain('tab')
})

test('without a terminator a whole code is taken after a pause', () => {
  expect(new Scanner().type(folder).idle().raws).toEqual([folder])
  expect(new Scanner().type(folder).idle(100).raws).toEqual([])
})

test('without a terminator a part of a code is never taken', () => {
  expect(new Scanner().type('F40273188').idle().raws).toEqual([])
})

test('a person who types a whole code slowly is left to press Enter', () => {
  const scanner = new Scanner().type(folder, 250).idle()
  expect(scanner.raws).toEqual([])
  expect(scanner.end().takes).toEqual([{ raw: folder, source: 'typed', leaked: 0 }])
})

test('a slow Bluetooth scanner is heard in the box', () => {
  expect(new Scanner('box', 180).type(folder).end().raws).toEqual([folder])
})

test('codes scanned one right after another stay apart', () => {
  const scanner = new Scanner()
  for (let i = 0; i < 30; i++) scanner.type(folder).end()
  expect(scanner.raws).toEqual(Array(30).fill(folder))
})

test('a scan after slow typing that was rubbed out is fast again', () => {
  const scanner = new Scanner().type('abc', 300)
  scanner.box = ''
  scanner.at += 2000
  expect(scanner.type(folder).end('tab').raws).toEqual([folder])
})

test('a scan into another field is taken and what leaked is counted', () => {
  expect(new Scanner('field').type(folder).end().takes).toEqual([{ raw: folder, source: 'wedge', leaked: 10 }])
})

test('fast typing into another field that is no code is left alone', () => {
  const scanner = new Scanner('field').type('smith').end()
  expect(scanner.raws).toEqual([])
  expect(scanner.swallowed).toEqual([])
})

test('a slow code in another field is typing', () => {
  expect(new Scanner('field', 150).type(folder).end().raws).toEqual([])
})

test('the end of a scan on a focused button does not press it', () => {
  expect(new Scanner('page').type('AB 123').end().swallowed).toEqual(['enter'])
  expect(new Scanner('page').type(folder).end().raws).toEqual([folder])
})

test('a deliberate Enter on a button presses it', () => {
  const scanner = new Scanner('page').end('enter', 5000)
  expect(scanner.swallowed).toEqual([])
})

test('a scan that takes longer than a second and a half elsewhere is not one', () => {
  expect(new Scanner('field', 95).type('F40273188GF511200474').end().raws).toEqual([])
})

test('the box draws what a hand types, its first character a moment later, and nothing of a scan', () => {
  const drawn = (place: Place, paces: number[], fast = true) => {
    let keys: Keys = { ...nothing, fast }
    let at = 1000
    return paces.map((pace, i) => {
      const after = step(keys, { kind: 'char', char: 'A', place, text: 'A'.repeat(i), at: (at += pace) }, rules)
      keys = after.keys
      return after.unseen !== true
    })
  }
  expect(drawn('box', [0, 5, 30, 5])).toEqual([false, false, false, false])
  expect(drawn('box', [0, 31, 90, 200])).toEqual([false, true, true, true])
  expect(drawn('box', [0, 200, 5])).toEqual([false, true, true]) // two keys rolled over one another by a hand that had been slow
  expect(drawn('field', [0, 5, 5])).toEqual([true, true, true])
})

test('three arrow keys in a burst are a number pad without Num Lock', () => {
  expect(new Scanner().arrows(3).numLock).toBe(true)
  expect(new Scanner().arrows(2).numLock).toBe(false)
})

test('pasted codes say that they were pasted', () => {
  expect(new Scanner().paste(folder).end().takes).toEqual([{ raw: folder, source: 'pasted', leaked: 0 }])
})

test.each(['box', 'field', 'page'] as const)('behind a prefix key a scan is swallowed whole, with the focus in a %s', (place) => {
  const scanner = new Scanner(place).prefix().type(folder).end()
  expect(scanner.takes).toEqual([{ raw: folder, source: 'wedge', leaked: 0 }])
  expect(scanner.swallowed.join('')).toBe(`F18${folder}enter`)
  expect(scanner.box).toBe('')
})

test('behind a prefix key a scan needs no right check character: it is a scan, and is told so', () => {
  expect(new Scanner('field').prefix().type('HELLO').end().raws).toEqual(['HELLO'])
})

test('a prefix key whose scan never ends gives the keys back after a second and a half', () => {
  const scanner = new Scanner('field').prefix()
  scanner.at += 1501
  expect(scanner.type('smith', 200).end('enter', 500).raws).toEqual([])
  expect(scanner.swallowed).toEqual(['F18'])
})

test('a prefix key does without a terminator too', () => {
  expect(new Scanner('field').prefix().type(folder).idle().raws).toEqual([folder])
})

test('Bluetooth needs a longer pause than a cable', () => {
  const slow = new Scanner('field', 150).type('CDN01K').end()
  expect(slow.raws).toEqual([])
  const patient = { ...rules, gap: 250 }
  let keys = nothing
  const takes = [...'CDN01K'].flatMap((char, i) => {
    const made = step(keys, { kind: 'char', char, place: 'field', text: '', at: i * 150 }, patient)
    keys = made.keys
    return made.take ?? []
  })
  const end = step(keys, { kind: 'end', key: 'enter', place: 'field', text: '', at: 900 }, patient)
  expect([...takes, end.take].map((take) => take?.raw)).toEqual(['CDN01K'])
})
