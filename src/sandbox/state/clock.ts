import { milliseconds } from '../../lib/duration.js'

/** How far the sandbox's time is ahead of the machine's (behind: negative), in milliseconds. There is one such row, or none. */
export interface Clock {
  readonly id: 'sandbox'
  readonly aheadMs: number
}

export const clockTables = { clock: { key: (row: Clock) => row.id, indexes: {} } }

/** Dates beyond these have no ISO form of four digits for the year. */
const range = { first: Date.UTC(1970, 0, 1), last: Date.UTC(9999, 11, 31) }

/** A moment that GitHub could give as a time: whole, with a zone. Null for anything else. */
export function moment(iso: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(iso)) return null
  const time = Date.parse(iso)
  return time >= range.first && time <= range.last ? time : null
}

/** What somebody wants the time to be: later by a duration, or any moment, an earlier one too. */
export interface ClockSetting {
  readonly advance?: unknown
  readonly set?: unknown
}

/**
 * How far ahead the sandbox is after the setting, `machine` being the machine's time; or what is wrong with the setting. Only `set`
 * goes back, because it says where to.
 */
export function wanted(
  { advance, set }: ClockSetting,
  clock: Clock | null,
  machine: number,
): number | string {
  if ((advance === undefined) === (set === undefined)) return 'Either "advance" or "set" is wanted.'
  if (set !== undefined) {
    const time = typeof set === 'string' ? moment(set) : null
    return time === null ? '"set" is a time with its zone, such as 2026-03-01T09:00:00Z.' : time - machine
  }
  const step = typeof advance === 'string' ? milliseconds(advance) : null
  if (step === null) return '"advance" is a duration such as 90s, 30m, 72h or 7d.'
  const ahead = (clock?.aheadMs ?? 0) + step
  return machine + ahead <= range.last ? ahead : 'The year 9999 is the last one.'
}
