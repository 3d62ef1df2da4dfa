import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isInterfaceType,
  isObjectType,
  Kind,
  typeFromAST,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { PageArguments } from './connection.js'
import { depthLimit, isConnection, nodeLimit, type Fragments } from './limits.js'

/** The rate limit points of a call and its possible nodes, as in the schema's RateLimit. */
export interface Price {
  readonly cost: number
  readonly nodeCount: number
}

export interface Priced {
  readonly price: Price
  /** The levels of nested selections, through fragments too; not counted further than `depthLimit` + 1. */
  readonly depth: number
  /** The fields `rateLimit(dryRun: true)`: such a call is priced, and nothing else of it is evaluated. */
  readonly dryRuns: readonly FieldNode[]
}

/** The least that a call costs. */
export const minimumCost = 1

/** Connections in the selections of a call, or of one object in it. */
interface Place {
  readonly type: GraphQLNamedType
  readonly selections: SelectionSetNode
  /** How often the object may occur: the product of the page sizes above it. */
  readonly times: number
  readonly path: string
  readonly level: number
}

/**
 * The price by GitHub's rule (docs: "Rate limits and query limits for the GraphQL API"): the requests to fill every unique
 * connection once, assuming full pages, divided by 100 and rounded to the nearest whole number, at least 1.
 */
export function priceOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  variables: Readonly<Record<string, unknown>>,
): Priced {
  let requests = 0
  let nodeCount = 0
  let depth = 0
  const dryRuns: FieldNode[] = []
  const counted = new Set<string>()

  const isIncluded = (selection: SelectionNode): boolean =>
    getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false

  let walked = 0

  const walk = ({ type, selections, times, path, level }: Place): void => {
    depth = Math.max(depth, level)
    if (level > depthLimit) return
    // Fragments that spread each other twice have exponentially many fields.
    walked += selections.selections.length
    if (walked > nodeLimit) nodeCount = Math.max(nodeCount, nodeLimit + 1)
    if (nodeCount > nodeLimit) return
    for (const selection of selections.selections.filter(isIncluded)) {
      if (selection.kind === Kind.FIELD) {
        walkField({ type, selections, times, path, level }, selection)
        continue
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value]!
      const condition = fragment.typeCondition && typeFromAST(schema, fragment.typeCondition)
      walk({ type: condition ?? type, selections: fragment.selectionSet, times, path, level: level + 1 })
    }
  }

  const walkField = ({ type, times, path, level }: Place, field: FieldNode): void => {
    const name = field.name.value
    const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
    if (!definition || !field.selectionSet) return
    const values = getArgumentValues(definition, field, variables) as PageArguments & { dryRun?: boolean }
    if (type.name === 'Query' && name === 'rateLimit' && values.dryRun === true) dryRuns.push(field)
    const place = {
      type: getNamedType(definition.type),
      selections: field.selectionSet,
      times,
      path: `${path} ${type.name}.${field.alias?.value ?? name}`,
      level: level + 1,
    }
    if (!isConnection(definition.type)) return walk(place)
    const size = values.first ?? values.last ?? 0
    // A field that several fragments select is one connection.
    if (!counted.has(place.path)) {
      counted.add(place.path)
      requests += times
      nodeCount += times * size
    }
    walk({ ...place, times: times * size })
  }

  const root = schema.getRootType(operation.operation)
  if (root) walk({ type: root, selections: operation.selectionSet, times: 1, path: '', level: 1 })
  return { price: { cost: Math.max(minimumCost, Math.round(requests / 100)), nodeCount }, depth, dryRuns }
}
