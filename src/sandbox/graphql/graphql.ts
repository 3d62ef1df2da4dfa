import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
} from 'graphql'
import type { Actor } from '../request.js'
import type { World } from '../world.js'
import type { RateLimit } from './call.js'
import { parseDocument } from './document.js'
import { fieldError, type ResponseError } from './errors.js'
import { run } from './execute.js'
import { openReads } from './git/reads.js'
import { createCache } from './request-cache.js'
import { depthLimit, nodeLimit, priceOf } from './limits.js'
import { notAssignable, notParsed, notValid } from './problems.js'
import { gitHubSchema } from './schema.js'

/** The unvalidated body of a request. */
export interface GraphqlRequest {
  readonly query?: unknown
  readonly variables?: unknown
  readonly operationName?: unknown
  /** The state of the rate limit; by default unused, for callers that do not count. */
  readonly rateLimit?: RateLimit
}
export interface GraphqlResponse {
  readonly status: number
  readonly body: unknown
  /** The name of the operation. */
  readonly operation: string | null
  readonly write: boolean
}

/** Handles a GraphQL request as GitHub does: every readable request gets a 200 with `data` and `errors`. */
export async function handleGraphql(
  world: World,
  actor: Actor,
  request: GraphqlRequest,
): Promise<GraphqlResponse> {
  const operationName = typeof request.operationName === 'string' ? request.operationName : null
  if (typeof request.query !== 'string') return unreadable()
  const schema = gitHubSchema()
  const document = parseDocument(request.query)
  if (document instanceof GraphQLError) return failed([notParsed(document)], operationName)
  const operation = getOperationAST(document, operationName)
  const details = {
    operation: operation?.name?.value ?? operationName,
    write: operation?.operation === 'mutation',
  }
  const problems = validate(schema, document)
  if (problems.length > 0) return { ...failed(problems.map(notValid), operationName), ...details }
  if (!operation) return { ...failed([noOperation(operationName)], operationName), ...details }
  const given = isRecord(request.variables) ? request.variables : {}
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], given)
  if (variables.errors) return { ...failed(variables.errors.map(notAssignable), operationName), ...details }
  const price = priceOf(schema, operation, fragmentsOf(document), variables.coerced)
  if (price.depth > depthLimit) return { ...failed([tooDeep(price.depth)], operationName), ...details }
  if (price.nodeCount > nodeLimit)
    return { ...failed([tooManyNodes(price.nodeCount)], operationName), ...details }
  const call = {
    world,
    actor,
    git: openReads(world),
    cache: createCache(),
    price,
    limit: request.rateLimit ?? unusedRateLimit(world),
    received: { nodes: 0 },
  }
  return {
    status: 200,
    body: await resultOf(
      schema,
      { document, variables: given, operation: operation.name?.value ?? null },
      call,
    ),
    ...details,
  }
}

async function resultOf(...work: Parameters<typeof run>) {
  const { data, errors } = await run(...work)
  return { data: data ?? null, ...(errors && { errors: errors.map(fieldError) }) }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fragmentsOf = ({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> =>
  Object.fromEntries(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  )

const failed = (errors: readonly ResponseError[], operation: string | null): GraphqlResponse => ({
  status: 200,
  body: { errors },
  operation,
  write: false,
})

const unreadable = (): GraphqlResponse => ({
  status: 400,
  body: {
    message: 'A query attribute must be specified and must be a string.',
    documentation_url: 'https://docs.github.com/graphql',
  },
  operation: null,
  write: false,
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
const unusedRateLimit = (world: World): RateLimit => ({
  limit: 5000,
  remaining: 5000,
  used: 0,
  resetAt: new Date(Date.parse(world.now()) + 3_600_000).toISOString().replace('.000', ''),
})
