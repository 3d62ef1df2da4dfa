import { roleOf } from '../../permissions.js'
import { notFound } from '../../errors.js'
import type { Actor } from '../../request.js'
import type { Issue, Pull, Repository, User } from '../../state/rows.js'
import type { World } from '../../world.js'

/** An issue that is a pull request. */
export type PullRequest = Issue & { readonly pull: Pull }

/** The repository `owner/name`; 404 if the actor may not read it. */
export function repositoryOf(world: World, actor: Actor, owner: string, name: string): Repository {
  const repository = world.store.first('repositories', 'name', `${owner}/${name}`.toLowerCase())
  if (!repository || roleOf({ world, actor, repository }) === null) throw notFound()
  return repository
}

/** The issue or pull request with a number; 404 if there is none. */
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

/** The repository that a row refers to; it is never removed while rows refer to it. */
export function repositoryById(world: World, id: number): Repository {
  const repository = world.store.get('repositories', id)
  if (!repository) throw new Error(`Unknown repository id ${id} in the journal.`)
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

/** The permissions for an issue or pull request; either of the two is enough. */
export const permissionsOf = (
  issue: Issue,
): readonly ['pull_requests', 'issues'] | readonly ['issues', 'pull_requests'] =>
  issue.pull ? ['pull_requests', 'issues'] : ['issues', 'pull_requests']
