import { expect, test } from 'vitest'
import { steady, type Sight } from './steady'

const bars = (raw: string): Sight => ({ raw, linear: true })

/** What is sure after each picture. */
function shown(...pictures: (Sight | undefined)[]): (string | undefined)[] {
  let before: Sight | undefined
  return pictures.map((seen) => {
    const { sure, sight } = steady(before, seen)
    before = sight
    return sure
  })
}

test('bars are believed when two pictures running read alike', () => {
  expect(shown(bars(']C0F40273188G'), bars(']C0F40273188G'))).toEqual([undefined, ']C0F40273188G'])
})

test('bars that read differently twice are not believed', () => {
  expect(shown(bars(']C0F40273188G'), bars(']C0F511200474'), bars(']C0F40273188G'))).toEqual([undefined, undefined, undefined])
})

test('a picture in which nothing can be read changes nothing', () => {
  expect(shown(bars(']C0F40273188G'), undefined, bars(']C0F40273188G'))).toEqual([undefined, undefined, ']C0F40273188G'])
})

test('a matrix code is believed at once', () => {
  expect(shown({ raw: ']d1F40273188G', linear: false })).toEqual([']d1F40273188G'])
})
