import { expect, test } from 'vitest'
import { cut, table } from '../src/ui/table.js'

test('columns stand one below another where names have wide characters, emoji or accents', () => {
  const text = table([
    ['NAME', 'BY'],
    ['設定画面', 'dev'],
    ['login 🚀', 'rosa'],
    ['cafe\u0301', 'olga'],
  ])
  expect(text).toBe('NAME      BY\n設定画面  dev\nlogin 🚀  rosa\ncafe\u0301      olga')
})

test.each([
  ['feature/login', 20, 'feature/login'],
  ['feature/a-long-name-1', 11, 'featu…ame-1'],
  ['設定画面設定画面', 9, '設定…画面'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 5, '👩‍👩‍👧‍👦…👩‍👩‍👧‍👦'],
])('%s in %i columns', (name, width, shown) => expect(cut(name, width)).toBe(shown))
