import { expect, test } from 'vitest'
import { idle, readRules } from './idle'

test('a page warns for a while before it locks, and never locks where the site says so', () => {
  const desk = { after: 300, warning: 20 }
  expect([0, 279_999, 280_000, 299_999, 300_000, 9e9].map((quiet) => idle(desk, quiet))).toEqual(['busy', 'busy', 'warn', 'warn', 'lock', 'lock'])
  expect(idle({ after: 0, warning: 20 }, 9e9)).toBe('busy')
  expect(idle({ after: 10, warning: 20 }, 0)).toBe('warn')
  expect(idle({ after: 300, warning: 0 }, 299_999)).toBe('busy')
})

test('rules that nobody wrote are none', () => {
  expect(readRules('600', '20')).toEqual({ after: 600, warning: 20 })
  expect(readRules(undefined, undefined)).toBeUndefined()
  expect(readRules('x', '20')).toBeUndefined()
})
