import { roleOf } from '../permissions.js'
import { GitHubError, notFound } from '../errors.js'
import type { Actor, Request } from '../request.js'
import { atLeast } from '../roles.js'
import { repositoryOf, userOf } from '../rules/access/access.js'
import type { Repository, Role } from '../state/rows.js'
import type { World } from '../world.js'
import type { Html } from './html.js'

/** A request for a page or from one of its forms. */
export interface Visit {
  readonly world: World
  /** The signed-in user; null if nobody is signed in, who can read what was not imported and change nothing. */
  readonly me: Actor | null
  /** The sandbox's key, which signing in requires. */
  readonly key: string
  /** The decoded path parameters: owner, name, number, … */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The fields of the form; empty for a GET request. */
  readonly form: URLSearchParams
  /** The path and query of the current page. */
  readonly currentPath: string
}

export interface Page {
  readonly title: string
  readonly body: Html
  readonly status?: number
  /** The repository that the page belongs to, for the navigation. */
  readonly repository?: Repository
  /** Seconds after which the browser reloads the page, while a run is in progress. */
  readonly refreshSeconds?: number
}
export type Answer = Page | { readonly to: string; readonly cookie?: string } | { readonly bytes: Buffer }
export type PageHandler = (visit: Visit) => Answer | Promise<Answer>

/** The actor with whose permissions a page is read: the signed-in user, otherwise the owner of the repository. */
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

/** The request with which a page reads the repository. */
export const readRequest = (visit: Visit, repository: Repository): Request => ({
  world: visit.world,
  actor: readerOf(visit),
  repository,
})

/** The repository of the page. Throws SignInRequired if only signed-in users can read it. */
export function repositoryIn(visit: Visit): Repository {
  const { world, path } = visit
  const repository = repositoryOf(world, readerOf(visit), path['owner'] ?? '', path['name'] ?? '')
  if (!isReadable(visit, repository)) throw new SignInRequired('Sign in first.')
  return repository
}

/** Everybody can read the demo. An imported repository is the user's own code: other users of the machine cannot. */
export const isReadable = ({ me }: Visit, { importedFrom }: Repository): boolean =>
  me !== null || importedFrom === null

export function numberIn({ path }: Visit, name: string): number {
  const number = Number(path[name])
  if (!Number.isSafeInteger(number)) throw notFound()
  return number
}

/** Thrown when a page or a form requires a signed-in user. */
export class SignInRequired extends Error {}

export function requireUser({ me }: Visit): Actor {
  if (!me) throw new SignInRequired('Sign in first.')
  return me
}

export const hasRole = ({ world, me }: Visit, repository: Repository, least: Role): boolean =>
  me !== null && atLeast(roleOf({ world, actor: me, repository }), least)

/** A request of the signed-in user to the repository. */
export const userRequest = (visit: Visit, repository: Repository): Request => ({
  world: visit.world,
  actor: requireUser(visit),
  repository,
})

/** Requires a role, with an explicit 403; the API would answer 404, but the user can already see the page. */
export function requireRole(visit: Visit, repository: Repository, least: Role): Request {
  const request = userRequest(visit, repository)
  if (hasRole(visit, repository, least)) return request
  throw new GitHubError(
    403,
    `${request.actor.user.login} cannot do this in ${repository.owner}/${repository.name}: the role ${least} is required.`,
  )
}

export const pathOf = ({ owner, name }: Pick<Repository, 'owner' | 'name'>): string => `/${owner}/${name}`
