import type { Json } from '../runner/json.js'

/** What differs between a played sandbox and a copy of it. */
export interface Differences {
  /** Texts of the played one, such as its address, and what they are in the copy. */
  readonly texts: ReadonlyMap<string, string>
  /** How much later the copy was made, in milliseconds. */
  readonly laterMs: number
}

/** Times of commits: they belong to the commit's id, and stay. */
const commitTimes = new Set(['timestamp', 'date'])
const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z`

/** Rewrites texts and JSON of a played sandbox for a copy: its own texts in place of the played one's, and times as much later. */
export function rewriter({ texts, laterMs }: Differences): {
  readonly text: (text: string) => string
  readonly json: (value: Json) => Json
} {
  const known = [...texts.keys()].toSorted((one, other) => other.length - one.length).map(literal)
  const pattern = new RegExp([...known, time].join('|'), 'g')
  const text = (given: string): string =>
    given.replaceAll(pattern, (found) => texts.get(found) ?? later(found, laterMs))
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return (value as readonly Json[]).map(json)
    if (value === null || typeof value !== 'object') return value
    const entries = Object.entries(value).map(([key, one]) => [key, commitTimes.has(key) ? one : json(one)])
    return Object.fromEntries(entries) as Json
  }
  return { text, json }
}

/** A text that ends with a digit, such as an address with its port, is not the beginning of a longer number. */
const literal = (text: string): string =>
  text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`) + (/\d$/.test(text) ? String.raw`(?!\d)` : '')

/** In whole seconds where it was in whole seconds. */
function later(iso: string, milliseconds: number): string {
  const moved = new Date(Date.parse(iso) + milliseconds)
  if (Number.isNaN(moved.getTime())) return iso // 2026-02-31 in somebody's text
  return iso.includes('.') ? moved.toISOString() : moved.toISOString().replace(/\.\d+Z$/, 'Z')
}
