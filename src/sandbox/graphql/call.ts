import type { Actor, Request } from '../request.js'
import { repositoryById } from '../rules/access/access.js'
import type { Repository } from '../state/rows.js'
import type { World } from '../world.js'
import type { Price } from './cost.js'
import type { GitReads } from './git/reads.js'
import type { RequestCache } from './request-cache.js'

/** The rate limit after a call, as in the schema's RateLimit. */
export interface RateLimit {
  readonly limit: number
  readonly remaining: number
  readonly used: number
  readonly resetAt: string
}

/** The context of a request, shared by its resolvers. */
export interface Call {
  readonly world: World
  readonly actor: Actor
  readonly git: GitReads
  /** Results of expensive reads of the rows. */
  readonly cache: RequestCache
  readonly price: Price
  readonly limit: RateLimit
  /** Counts the nodes of the response. */
  readonly received: { nodes: number }
}

/** The rules' request for a repository. */
export const requestFor = ({ world, actor }: Call, repository: Repository): Request => ({
  world,
  actor,
  repository,
})

/** The rules' request for the repository of a row. */
export const requestForRow = (call: Call, { repository }: { readonly repository: number }): Request =>
  requestFor(call, repositoryById(call.world, repository))

/** The resolver of a field. The schema has checked and coerced the arguments, so a resolver may declare their types. */
export type Field<Source> = { resolve(source: Source, args: never, call: Call): unknown }['resolve']
export type Fields<Source> = Readonly<Record<string, Field<Source>>>

/** A row as an object of a type of the schema. */
export interface Node<Row = unknown> {
  readonly __typename: string
  readonly row: Row
}
export const node = <Row>(type: string, row: Row): Node<Row> => ({ __typename: type, row })
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && '__typename' in value && 'row' in value

export const nodeOrNull = <Row>(type: string, row: Row | null): Node<Row> | null =>
  row === null ? null : node(type, row)
