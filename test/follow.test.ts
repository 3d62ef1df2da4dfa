import { expect, it } from 'vitest'
import { pollDelays } from '../src/follow.js'

const series = (interval: number, count: number): readonly number[] => {
  const all = pollDelays(interval)
  return Array.from({ length: count }, () => all.next().value)
}

it('grows from 2 s to 15 s by default', () => {
  expect(series(2000, 12).map(Math.round)).toEqual([
    2000, 2600, 3380, 4394, 5712, 7426, 9654, 12550, 15000, 15000, 15000, 15000,
  ])
})

it('polls at most 250 times an hour by default', () => {
  const hour = series(2000, 250).reduce((sum, wait) => sum + wait, 0)
  expect(hour).toBeGreaterThan(3_600_000)
})

it.each([
  [1, 500],
  [50, 500],
  [500, 3750],
  [10_000, 15_000],
  [60_000, 60_000],
])('grows from %i ms to %i ms', (interval, longest) => {
  expect(series(interval, 40).at(-1)).toBe(longest)
})
