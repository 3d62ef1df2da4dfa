import type { Actor, Request } from '../request.js'
import { repositoryOf } from '../rules/access/access.js'
import type { Repository } from '../state/rows.js'
import type { World } from '../world.js'
import { notFound } from '../errors.js'

/** An authenticated request of a known operation. The body is valid by the contract. */
export interface Call {
  readonly world: World
  readonly actor: Actor
  /** The decoded path parameters. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Body
  /** The Accept header, such as application/vnd.github.raw+json. */
  readonly accept: string
}
export type Body = Readonly<Record<string, unknown>>

/** `list`: all items of a paged response, as render functions; `wrap` puts the rendered page into an object. */
export type OperationResponse =
  | { readonly status?: number; readonly body: unknown; readonly type?: string }
  | {
      readonly list: readonly unknown[]
      readonly wrap?: (items: readonly unknown[], total: number) => unknown
    }
  | { readonly status: 204 | 303 }
  | { readonly status: 302; readonly location: string }

export type Operation = (call: Call) => OperationResponse | Promise<OperationResponse>
export type Operations = Readonly<Record<string, Operation>>

/** A paged response; an item is rendered only when its page is sent. */
export const list = <Row>(rows: readonly Row[], render: (row: Row) => unknown): OperationResponse => ({
  list: rows.map((row) => () => render(row)),
})

/** A paged response with the items under a name beside `total_count`. */
export const listWithCount = <Row>(
  name: string,
  rows: readonly Row[],
  render: (row: Row) => unknown,
  rest: Readonly<Record<string, unknown>> = {},
): OperationResponse => ({
  list: rows.map((row) => () => render(row)),
  wrap: (items, total) => ({ total_count: total, [name]: items, ...rest }),
})

/** The repository in the path. */
export const repositoryIn = ({ world, actor, path }: Call): Repository =>
  repositoryOf(world, actor, path['owner'] ?? '', path['repo'] ?? '')

/** The request for the repository in the path. */
export const requestIn = (call: Call): Request => ({
  world: call.world,
  actor: call.actor,
  repository: repositoryIn(call),
})

/** A request and its repository, extended by the resource in the path. */
export interface RepositoryRequest {
  readonly request: Request
  readonly repository: Repository
}

/** A number in the path, such as of an issue; 404 if it is not a number. */
export function numberIn({ path }: Call, name: string): number {
  const text = path[name] ?? ''
  if (!/^\d{1,15}$/.test(text)) throw notFound()
  return Number(text)
}

/** Reads a field of a body that was checked against the contract. */
export const text = (body: Body, name: string): string | undefined =>
  typeof body[name] === 'string' ? body[name] : undefined
export const flag = (body: Body, name: string): boolean | undefined =>
  typeof body[name] === 'boolean' ? body[name] : undefined
/** Null clears the field; undefined leaves it unchanged. */
export const textOrNull = (body: Body, name: string): string | null | undefined =>
  body[name] === null ? null : text(body, name)
