import { RelError } from '../errors.js'

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds of a duration such as `500ms`, `90s`, `30m`, `72h` or `7d`; null for any other text. */
export function milliseconds(text: string): number | null {
  const [, amount, unit] = /^(\d{1,9})(ms|[smhd])$/.exec(text) ?? []
  return amount === undefined ? null : Number(amount) * units[unit as keyof typeof units]
}

/** The text of a duration, in the largest unit without a rest: `90s`, `30m`, `2h`. */
export function durationText(duration: number): string {
  const [unit, size] = Object.entries(units).findLast(
    ([, size]) => duration >= size && duration % size === 0,
  ) ?? ['ms', 1]
  return `${duration / size}${unit}`
}

/** Milliseconds of a duration that a user typed. Throws a usage error for any other text. */
export function inMilliseconds(text: string): number {
  const duration = milliseconds(text)
  if (duration !== null) return duration
  throw new RelError('usage', `Invalid duration "${text}"; use for example 90s, 30m or 2h`)
}
