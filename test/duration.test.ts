import { expect, test } from 'vitest'
import { durationText, milliseconds } from '../src/lib/duration.js'

test.each([
  ['500ms', 500],
  ['1s', 1000],
  ['90s', 90_000],
  ['30m', 30 * 60_000],
  ['2h', 2 * 3_600_000],
  ['7d', 7 * 86_400_000],
])('%s is %i milliseconds, and the other way round', (text, duration) => {
  expect(milliseconds(text)).toBe(duration)
  expect(durationText(duration)).toBe(text)
})

test('writes a duration in the largest unit without a rest', () => {
  expect(['72h', '120s', '1500ms', '0s'].map((text) => durationText(milliseconds(text)!))).toEqual([
    '3d',
    '2m',
    '1500ms',
    '0ms',
  ])
})
