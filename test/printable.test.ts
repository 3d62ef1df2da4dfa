import { expect, test } from 'vitest'
import { escapedJson, line, linesIn, Printable, printable } from '../src/lib/printable.js'

test.each([
  ['an escape sequence', 'a\u001B[31mb\u001B]8;;http://x\u0007c', 'a[31mb]8;;http://xc'],
  ['C1 controls', 'a\u009B31mb\u0090c', 'a31mbc'],
  ['line breaks', 'a\nb\r\nc\u2028d\u2029e\u0085f\tg', 'a b c d e f g'],
  ['bidi marks', 'a\u202Eb\u2066c\u200Fd\u061Ce', 'abcde'],
  ['invisible characters', 'a\u200Bb\u00ADc\u2060d\uFEFFe\u{E0041}f', 'abcdef'],
  ['half a surrogate pair', 'a\uD83Db', 'a\uFFFDb'],
  ['backspaces and deletes', 'ok\b\bno\u007F', 'okno'],
])('%s', (_, text, shown) => expect(String(printable(text))).toBe(shown))

test.each(['👩‍👩‍👧‍👦', 'naïve', '設定', 'עברית', 'हिन्दी', '🏳️‍🌈 1️⃣'])('%s stays as it is', (text) =>
  expect(String(printable(text))).toBe(text),
)

test('a template makes its values safe and keeps what is printable already', () => {
  const red = printable('no').styled((text) => `\u001B[31m${text}\u001B[39m`)
  expect(String(line`${red} by ${'x\u001B[2J'} ${3}`)).toBe('\u001B[31mno\u001B[39m by x[2J 3')
  expect(linesIn('one\u001B\ntwo').map(String)).toEqual(['one', 'two'])
})

test('no control character or bidi mark of any plane gets through', () => {
  const unsafe = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u
  const codes = Array.from({ length: 0x30000 }, (_, code) => code)
  expect(codes.filter((code) => unsafe.test(String(printable(`a${String.fromCodePoint(code)}b`))))).toEqual(
    [],
  )
})

test('an object that only looks like one is refused', () =>
  expect(() => String(Object.create(Printable.prototype))).toThrow(TypeError))

test('JSON keeps its value, and steers no terminal', () => {
  const value = { title: 'a\u009B31m\u202Eb\u{E0041}', text: 'c\nd' }
  const json = escapedJson(JSON.stringify(value, null, 2))
  expect(json).toMatch(/^[\n\x20-\x7E]*$/)
  expect(JSON.parse(json)).toEqual(value)
})
