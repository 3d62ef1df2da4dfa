import { archived, GitHubError, notAdministrator, notFound } from './errors.js'
import { atLeast, userRole } from './roles.js'
import type { Actor, Request } from './request.js'
import type { Role } from './state/rows.js'

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

/** The actor's role in the repository; null if the repository is hidden from it. A workflow token can write in its own repository only. */
export function roleOf({ world, actor, repository }: Request): Role | null {
  const publicRole = repository.private ? null : 'read'
  if (actor.token.repository !== null && actor.token.repository !== repository.id) return publicRole
  if (isWorkflow(actor)) return actor.token.repository === repository.id ? 'write' : publicRole
  return userRole(world, actor.user.login, repository)
}

/** Permissions that no job can request: `permissions` of a workflow file does not have them. */
const notForWorkflows = new Set<Permission>(['administration', 'workflows'])

/** Whether the token has one of the permissions at that level. A classic token has every permission of its user. */
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

/** What a request requires: a role in the repository, and a token that has one of the permissions at that level. */
interface Requirement {
  readonly least: Role
  readonly level: Level
  readonly anyOf: readonly Permission[]
  /** The error for users who can see the repository but have a lower role. */
  readonly refusal: () => GitHubError
}

function requireAccess(request: Request, { least, level, anyOf, refusal }: Requirement): void {
  const role = roleOf(request)
  if (role === null) throw notFound()
  mustPermit(request.actor, anyOf, level)
  if (!atLeast(role, least)) throw refusal()
  if (level === 'write' && request.repository.archived) throw archived()
}

/** `anyOf`: the token needs one of these permissions. */
type AccessCheck = (request: Request, ...anyOf: readonly Permission[]) => void

export const mustRead: AccessCheck = (request, ...anyOf) =>
  requireAccess(request, {
    least: 'read',
    level: 'read',
    anyOf: anyOf.length > 0 ? anyOf : ['metadata'],
    refusal: notFound,
  })

/** Writes that readers can make: comments, pull requests, new issues. */
export const mustParticipate: AccessCheck = (request, ...anyOf) =>
  requireAccess(request, { least: 'read', level: 'write', anyOf, refusal: notFound })

/** Labels on issues and pull requests, their state and reviewers. */
export const mustTriage: AccessCheck = (request, ...anyOf) =>
  requireAccess(request, { least: 'triage', level: 'write', anyOf, refusal: notAdministrator })

/** Content, branches, tags, merges, and the repository's labels. Without push access GitHub answers 404. */
export const mustWrite: AccessCheck = (request, ...anyOf) =>
  requireAccess(request, { least: 'write', level: 'write', anyOf, refusal: notFound })

/** Data that users with push access can read and readers cannot: the names of secrets and variables. */
export const mustSeeSecrets: AccessCheck = (request, ...anyOf) =>
  requireAccess(request, { least: 'write', level: 'read', anyOf, refusal: notAdministrator })

/** Settings that only administrators can read. */
export const mustSeeSettings: AccessCheck = (request) =>
  requireAccess(request, {
    least: 'admin',
    level: 'read',
    anyOf: ['administration'],
    refusal: notAdministrator,
  })

export const mustAdmin: AccessCheck = (request, ...anyOf) =>
  requireAccess(request, {
    least: 'admin',
    level: 'write',
    anyOf: anyOf.length > 0 ? anyOf : ['administration'],
    refusal: notAdministrator,
  })
