import { expect, test } from 'vitest'
import { rewriter } from '../../src/sandbox/host/rewrite.js'

const { text, json } = rewriter({
  texts: new Map([
    ['/old/place', '/new'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:5000'],
    ['127.0.0.1:4100', '127.0.0.1:5100'],
    ['secret.of+dev', 'another'],
  ]),
  shiftMs: 86_400_000,
})

test.each([
  ['in /old/place/.sandbox', 'in /new/.sandbox'],
  [
    'http://127.0.0.1:4000/acme and http://127.0.0.1:4100/',
    'http://127.0.0.1:5000/acme and http://127.0.0.1:5100/',
  ],
  ['http://127.0.0.1:40001/ is another port', 'http://127.0.0.1:40001/ is another port'],
  ['secret.of+dev, secretXof+dev', 'another, secretXof+dev'],
  ['2026-02-28T23:59:59Z', '2026-03-01T23:59:59Z'],
  ['2026-02-28T23:59:59.120Z a line of a log', '2026-03-01T23:59:59.120Z a line of a log'],
  ['2026-99-99T00:00:00Z is no time', '2026-99-99T00:00:00Z is no time'],
  ['2026-02-28 is a day', '2026-02-28 is a day'],
])('%s', (before, after) => {
  expect(text(before)).toBe(after)
})

test('does not shift times of commits', () => {
  const at = '2026-01-05T09:00:00Z'
  const commit = { id: 'abc', timestamp: at, author: { date: at } }
  expect(json({ run: { createdAt: at, headCommit: commit }, steps: [at, 7, null, true] })).toEqual({
    run: { createdAt: '2026-01-06T09:00:00Z', headCommit: commit },
    steps: ['2026-01-06T09:00:00Z', 7, null, true],
  })
})
