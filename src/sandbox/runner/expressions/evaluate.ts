import { Evaluator, Parser } from '@actions/expressions'
import type { Json } from '../json.js'
import { problemAt, WorkflowProblem, type SourceLocation } from '../problem.js'
import { partsOf, tokensOf } from './corrections.js'
import { dictionaryOf, fromData, isTrue, toData, type Data } from './data.js'

/** The contexts and functions of an expression. Functions are those that GitHub's library does not implement. */
export interface Scope {
  readonly contexts: Readonly<Record<string, Json>>
  readonly functions: Readonly<Record<string, (...texts: readonly string[]) => Json>>
}

export const noFunctions: Scope['functions'] = {}

function dataOf(source: string, { contexts, functions }: Scope): Data {
  if (source.trim() === '') throw new Error('An expression was expected')
  const names = Object.keys(contexts)
  const known = Object.keys(functions).map((name) => {
    const takesPatterns = name === 'hashFiles'
    return { name, minArgs: takesPatterns ? 1 : 0, maxArgs: takesPatterns ? 255 : 0 }
  })
  const tree = new Parser(tokensOf(source), names, known).parse()
  const lower = source.toLowerCase()
  const used = names.filter((name) => lower.includes(name.toLowerCase())) // converting big contexts is slow
  const context = dictionaryOf(used.map((key) => [key, toData(contexts[key])]))
  const calls = new Map(
    known.map((info) => [
      info.name.toLowerCase(),
      {
        ...info,
        call: (...args: Data[]) => toData(functions[info.name]?.(...args.map((arg) => arg.coerceString()))),
      },
    ]),
  )
  return new Evaluator(tree, context, calls).evaluate()
}

function withLocation<Result>(place: SourceLocation, source: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof WorkflowProblem) throw error
    throw problemAt(place, `\${{ ${source} }}: ${(error as Error).message}`)
  }
}

export const evaluate = (source: string, scope: Scope, place: SourceLocation): Json =>
  withLocation(place, source, () => fromData(dataOf(source, scope)))

/** Evaluates the expressions in a text; a text that is a single expression keeps the type of its value. */
export function interpolate(text: string, scope: Scope, place: SourceLocation): Json {
  if (!text.includes('${{')) return text
  return withLocation(place, text, () => {
    const parts = partsOf(text)
    const [only] = parts
    if (parts.length === 1 && only && 'expression' in only) return fromData(dataOf(only.expression, scope))
    return parts
      .map((part) => ('text' in part ? part.text : dataOf(part.expression, scope).coerceString()))
      .join('')
  })
}

const statusFunctions = ['success', 'failure', 'always', 'cancelled']

/** Whether a condition calls a status function; names in literals and of properties do not count. */
export function callsStatusFunction(source: string): boolean {
  const tokens = tokensOf(source)
  return tokens.some(
    ({ lexeme }, index) =>
      statusFunctions.includes(lexeme.toLowerCase()) &&
      tokens[index + 1]?.lexeme === '(' &&
      tokens[index - 1]?.lexeme !== '.',
  )
}

/** Evaluates an `if`, with or without ${{ }}; implies success() unless it calls a status function (docs: "Status check functions"). */
export function isMet(condition: string | null, scope: Scope, place: SourceLocation): boolean {
  return withLocation(place, condition ?? 'success()', () => {
    const source = conditionOf(condition ?? '')
    if (source === '') return isTrue(dataOf('success()', scope))
    if (!callsStatusFunction(source) && !isTrue(dataOf('success()', scope))) return false
    return isTrue(dataOf(source, scope))
  })
}

/** The expression of a condition. GitHub treats a condition of several parts as a non-empty text, which is true. */
function conditionOf(text: string): string {
  const trimmed = text.trim()
  if (!trimmed.includes('${{')) return trimmed
  const [only, ...more] = partsOf(trimmed)
  return only && 'expression' in only && more.length === 0 ? only.expression : 'true'
}
