import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  validate,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import type { Actor } from '../request.js'
import type { World } from '../world.js'
import type { RateLimit } from './call.js'
import { minimumCost, priceOf, type Priced } from './cost.js'
import { parseDocument } from './document.js'
import { fieldError, type ResponseError } from './errors.js'
import { run, type Operation } from './execute.js'
import { openReads } from './git/reads.js'
import { createCache } from './request-cache.js'
import { depthLimit, nodeLimit } from './limits.js'
import { notAssignable, notParsed, notValid } from './problems.js'
import { gitHubSchema } from './schema.js'

/** The unvalidated body of a request. */
export interface GraphqlRequest {
  readonly query?: unknown
  readonly variables?: unknown
  readonly operationName?: unknown
  /** Spends points; by default nobody counts them. */
  readonly spend?: (points: number) => Spent
}
/** The rate limit after a call; `refusal`: the call is not evaluated, because too few points remain. */
export interface Spent {
  readonly limit: RateLimit
  readonly refusal: ResponseError | null
}
export interface GraphqlResponse {
  readonly status: number
  readonly body: unknown
  /** The name of the operation. */
  readonly operation: string | null
  readonly write: boolean
  /** The points that the call cost. */
  readonly points: number
}

/** Handles a GraphQL request as GitHub does: every readable request gets a 200 with `data` and `errors`. */
export async function handleGraphql(
  world: World,
  actor: Actor,
  request: GraphqlRequest,
): Promise<GraphqlResponse> {
  if (typeof request.query !== 'string') return unreadable()
  const schema = gitHubSchema()
  const operationName = typeof request.operationName === 'string' ? request.operationName : null
  const { operation, write, call } = readCall(schema, request.query, operationName, request.variables)
  const points = 'errors' in call || call.dryRuns.length > 0 ? minimumCost : call.price.cost
  const { limit, refusal } = (request.spend ?? withoutCount(world))(points)
  if (refusal) return { status: 200, body: { errors: [refusal] }, operation, write, points: 0 }
  if ('errors' in call) return { status: 200, body: call, operation, write, points }
  const context = {
    world,
    actor,
    git: openReads(world),
    cache: createCache(),
    price: call.price,
    limit,
    received: { nodes: 0 },
  }
  const { data, errors } = await run(schema, call, context)
  const body = { data: data ?? null, ...(errors && { errors: errors.map(fieldError) }) }
  return { status: 200, body, operation, write, points }
}

interface ReadCall {
  readonly operation: string | null
  readonly write: boolean
  /** What to run with its price, or why it is refused. */
  readonly call: (Operation & Priced) | { readonly errors: readonly ResponseError[] }
}

function readCall(schema: GraphQLSchema, query: string, name: string | null, given: unknown): ReadCall {
  const document = parseDocument(query)
  if (document instanceof GraphQLError)
    return { operation: name, write: false, call: { errors: [notParsed(document)] } }
  const operation = getOperationAST(document, name)
  const details = {
    operation: operation?.name?.value ?? name,
    write: operation?.operation === 'mutation',
  }
  const problems = validate(schema, document)
  if (problems.length > 0) return { ...details, call: { errors: problems.map(notValid) } }
  if (!operation) return { ...details, call: { errors: [noOperation(name)] } }
  const values = isRecord(given) ? given : {}
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], values)
  if (variables.errors) return { ...details, call: { errors: variables.errors.map(notAssignable) } }
  const priced = priceOf(schema, operation, fragmentsOf(document), variables.coerced)
  if (priced.depth > depthLimit) return { ...details, call: { errors: [tooDeep(priced.depth)] } }
  if (priced.price.nodeCount > nodeLimit)
    return { ...details, call: { errors: [tooManyNodes(priced.price.nodeCount)] } }
  const evaluated = priced.dryRuns.length === 0 ? document : onlyFields(operation, priced.dryRuns)
  const runnable = { document: evaluated, variables: values, operation: operation.name?.value ?? null }
  return { ...details, call: { ...runnable, ...priced } }
}

/** A document with only these fields of an operation. */
const onlyFields = (operation: OperationDefinitionNode, selections: readonly FieldNode[]): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [{ ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } }],
})

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fragmentsOf = ({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> =>
  Object.fromEntries(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  )

const unreadable = (): GraphqlResponse => ({
  status: 400,
  body: {
    message: 'A query attribute must be specified and must be a string.',
    documentation_url: 'https://docs.github.com/graphql',
  },
  operation: null,
  write: false,
  points: 0,
})

const noOperation = (name: string | null): ResponseError => ({
  message: name === null ? 'An operation name is required' : `No operation named "${name}"`,
})

const tooDeep = (depth: number): ResponseError => ({
  message: `Query has depth of ${depth}, which exceeds max depth of ${depthLimit}`,
})

const tooManyNodes = (count: number): ResponseError => ({
  type: 'MAX_NODE_LIMIT_EXCEEDED',
  message:
    `This query requests up to ${count.toLocaleString('en-US')} possible nodes which exceeds the maximum limit of ` +
    `${nodeLimit.toLocaleString('en-US')}.`,
})

/** An unused rate limit of 5,000 points an hour, as for a user's token. */
const withoutCount = (world: World) => (): Spent => {
  const resetAt = new Date(Date.parse(world.now()) + 3_600_000).toISOString().replace('.000', '')
  return { limit: { limit: 5000, remaining: 5000, used: 0, resetAt }, refusal: null }
}
