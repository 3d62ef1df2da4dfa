import type { Json } from '../runner/json.js'

/** The differences between a played sandbox and its copy. */
export interface Differences {
  /** Texts of the played sandbox, such as its url, and their replacements in the copy. */
  readonly texts: ReadonlyMap<string, string>
  /** Milliseconds by which the times of the copy are later. */
  readonly shiftMs: number
}

/** Times of commits are not changed: the commit id depends on them. */
const commitTimes = new Set(['timestamp', 'date'])
const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z`

/** Rewrites texts and JSON of a played sandbox for its copy: replaces known texts and shifts times. */
export function rewriter({ texts, shiftMs }: Differences): {
  readonly text: (text: string) => string
  readonly json: (value: Json) => Json
} {
  const known = [...texts.keys()].toSorted((a, b) => b.length - a.length).map(literal)
  const pattern = new RegExp([...known, time].join('|'), 'g')
  const text = (original: string): string =>
    original.replaceAll(pattern, (match) => texts.get(match) ?? shifted(match, shiftMs))
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return (value as readonly Json[]).map(json)
    if (value === null || typeof value !== 'object') return value
    const entries = Object.entries(value).map(([key, field]) => [
      key,
      commitTimes.has(key) ? field : json(field),
    ])
    return Object.fromEntries(entries) as Json
  }
  return { text, json }
}

/** A pattern for exactly this text; a text that ends with a digit, such as a port, does not match the start of a longer number. */
const literal = (text: string): string =>
  text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`) + (/\d$/.test(text) ? String.raw`(?!\d)` : '')

/** The time shifted; keeps whole seconds if the original has whole seconds. */
function shifted(iso: string, milliseconds: number): string {
  const date = new Date(Date.parse(iso) + milliseconds)
  if (Number.isNaN(date.getTime())) return iso // not a real date, such as 2026-02-31
  return iso.includes('.') ? date.toISOString() : date.toISOString().replace(/\.\d+Z$/, 'Z')
}
