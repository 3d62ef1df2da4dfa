const units = [
  { name: 'd', milliseconds: 86_400_000 },
  { name: 'h', milliseconds: 3_600_000 },
  { name: 'min', milliseconds: 60_000 },
] as const
/** Columns of the longest relative time: `59 min ago`, `2026-03-01`. */
export const longestAge = 10
const longAgo = 60 * 86_400_000

/** A time (ISO 8601 UTC) as seen from now: `just now`, `5 min ago`, `in 2 h`; beyond sixty days the day, `2026-03-01`. */
export function relativeTime(time: string, now: number = Date.now()): string {
  const passed = now - Date.parse(time)
  const distance = Math.abs(passed)
  if (!(distance <= longAgo)) return time.slice(0, 10)
  const unit = units.find(({ milliseconds }) => distance >= milliseconds)
  if (!unit) return 'just now'
  const amount = `${Math.floor(distance / unit.milliseconds)} ${unit.name}`
  return passed < 0 ? `in ${amount}` : `${amount} ago`
}

/** `2026-03-01 09:00 UTC`. */
const minuteOf = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`

/** Both: `2026-03-01 09:00 UTC (3 h ago)`. */
function exactAndRelative(time: string): string {
  const relative = relativeTime(time)
  return /\d$/.test(relative) ? minuteOf(time) : `${minuteOf(time)} (${relative})`
}

/** How long something takes, of milliseconds: `8 s`, `1 min 20 s`, `2 h 5 min`. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** A message as people read it: its times and digests, which are whole in --json, are made short here and nowhere else. */
export const readable = (message: string): string =>
  message
    .replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, exactAndRelative)
    .replaceAll(/\bsha256:[0-9a-f]{64}\b/g, (digest) => digest.slice(0, 'sha256:'.length + 12))
