import { roleOf } from '../../permissions.js'
import { notFound } from '../../errors.js'
import type { Actor } from '../../request.js'
import type { Issue, Pull, Repository, User } from '../../state/rows.js'
import type { World } from '../../world.js'

/** An issue that is a pull request. */
export type PullRequest = Issue & { readonly pull: Pull }

/** The repository `owner/name`, if the actor may know of it. */
export function repositoryOf(world: World, actor: Actor, owner: string, name: string): Repository {
  const repository = world.store.one('repositories', 'name', `${owner}/${name}`.toLowerCase())
  if (!repository || roleOf({ world, actor, repository }) === null) throw notFound()
  return repository
}

/** The issue or pull request of that number. */
export function issueOf(world: World, repository: Repository, number: number): Issue {
  const issue = world.store.get('issues', `${repository.id}/${number}`)
  if (!issue) throw notFound()
  return issue
}

export function pullOf(world: World, repository: Repository, number: number): PullRequest {
  const issue = issueOf(world, repository, number)
  if (!isPull(issue)) throw notFound()
  return issue
}

export const isPull = (issue: Issue): issue is PullRequest => issue.pull !== null

/** A row names its repository and its people; these rows are never removed while something names them. */
export function repositoryById(world: World, id: number): Repository {
  const repository = world.store.get('repositories', id)
  if (!repository) throw new Error(`The journal names repository ${id}, which is not there.`)
  return repository
}

const ghost: User = {
  id: 10137,
  login: 'ghost',
  type: 'User',
  name: 'Deleted user',
  createdAt: '2008-05-13T06:14:25Z',
}
export const userOf = (world: World, login: string): User =>
  world.store.get('users', login.toLowerCase()) ?? ghost

/** Permissions that read or write issues, or pull requests: an issue's number may be either. */
export const permissionsOf = (
  issue: Issue,
): readonly ['pull_requests', 'issues'] | readonly ['issues', 'pull_requests'] =>
  issue.pull ? ['pull_requests', 'issues'] : ['issues', 'pull_requests']
