import {
  execute,
  Kind,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'
import { isNode, type Call, type Fields } from './call.js'
import type { PageArguments } from './connection.js'
import { FieldError, notInSandbox } from './errors.js'
import { isConnection, mustBound, resourceLimit } from './limits.js'
import { types } from './types.js'

type Answer = (source: unknown, args: unknown, call: Call) => unknown
const known: Readonly<Record<string, Fields<never>>> = types
/** The schema sees to it that a field meets the source and the arguments it was written for. */
const answers = known as Readonly<Record<string, Readonly<Record<string, Answer>>>>

/** Which operation of a document is to run, with which variables; `operation` null: the only one. */
interface Operation {
  readonly document: DocumentNode
  readonly variables: Readonly<Record<string, unknown>>
  readonly operation: string | null
}

/** Runs one operation: fields of a mutation one after the other, all else at once. */
export function run(
  schema: GraphQLSchema,
  { document, variables, operation }: Operation,
  call: Call,
): Promise<ExecutionResult> {
  const result = execute({
    schema,
    document,
    contextValue: call,
    variableValues: variables,
    ...(operation !== null && { operationName: operation }),
    fieldResolver: resolve,
    typeResolver: typeOf,
  })
  return Promise.resolve(result)
}

/** Nodes say of which type they are, and so do objects that were made for one answer where there is a choice. */
const typeOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && '__typename' in value ? String(value.__typename) : undefined

const resolve: GraphQLFieldResolver<unknown, Call> = async (source, args: PageArguments, call, info) => {
  if (isConnection(info.returnType)) mustBound(info.fieldName, args, selectionsOf(info), info.fragments)
  const answer = await valueOf(source, args, call, info)
  if (isConnection(info.returnType)) count(call, answer)
  return answer
}

/** A type's own field; or, of an object made for one answer (a page, a payload), what it holds under that name. */
function valueOf(source: unknown, args: PageArguments, call: Call, info: GraphQLResolveInfo): unknown {
  const field = answers[info.parentType.name]?.[info.fieldName]
  if (field) return field(isNode(source) ? source.row : source, args, call)
  if (typeof source === 'object' && source !== null && !isNode(source) && info.fieldName in source) {
    const value = (source as Record<string, unknown>)[info.fieldName]
    return typeof value === 'function' ? (value as () => unknown)() : value
  }
  throw notInSandbox(`${info.parentType.name}.${info.fieldName}`)
}

const selectionsOf = (info: GraphQLResolveInfo): SelectionSetNode[] =>
  info.fieldNodes.flatMap((field) => (field.kind === Kind.FIELD ? (field.selectionSet ?? []) : []))

function count(call: Call, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('size' in answer)) return
  call.received.nodes += Number(answer.size)
  if (call.received.nodes > resourceLimit)
    throw new FieldError('RESOURCE_LIMITS_EXCEEDED', 'Resource limits for this query exceeded.')
}
