import { expect, test } from 'vitest'
import { classify } from './code'
import { layouts, mend, mendable, nameOfLayout } from './layouts'

const typed = (text: string, name: string) => {
  const changes = mendable.find((layout) => nameOfLayout(layout) === name)?.changes ?? {}
  return [...text].map((char) => changes[char] ?? char).join('')
}

test.each(mendable.map(nameOfLayout))('a label read through the keyboard %s is put right', (name) => {
  for (const label of ['F40273188G', 'F511200474', 'AY-12', 'MZ@45', 'L0000125']) expect(mend(typed(label, name), name)).toBe(label)
})

test('without a choice nothing is changed', () => {
  expect(mend('"AB', undefined)).toBe('"AB')
  expect(mend('"AB', 'no such keyboard')).toBe('"AB')
})

test('our own labels are read through a UK and a US keyboard as they are', () => {
  for (const name of ['US-UK', 'UK-US']) expect(typed('F40273188G', name)).toBe('F40273188G')
})

test('the letters that begin our own labels are where they are on every keyboard', () => {
  for (const layout of layouts) for (const letter of 'FLBUC') expect(layout?.changes[letter] ?? letter).toBe(letter)
})

test('a label that arrives through another country’s keyboard is never another folder', () => {
  for (const { changes } of mendable) {
    for (const label of ['F40273188G', 'F511200474', 'F10000000J']) {
      const { kind, code } = classify([...label].map((char) => changes[char] ?? char).join(''))
      expect(kind === 'folder' ? code : label).toBe(label)
    }
  }
})
