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
}
/** Of "Rate limits and node limits for the GraphQL API": no call may ask for more possible nodes than this. */
export const nodeLimit = 500_000
/** Nodes that one call may really receive. GitHub does not tell its own number, only that there is one. */
export const resourceLimit = 50_000

/**
 * What a query costs by GitHub's rule: the requests needed to fill every connection once (a connection below another one
 * counts for each node above it), divided by 100, at least 1. Possible nodes are counted as if every page were full.
 */
export function priceOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  variables: Readonly<Record<string, unknown>>,
): Price {
  let requests = 0
  let nodeCount = 0
  const walk = (type: GraphQLNamedType, selections: SelectionSetNode, times: number): void => {
    for (const selection of selections.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD || selection.kind === Kind.INLINE_FRAGMENT) {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value]!
        const condition = fragment.typeCondition && typeFromAST(schema, fragment.typeCondition)
        walk(condition ?? type, fragment.selectionSet, times)
        continue
      }
      const field =
        isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name.value] : undefined
      if (!field || !selection.selectionSet) continue
      const target = getNamedType(field.type)
      if (!isCompositeType(target)) continue
      if (!isConnection(field.type)) walk(target, selection.selectionSet, times)
      else {
        const { first, last } = getArgumentValues(field, selection, variables) as PageArguments
        const size = first ?? last ?? 0
        requests += times
        nodeCount += times * size
        walk(target, selection.selectionSet, times * size)
      }
    }
  }
  const root = schema.getRootType(operation.operation)
  if (root) walk(root, operation.selectionSet, 1)
  return { cost: Math.max(1, Math.round(requests / 100)), nodeCount }
}

export const isConnection = (type: GraphQLOutputType): boolean =>
  getNamedType(type).name.endsWith('Connection')

/** Every list of nodes says how long it may be; only a count may be asked without. */
export function mustBound(
  field: string,
  { first, last }: PageArguments,
  selections: readonly SelectionSetNode[],
  fragments: Fragments,
): void {
  if (first == null && last == null && selections.some((set) => asksForNodes(set, fragments)))
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

function asksForNodes(set: SelectionSetNode, fragments: Fragments): boolean {
  return set.selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return ['nodes', 'edges'].includes(selection.name.value)
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value]
    return inner !== undefined && asksForNodes(inner.selectionSet, fragments)
  })
}
