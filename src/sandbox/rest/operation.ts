import type { Actor, Request } from '../request.js'
import { repositoryOf } from '../rules/access/access.js'
import type { Repository } from '../state/rows.js'
import type { World } from '../world.js'
import { notFound } from '../errors.js'

/** One request of a known operation, by one who may at least ask. The body has the shape that the contract gives it. */
export interface Call {
  readonly world: World
  readonly actor: Actor
  /** The parts of the path, decoded. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Body
  /** The media type asked for, such as application/vnd.github.raw+json. */
  readonly accept: string
}
export type Body = Readonly<Record<string, unknown>>

/** `list`: what is to be paged; only the page that is asked for is rendered, and `wrap` puts it into an object. */
export type Answer =
  | { readonly status?: number; readonly body: unknown; readonly type?: string }
  | {
      readonly list: readonly unknown[]
      readonly wrap?: (items: readonly unknown[], total: number) => unknown
    }
  | { readonly status: 204 | 303 }
  | { readonly status: 302; readonly location: string }

export type Operation = (call: Call) => Answer | Promise<Answer>
export type Operations = Readonly<Record<string, Operation>>

/** Items that turn into JSON when their page is sent. */
export const list = <Row>(rows: readonly Row[], render: (row: Row) => unknown): Answer => ({
  list: rows.map((row) => () => render(row)),
})

/** A page under a name of its own, with the number of all items beside it. */
export const counted = <Row>(
  name: string,
  rows: readonly Row[],
  render: (row: Row) => unknown,
  more: Readonly<Record<string, unknown>> = {},
): Answer => ({
  list: rows.map((row) => () => render(row)),
  wrap: (items, total) => ({ total_count: total, [name]: items, ...more }),
})

/** The repository that the path names. */
export const repositoryIn = ({ world, actor, path }: Call): Repository =>
  repositoryOf(world, actor, path['owner'] ?? '', path['repo'] ?? '')

/** What is asked of the repository that the path names. */
export const requestIn = (call: Call): Request => ({
  world: call.world,
  actor: call.actor,
  repository: repositoryIn(call),
})

/** What a path names within a repository comes with the request of it. */
export interface Subject {
  readonly request: Request
  readonly repository: Repository
}

/** A number of the path, such as an issue's. */
export function numberIn({ path }: Call, name: string): number {
  const text = path[name] ?? ''
  if (!/^\d{1,15}$/.test(text)) throw notFound()
  return Number(text)
}

/** Fields of a body whose types the contract has checked. */
export const text = (body: Body, name: string): string | undefined =>
  typeof body[name] === 'string' ? body[name] : undefined
export const flag = (body: Body, name: string): boolean | undefined =>
  typeof body[name] === 'boolean' ? body[name] : undefined
/** Null empties the field; undefined leaves it. */
export const textOrNull = (body: Body, name: string): string | null | undefined =>
  body[name] === null ? null : text(body, name)
