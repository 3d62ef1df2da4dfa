import { archived, GitHubError, notAdministrator, notFound } from './errors.js'
import { atLeast, userRole } from './roles.js'
import type { Repository, Role, Token, User } from './state/rows.js'
import type { World } from './world.js'

export { atLeast } from './roles.js'

/** Who asks, and with which token. */
export interface Actor {
  readonly user: User
  readonly token: Token
}

/** The names of https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens. */
export type Permission =
  | 'actions'
  | 'administration'
  | 'checks'
  | 'contents'
  | 'deployments'
  | 'environments'
  | 'issues'
  | 'metadata'
  | 'pull_requests'
  | 'secrets'
  | 'statuses'
  | 'variables'
  | 'workflows'
type Level = 'read' | 'write'

export const isWorkflow = ({ token }: Actor): boolean => token.kind === 'workflow'

/** What the actor is in the repository; null if it may not even know of it. A workflow token writes in its own repository only. */
export function roleOf(world: World, actor: Actor, repository: Repository): Role | null {
  const stranger = repository.private ? null : 'read'
  if (actor.token.repository !== null && actor.token.repository !== repository.id) return stranger
  if (isWorkflow(actor)) return actor.token.repository === repository.id ? 'write' : stranger
  return userRole(world, actor.user.login, repository)
}

/** What no job can ask for: `permissions` of a workflow file does not know them. */
const notForWorkflows = new Set<Permission>(['administration', 'workflows'])

/** Does the token carry one of the permissions at that level? A classic token does what its user may. */
export function permits(actor: Actor, anyOf: readonly Permission[], level: Level): boolean {
  const { permissions } = actor.token
  if (permissions === null || anyOf.includes('metadata')) return true
  return anyOf
    .filter((name) => !(isWorkflow(actor) && notForWorkflows.has(name)))
    .some((name) => permissions[name] === 'write' || permissions[name] === level)
}

export function mustPermit(actor: Actor, anyOf: readonly Permission[], level: Level): void {
  if (permits(actor, anyOf, level)) return
  const whose = isWorkflow(actor) ? 'integration' : 'personal access token'
  throw new GitHubError(403, `Resource not accessible by ${whose}`, {
    headers: { 'x-accepted-github-permissions': anyOf.map((name) => `${name}=${level}`).join('; ') },
  })
}

function must(
  world: World,
  actor: Actor,
  repository: Repository,
  least: Role,
  refusal: () => GitHubError,
  anyOf: readonly Permission[],
  level: Level,
): void {
  const role = roleOf(world, actor, repository)
  if (role === null) throw notFound()
  mustPermit(actor, anyOf, level)
  if (!atLeast(role, least)) throw refusal()
  if (level === 'write' && repository.archived) throw archived()
}

/** `anyOf`: the token needs one of these permissions. */
type Must = (world: World, actor: Actor, repository: Repository, ...anyOf: readonly Permission[]) => void

export const mustRead: Must = (world, actor, repository, ...anyOf) =>
  must(world, actor, repository, 'read', notFound, anyOf.length > 0 ? anyOf : ['metadata'], 'read')

/** Writes that a reader may: comments, pull requests, new issues. */
export const mustParticipate: Must = (world, actor, repository, ...anyOf) =>
  must(world, actor, repository, 'read', notFound, anyOf, 'write')

/** Labels on issues and pull requests, their state and reviewers. */
export const mustTriage: Must = (world, actor, repository, ...anyOf) =>
  must(world, actor, repository, 'triage', notAdministrator, anyOf, 'write')

/** Content, branches, tags, merges, and the labels that a repository has. Without push access GitHub shows nothing there. */
export const mustWrite: Must = (world, actor, repository, ...anyOf) =>
  must(world, actor, repository, 'write', notFound, anyOf, 'write')

/** What those who push may see, and readers may not: the names of secrets and variables. */
export const mustSeeSecrets: Must = (world, actor, repository, ...anyOf) =>
  must(world, actor, repository, 'write', notAdministrator, anyOf, 'read')

/** Settings that only administrators see. */
export const mustSeeSettings: Must = (world, actor, repository) =>
  must(world, actor, repository, 'admin', notAdministrator, ['administration'], 'read')

export const mustAdmin: Must = (world, actor, repository, ...anyOf) =>
  must(
    world,
    actor,
    repository,
    'admin',
    notAdministrator,
    anyOf.length > 0 ? anyOf : ['administration'],
    'write',
  )
