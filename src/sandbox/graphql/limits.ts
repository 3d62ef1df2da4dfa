import {
  getArgumentValues,
  getNamedType,
  isCompositeType,
  isObjectType,
  isInterfaceType,
  typeFromAST,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { PageArguments } from './connection.js'
import { FieldError } from './errors.js'

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>
export interface Price {
  readonly cost: number
  readonly nodeCount: number
  /** The levels of nested selections, through fragments too; not counted further than `depthLimit` + 1. */
  readonly depth: number
}
/**
 * A document is read recursively. With these limits, of tokens and of nested selections and values, the stack does not overflow.
 * GitHub has limits too, but does not document their values.
 */
export const tokenLimit = 10_000
export const depthLimit = 200
/** The maximum number of possible nodes of a call (docs: "Rate limits and node limits for the GraphQL API"). */
export const nodeLimit = 500_000
/** The maximum number of nodes in a response. GitHub has such a limit, but does not document its value. */
export const resourceLimit = 50_000

/**
 * The cost of a query by GitHub's rule: the number of requests to fill every connection once (a nested connection counts for
 * each node of its parent), divided by 100, at least 1. Possible nodes are counted as if every page were full.
 */
export function priceOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  variables: Readonly<Record<string, unknown>>,
): Price {
  let requests = 0
  let nodeCount = 0
  let walked = 0
  let depth = 0
  interface Place {
    readonly times: number
    readonly level: number
  }
  const walk = (
    type: GraphQLNamedType,
    selections: SelectionSetNode,
    { times, level }: Place = { times: 1, level: 1 },
  ): void => {
    depth = Math.max(depth, level)
    if (level > depthLimit) return
    // Fragments that spread each other twice have exponentially many fields.
    walked += selections.selections.length
    if (walked > nodeLimit) nodeCount = Math.max(nodeCount, nodeLimit + 1)
    for (const selection of nodeCount > nodeLimit ? [] : selections.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD || selection.kind === Kind.INLINE_FRAGMENT) {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value]!
        const condition = fragment.typeCondition && typeFromAST(schema, fragment.typeCondition)
        walk(condition ?? type, fragment.selectionSet, { times, level: level + 1 })
        continue
      }
      const field =
        isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name.value] : undefined
      if (!field || !selection.selectionSet) continue
      const target = getNamedType(field.type)
      if (!isCompositeType(target)) continue
      if (!isConnection(field.type)) walk(target, selection.selectionSet, { times, level: level + 1 })
      else {
        const { first, last } = getArgumentValues(field, selection, variables) as PageArguments
        const size = first ?? last ?? 0
        requests += times
        nodeCount += times * size
        walk(target, selection.selectionSet, { times: times * size, level: level + 1 })
      }
    }
  }
  const root = schema.getRootType(operation.operation)
  if (root) walk(root, operation.selectionSet)
  return { cost: Math.max(1, Math.round(requests / 100)), nodeCount, depth }
}

export const isConnection = (type: GraphQLOutputType): boolean =>
  getNamedType(type).name.endsWith('Connection')

/** Refuses a list of nodes without `first` or `last`, or with a value out of range; only counts need no bounds. */
export function mustHaveBounds(
  field: string,
  { first, last }: PageArguments,
  selections: readonly SelectionSetNode[],
  fragments: Fragments,
): void {
  if (first == null && last == null && selections.some((set) => selectsNodes(set, fragments)))
    throw new FieldError(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${field}\` connection.`,
    )
  for (const [name, value] of Object.entries({ first, last })) {
    if (value == null) continue
    if (value > 100)
      throw new FieldError(
        'EXCESSIVE_PAGINATION',
        `Requesting ${value} records on the \`${field}\` connection exceeds the \`${name}\` limit of 100 records.`,
      )
    if (value < 0)
      throw new FieldError(
        'INVALID_PAGINATION',
        `\`${name}\` on the \`${field}\` connection cannot be less than zero.`,
      )
  }
}

function selectsNodes(set: SelectionSetNode, fragments: Fragments): boolean {
  return set.selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return ['nodes', 'edges'].includes(selection.name.value)
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value]
    return fragment !== undefined && selectsNodes(fragment.selectionSet, fragments)
  })
}
