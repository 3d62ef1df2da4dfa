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
import { isConnection, mustHaveBounds, resourceLimit } from './limits.js'
import { types } from './types.js'

type Resolver = (source: unknown, args: unknown, call: Call) => unknown
const untyped: Readonly<Record<string, Fields<never>>> = types
/** The schema guarantees that a resolver gets the source and the arguments of its types. */
const resolvers = untyped as Readonly<Record<string, Readonly<Record<string, Resolver>>>>

/** The operation of a document to run, with its variables; `operation` null: the only one. */
export interface Operation {
  readonly document: DocumentNode
  readonly variables: Readonly<Record<string, unknown>>
  readonly operation: string | null
}

/** Runs an operation: the fields of a mutation in sequence, of a query concurrently. */
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

/** The type of a value of an interface or union: its `__typename`. */
const typeOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && '__typename' in value ? String(value.__typename) : undefined

const resolve: GraphQLFieldResolver<unknown, Call> = async (source, args: PageArguments, call, info) => {
  if (isConnection(info.returnType)) mustHaveBounds(info.fieldName, args, selectionsOf(info), info.fragments)
  const value = await valueOf(source, args, call, info)
  if (isConnection(info.returnType)) count(call, value)
  return value
}

/** Calls the resolver of the type; for other objects (a page, a payload) returns the property. */
function valueOf(source: unknown, args: PageArguments, call: Call, info: GraphQLResolveInfo): unknown {
  const field = resolvers[info.parentType.name]?.[info.fieldName]
  if (field) return field(isNode(source) ? source.row : source, args, call)
  if (typeof source === 'object' && source !== null && !isNode(source) && info.fieldName in source) {
    const value = (source as Record<string, unknown>)[info.fieldName]
    return typeof value === 'function' ? (value as () => unknown)() : value
  }
  throw notInSandbox(`${info.parentType.name}.${info.fieldName}`)
}

const selectionsOf = (info: GraphQLResolveInfo): SelectionSetNode[] =>
  info.fieldNodes.flatMap((field) => (field.kind === Kind.FIELD ? (field.selectionSet ?? []) : []))

function count(call: Call, value: unknown): void {
  if (typeof value !== 'object' || value === null || !('size' in value)) return
  call.received.nodes += Number(value.size)
  if (call.received.nodes > resourceLimit)
    throw new FieldError('RESOURCE_LIMITS_EXCEEDED', 'Resource limits for this query exceeded.')
}
