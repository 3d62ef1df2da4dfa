import * as z from 'zod'
import { faultNames, type Fault, type FaultKind } from './fault.js'
import { faultKinds } from './kinds.js'

const from = (words: string, least: number, most = Infinity) =>
  z.number(words).min(least, words).max(most, words)
const count = from('a number from 0 on', 0).optional()
const positive = from('a number from 1 on', 1).optional()
const text = z.string('a string').optional()
const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, words.join(' or ')).optional()
const strings = 'an object of strings'
const part = 'a number from 0 on or true or false'

/** The fields that a script may send; the message of each says what it must be. */
const faultShape = z.strictObject({
  kind: oneOf(faultNames),
  match: z.record(z.string(), z.unknown(), 'an object').optional(),
  times: positive,
  status: from('a number from 200 to 599', 200, 599).optional(),
  headers: z.record(z.string(), z.string(strings), strings).optional(),
  body: z.unknown().optional(),
  delayMs: count,
  holdMs: count,
  drop: oneOf(['before', 'after']),
  truncate: z.union([from(part, 0), z.boolean()], part).optional(),
  lagReads: count,
  lagMs: count,
  skewMs: z.number('a number').optional(),
  seconds: count,
  aliases: count,
})
const matchShape = z.strictObject({
  kind: oneOf(['api', 'git']),
  token: oneOf(['user', 'workflow', 'none']),
  login: text,
  method: text,
  path: text,
  operation: text,
  nth: positive,
  aliasesAbove: count,
})

/** The first thing that is wrong with an object. */
function problem({ issues }: z.ZodError, shape: z.ZodObject, given: unknown, where = ''): string {
  for (const issue of issues)
    if (issue.code === 'unrecognized_keys')
      return `Unknown${where}: ${issue.keys.join(', ')}. Known: ${Object.keys(shape.shape).join(', ')}.`
  const keys = Object.keys(given as object)
  const [first] = issues.toSorted((one, other) => keys.indexOf(keyOf(one)) - keys.indexOf(keyOf(other)))
  return `"${first ? keyOf(first) : ''}"${where} is ${first?.message ?? ''}.`
}

const keyOf = ({ path }: z.core.$ZodIssue): string => String(path[0])

/** What a script sent as a fault, with its ready-made part filled in; or what is wrong with it. `now`: milliseconds. */
export function faultFrom(body: unknown, now: number): Fault | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'A fault is a JSON object.'
  const fault = faultShape.safeParse(body)
  if (!fault.success) return problem(fault.error, faultShape, body)
  const { seconds, aliases, match: given = {}, ...rest } = fault.data
  const match = matchShape.safeParse(given)
  if (!match.success) return problem(match.error, matchShape, given, ' in "match"')
  const made = rest.kind === undefined ? {} : ready(rest.kind, { seconds, aliases }, now)
  return { ...made, times: made.times ?? 1, ...rest, match: { ...made.match, ...match.data } } as Fault
}

function ready(
  kind: FaultKind,
  { seconds, aliases }: { readonly seconds: number | undefined; readonly aliases: number | undefined },
  now: number,
): Partial<Fault> {
  const options = { ...(seconds !== undefined && { seconds }), ...(aliases !== undefined && { aliases }) }
  return (faultKinds[kind].make as (options: object, now: number) => Partial<Fault>)(options, now)
}
