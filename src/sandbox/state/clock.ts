import { milliseconds } from '../../lib/duration.js'

/** The offset of the sandbox's time from the machine's in milliseconds (negative: behind). The table has at most one row. */
export interface Clock {
  readonly id: 'sandbox'
  readonly aheadMs: number
}

export const clockTables = { clock: { key: (row: Clock) => row.id, indexes: {} } }

/** Dates outside of this range have no ISO form with a four-digit year. */
const range = { first: Date.UTC(1970, 0, 1), last: Date.UTC(9999, 11, 31) }

/** Parses a complete ISO 8601 time with a zone to milliseconds; null for anything else. */
export function parseTime(iso: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(iso)) return null
  const time = Date.parse(iso)
  return time >= range.first && time <= range.last ? time : null
}

/** A new time: `advance` by a duration, or `set` to any time, which may be earlier. */
export interface ClockSetting {
  readonly advance?: unknown
  readonly set?: unknown
}

/**
 * The offset in milliseconds after the setting, or a message if the setting is invalid. `machine` is the machine's time. Only
 * `set` can move the time back.
 */
export function offsetAfter(
  { advance, set }: ClockSetting,
  clock: Clock | null,
  machine: number,
): number | string {
  if ((advance === undefined) === (set === undefined)) return 'Give either "advance" or "set".'
  if (set !== undefined) {
    const time = typeof set === 'string' ? parseTime(set) : null
    return time === null ? '"set" must be a time with a zone, such as 2026-03-01T09:00:00Z.' : time - machine
  }
  const step = typeof advance === 'string' ? milliseconds(advance) : null
  if (step === null) return '"advance" must be a duration such as 90s, 30m, 72h or 7d.'
  const ahead = (clock?.aheadMs ?? 0) + step
  return machine + ahead <= range.last ? ahead : 'The time must be before the year 10000.'
}
