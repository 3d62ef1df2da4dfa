import type * as z from 'zod'
import { knownAt } from './known.js'
import { nearest } from '../suggest.js'
import type { Source } from './yaml.js'

type Issue = z.core.$ZodIssue
type Steps = readonly PropertyKey[]
interface Place {
  readonly source: Source
  readonly path: string
  readonly schema: object
}

/** One line for each problem, in the order of the file: `.github/rel.yml:3:1: unknown key "gate"; did you mean "gates"?` */
export function problemsOf(issues: readonly Issue[], place: Place): readonly string[] {
  const problems = issues.flatMap((issue) => describe(issue, [], place))
  const order = (where: string): number => where.split(':').reduce((sum, part) => sum * 1e6 + Number(part), 0)
  return problems
    .sort((left, right) => order(left.where) - order(right.where))
    .map(({ where, what }) => `${place.path}:${where}: ${what}`)
}

function describe(issue: Issue, above: Steps, place: Place): { where: string; what: string }[] {
  const steps = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      where: place.source.placeOfKey(steps, key),
      what: `unknown key ${JSON.stringify(key)}${inKey(steps)}${suggestion(key, knownAt(place.schema, steps).keys)}`,
    }))
  if (issue.code === 'invalid_key') {
    const [map, key] = [steps.slice(0, -1), String(steps.at(-1))]
    const rules = issue.issues.map(({ message }) => message).join(', ')
    const what = `the key ${JSON.stringify(key)}${inKey(map)} ${rules}${suggestion(key, knownAt(place.schema, map).keys)}`
    return [{ where: place.source.placeOfKey(map, key), what }]
  }
  if (issue.code === 'invalid_union') return ofUnion(issue, steps, place)
  const value = valueAt(place.source.value, steps)
  const where = value === undefined ? place.source.placeOf(steps.slice(0, -1)) : place.source.placeOf(steps)
  return [
    {
      where,
      what: `${keyPath(steps)} ${ruleOf(issue, value)}${suggestion(value, knownAt(place.schema, steps).values)}`,
    },
  ]
}

/** Explains the alternative whose outermost type fits the value; if none fits, names all alternatives. */
function ofUnion(
  issue: Issue & { code: 'invalid_union' },
  steps: Steps,
  place: Place,
): { where: string; what: string }[] {
  const fitting = issue.errors.find(
    (issues) =>
      issues.every(({ path }) => path.length > 0) || issues.some(({ code }) => code === 'unrecognized_keys'),
  )
  if (fitting) return fitting.flatMap((inner) => describe(inner, steps, place))
  const value = valueAt(place.source.value, steps)
  const rules = issue.errors.flatMap((issues) =>
    issues.map((inner) => ruleOf(inner, undefined).replace(/^must be /, '')),
  )
  const { values } = knownAt(place.schema, steps)
  const what = `${keyPath(steps)} must be ${listOf([...new Set(rules)])}${notValue(value)}${suggestion(value, values)}`
  return [{ where: place.source.placeOf(steps), what }]
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  boolean: 'true or false',
  number: 'a number',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'empty',
}

function ruleOf(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type') {
    if (value === undefined && issue.path.length > 0) return 'is missing'
    const rule = issue.message.startsWith('must be')
      ? issue.message
      : `must be ${kinds[issue.expected] ?? issue.expected}`
    return `${rule}${notValue(value)}`
  }
  if (issue.code === 'invalid_value')
    return `must be ${listOf(issue.values.map(shownValue))}${notValue(value)}`
  if (issue.code === 'custom' || issue.code === 'too_small') return issue.message
  return `${issue.message}${notValue(value)}`
}

/** `a`, `a or b`, `a, b or c`. */
const listOf = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`

const shownValue = (value: unknown): string => (value === '' ? 'empty ("")' : String(value))

function notValue(value: unknown): string {
  if (value === undefined) return ''
  if (value === null) return ', not empty'
  if (Array.isArray(value)) return ', not a list'
  return typeof value === 'object' ? ', not a map' : `, not ${JSON.stringify(value)}`
}

function suggestion(word: unknown, known: readonly string[]): string {
  const best = typeof word === 'string' ? nearest(word, known) : null
  return best === null || best === '' || best === word ? '' : `; did you mean ${JSON.stringify(best)}?`
}

const inKey = (steps: Steps): string => (steps.length === 0 ? '' : ` in ${keyPath(steps)}`)

/** A path in the notation of messages: `"versions.labels.major"`, `"freeze[0].to"`. */
const keyPath = (steps: Steps): string =>
  steps.length === 0
    ? 'the file'
    : JSON.stringify(
        steps.reduce<string>(
          (name, step) =>
            typeof step === 'number'
              ? `${name}[${step}]`
              : name === ''
                ? String(step)
                : `${name}.${String(step)}`,
          '',
        ),
      )

function valueAt(root: unknown, steps: Steps): unknown {
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    root,
  )
}
