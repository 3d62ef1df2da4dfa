import * as z from 'zod'
import { faultNames, type Fault, type FaultKind } from './fault.js'
import { faultKinds } from './kinds.js'

const numberIn = (message: string, minimum: number, maximum = Infinity) =>
  z.number(message).min(minimum, message).max(maximum, message)
const count = numberIn('a number of at least 0', 0).optional()
const positive = numberIn('a number of at least 1', 1).optional()
const text = z.string('a string').optional()
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, values.join(' or ')).optional()
const stringMap = 'an object of strings'
const bytesOrFlag = 'a number of at least 0, true or false'

/** The fields of the request body; each message completes the sentence `"field" must be …`. */
const faultShape = z.strictObject({
  kind: oneOf(faultNames),
  match: z.record(z.string(), z.unknown(), 'an object').optional(),
  times: positive,
  status: numberIn('a number from 200 to 599', 200, 599).optional(),
  headers: z.record(z.string(), z.string(stringMap), stringMap).optional(),
  body: z.unknown().optional(),
  delayMs: count,
  holdMs: count,
  drop: oneOf(['before', 'after']),
  truncate: z.union([numberIn(bytesOrFlag, 0), z.boolean()], bytesOrFlag).optional(),
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

/** The first problem of an object, as a message. */
function problem({ issues }: z.ZodError, shape: z.ZodObject, value: unknown, location = ''): string {
  for (const issue of issues)
    if (issue.code === 'unrecognized_keys')
      return `Unknown field${location}: ${issue.keys.join(', ')}; use ${Object.keys(shape.shape).join(', ')}`
  const keys = Object.keys(value as object)
  const [first] = issues.toSorted((a, b) => keys.indexOf(keyOf(a)) - keys.indexOf(keyOf(b)))
  return `"${first ? keyOf(first) : ''}"${location} must be ${first?.message ?? ''}`
}

const keyOf = ({ path }: z.core.$ZodIssue): string => String(path[0])

/** The fault in a request body, with the fields of its predefined kind; or an error message. `now`: milliseconds. */
export function faultFromBody(body: unknown, now: number): Fault | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'A fault must be a JSON object'
  const fault = faultShape.safeParse(body)
  if (!fault.success) return problem(fault.error, faultShape, body)
  const { seconds, aliases, match: matchFields = {}, ...rest } = fault.data
  const match = matchShape.safeParse(matchFields)
  if (!match.success) return problem(match.error, matchShape, matchFields, ' in "match"')
  const predefined = rest.kind === undefined ? {} : predefinedFault(rest.kind, { seconds, aliases }, now)
  return {
    ...predefined,
    times: predefined.times ?? 1,
    ...rest,
    match: { ...predefined.match, ...match.data },
  } as Fault
}

function predefinedFault(
  kind: FaultKind,
  { seconds, aliases }: { readonly seconds: number | undefined; readonly aliases: number | undefined },
  now: number,
): Partial<Fault> {
  const options = { ...(seconds !== undefined && { seconds }), ...(aliases !== undefined && { aliases }) }
  return (faultKinds[kind].make as (options: object, now: number) => Partial<Fault>)(options, now)
}
