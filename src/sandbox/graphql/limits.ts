import {
  getNamedType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql'
import type { PageArguments } from './connection.js'
import { FieldError } from './errors.js'

/** The fragments of a document by name. */
export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>
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
