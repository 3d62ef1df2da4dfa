import type { Fault, FaultKind, FaultMatch } from './fault.js'
import { faultKinds } from './kinds.js'

/** The fields that a script may send, and what each of them must be. */
const text = 'a string'
const count = 'a number from 0 on'
const fields: Readonly<Record<string, readonly string[]>> = {
  kind: Object.keys(faultKinds),
  match: ['an object'],
  times: ['a number from 1 on'],
  status: ['a number from 200 to 599'],
  headers: ['an object of strings'],
  body: [],
  delayMs: [count],
  holdMs: [count],
  drop: ['before', 'after'],
  truncate: [count, 'true or false'],
  lagReads: [count],
  lagMs: [count],
  skewMs: ['a number'],
  seconds: [count],
  aliases: [count],
}
const matchFields: Readonly<Record<string, readonly string[]>> = {
  kind: ['api', 'git'],
  token: ['user', 'workflow', 'none'],
  login: [text],
  method: [text],
  path: [text],
  operation: [text],
  nth: ['a number from 1 on'],
  aliasesAbove: [count],
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const from =
  (least: number, most = Infinity) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= least && value <= most
/** What is not listed here is a word that stands for itself. */
const shapes: Readonly<Record<string, (value: unknown) => boolean>> = {
  [text]: (value) => typeof value === 'string',
  [count]: from(0),
  'a number': from(-Infinity),
  'a number from 1 on': from(1),
  'a number from 200 to 599': from(200, 599),
  'true or false': (value) => typeof value === 'boolean',
  'an object': isObject,
  'an object of strings': (value) =>
    isObject(value) && Object.values(value).every((each) => typeof each === 'string'),
}

/** The first thing that is wrong with `given`; null if all is well. */
function problem(
  given: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, readonly string[]>>,
  where: string,
): string | null {
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(known, key))
  if (unknown.length > 0)
    return `Unknown${where}: ${unknown.join(', ')}. Known: ${Object.keys(known).join(', ')}.`
  for (const [key, value] of Object.entries(given)) {
    const wanted = known[key] ?? []
    const fits = wanted.some((shape) => shapes[shape]?.(value) ?? value === shape)
    if (wanted.length > 0 && !fits) return `"${key}"${where} is ${wanted.join(' or ')}.`
  }
  return null
}

/** What a script sent as a fault, with its ready-made part filled in; or what is wrong with it. `now`: milliseconds. */
export function faultFrom(body: unknown, now: number): Fault | string {
  if (!isObject(body)) return 'A fault is a JSON object.'
  const wrong = problem(body, fields, '')
  if (wrong !== null) return wrong
  const match = (body['match'] ?? {}) as FaultMatch
  const strange = problem({ ...match }, matchFields, ' in "match"')
  if (strange !== null) return strange
  const { seconds, aliases, ...rest } = body as Partial<Fault> & { seconds?: number; aliases?: number }
  const made = rest.kind === undefined ? {} : ready(rest.kind, { seconds, aliases }, now)
  return { ...made, times: made.times ?? 1, ...rest, match: { ...made.match, ...match } }
}

function ready(
  kind: FaultKind,
  { seconds, aliases }: { readonly seconds: number | undefined; readonly aliases: number | undefined },
  now: number,
): Partial<Fault> {
  const options = { ...(seconds !== undefined && { seconds }), ...(aliases !== undefined && { aliases }) }
  return (faultKinds[kind].make as (options: object, now: number) => Partial<Fault>)(options, now)
}
