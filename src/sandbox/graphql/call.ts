import type { Actor, Request } from '../request.js'
import { repositoryById } from '../rules/access/access.js'
import type { Repository } from '../state/rows.js'
import type { World } from '../world.js'
import type { Price } from './limits.js'
import type { GitReads } from './git/reads.js'
import type { Memory } from './memory.js'

/** The hour's limit as the schema's RateLimit has it. */
export interface RateLimit {
  readonly limit: number
  readonly remaining: number
  readonly used: number
  readonly resetAt: string
}

/** What the resolvers of one request share. */
export interface Call {
  readonly world: World
  readonly actor: Actor
  readonly git: GitReads
  /** What takes long to find among the rows, and is asked for often. */
  readonly memory: Memory
  readonly price: Price
  readonly limit: RateLimit
  /** Counts the nodes of the answer as they come. */
  readonly received: { nodes: number }
}

/** What one asks of a repository. */
export const requestFor = ({ world, actor }: Call, repository: Repository): Request => ({
  world,
  actor,
  repository,
})

/** What one asks of the repository that a row is of. */
export const requestAbout = (call: Call, { repository }: { readonly repository: number }): Request =>
  requestFor(call, repositoryById(call.world, repository))

/** The answer to one field. Its arguments were checked and coerced by the schema, which is why a resolver may name their types. */
export type Field<Source> = { answer(source: Source, args: never, call: Call): unknown }['answer']
export type Fields<Source> = Readonly<Record<string, Field<Source>>>

/** A row on its way to the client as an object of one of the schema's types. */
export interface Node<Row = unknown> {
  readonly __typename: string
  readonly row: Row
}
export const node = <Row>(type: string, row: Row): Node<Row> => ({ __typename: type, row })
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && '__typename' in value && 'row' in value

export const nodeOrNull = <Row>(type: string, row: Row | null): Node<Row> | null =>
  row === null ? null : node(type, row)
