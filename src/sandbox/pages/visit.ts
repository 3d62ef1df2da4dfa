import { roleOf } from '../permissions.js'
import { GitHubError, notFound } from '../errors.js'
import type { Actor, Request } from '../request.js'
import { atLeast } from '../roles.js'
import { repositoryOf, userOf } from '../rules/access/access.js'
import type { Repository, Role } from '../state/rows.js'
import type { World } from '../world.js'
import type { Html } from './html.js'

/** Somebody looks at a page, or sends one of its forms. */
export interface Visit {
  readonly world: World
  /** Who is signed in; null: nobody. Who is not may look at everything, and do nothing: the sandbox is its user's own. */
  readonly me: Actor | null
  /** What the address names, decoded: owner, name, number … */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** What a form has sent. */
  readonly form: URLSearchParams
  /** Where the visitor is: path and query. */
  readonly here: string
}

export interface Page {
  readonly title: string
  readonly body: Html
  readonly status?: number
  /** The repository that it is about, for the line of links above it. */
  readonly repository?: Repository
  /** Looks again after so many seconds: something is going on. */
  readonly again?: number
}
export type Answer = Page | { readonly to: string; readonly cookie?: string } | { readonly bytes: Buffer }
export type Show = (visit: Visit) => Answer | Promise<Answer>

/** As whom a page is read: whoever is signed in, or else the owner of what is looked at. */
export function readerOf({ world, me, path }: Visit): Actor {
  if (me) return me
  const user = userOf(world, path['owner'] ?? '')
  const token = {
    id: 0,
    secret: '',
    login: user.login,
    kind: 'classic',
    permissions: null,
    repository: null,
  } as const
  return { user, token }
}

/** What a page reads of the repository. */
export const readRequest = (visit: Visit, repository: Repository): Request => ({
  world: visit.world,
  actor: readerOf(visit),
  repository,
})

export const repositoryIn = (visit: Visit): Repository =>
  repositoryOf(visit.world, readerOf(visit), visit.path['owner'] ?? '', visit.path['name'] ?? '')

export function numberIn({ path }: Visit, name: string): number {
  const number = Number(path[name])
  if (!Number.isSafeInteger(number)) throw notFound()
  return number
}

/** Somebody has to be signed in to send a form. */
export class SignInFirst extends Error {}

export function meIn({ me }: Visit): Actor {
  if (!me) throw new SignInFirst('Sign in first.')
  return me
}

export const may = ({ world, me }: Visit, repository: Repository, least: Role): boolean =>
  me !== null && atLeast(roleOf({ world, actor: me, repository }), least)

/** What whoever is signed in asks of the repository. */
export const myRequest = (visit: Visit, repository: Repository): Request => ({
  world: visit.world,
  actor: meIn(visit),
  repository,
})

/** Who can see a page and may not do what it offers is told so; the API would hide that there is anything (404). */
export function mustBe(visit: Visit, repository: Repository, least: Role): Request {
  const request = myRequest(visit, repository)
  if (may(visit, repository, least)) return request
  throw new GitHubError(
    403,
    `${request.actor.user.login} may not do this in ${repository.owner}/${repository.name}: it takes the role ${least}.`,
  )
}

export const pathOf = ({ owner, name }: Pick<Repository, 'owner' | 'name'>): string => `/${owner}/${name}`
