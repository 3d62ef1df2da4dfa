import { RelError } from '../../errors.js'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The milliseconds of a duration as the process writes them: `90s`, `30m`, `2h`. */
export function inMilliseconds(text: string): number {
  const [, amount, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? []
  if (amount === undefined || unit === undefined)
    throw new RelError('usage', `"${text}" is no duration.`, { hint: 'Write it as 90s, 30m or 2h.' })
  return Number(amount) * (units[unit] ?? 0)
}
