import { isPull } from '../rules/access/access.js'
import { findLabel } from '../rules/pulls/labels.js'
import type { Issue, Repository } from '../state/rows.js'
import { node, type Call } from './call.js'
import { connection, type Connection, type PageArguments } from './connection.js'
import { ordered, type Order } from './order.js'

type IssueOrder = Order<'CREATED_AT' | 'UPDATED_AT' | 'COMMENTS'>
export interface IssueFilter extends PageArguments {
  readonly states?: readonly ('OPEN' | 'CLOSED')[] | null
  readonly labels?: readonly string[] | null
  readonly orderBy?: IssueOrder | null
}
export interface PullFilter extends PageArguments {
  readonly states?: readonly ('OPEN' | 'CLOSED' | 'MERGED')[] | null
  readonly labels?: readonly string[] | null
  readonly headRefName?: string | null
  readonly baseRefName?: string | null
  readonly orderBy?: IssueOrder | null
}
type Test = (issue: Issue) => boolean
const always: Test = () => true

export const stateOf = (issue: Issue): 'OPEN' | 'CLOSED' | 'MERGED' =>
  issue.pull?.mergedAt ? 'MERGED' : issue.state === 'open' ? 'OPEN' : 'CLOSED'
export const issueNode = (issue: Issue) => node(isPull(issue) ? 'PullRequest' : 'Issue', issue)

/** The pull requests of a repository, oldest first by default. */
export function pullPage(call: Call, repository: Repository, args: PullFilter, test = always): Connection {
  const hasLabel = hasAnyLabel(call, repository, args.labels)
  const rows = candidates(call, repository, args).filter(
    (issue) =>
      issue.pull !== null &&
      issue.repository === repository.id &&
      (args.states == null || args.states.includes(stateOf(issue))) &&
      (args.headRefName == null || issue.pull.head === args.headRefName) &&
      (args.baseRefName == null || issue.pull.base === args.baseRefName) &&
      hasLabel(issue) &&
      test(issue),
  )
  return issueConnection(call, rows, args)
}

export function issuePage(call: Call, repository: Repository, args: IssueFilter, test = always): Connection {
  const hasLabel = hasAnyLabel(call, repository, args.labels)
  const rows = candidates(call, repository, args).filter(
    (issue) =>
      issue.pull === null &&
      (args.states == null || args.states.some((state) => state === stateOf(issue))) &&
      hasLabel(issue) &&
      test(issue),
  )
  return issueConnection(call, rows, args)
}

export function issueConnection(
  { world }: Call,
  rows: readonly Issue[],
  args: PageArguments & { readonly orderBy?: IssueOrder | null },
): Connection {
  const sorted = ordered(rows, args.orderBy, {
    CREATED_AT: (issue) => issue.createdAt,
    UPDATED_AT: (issue) => issue.updatedAt,
    COMMENTS: (issue) => world.store.by('comments', 'issue', `${issue.repository}/${issue.number}`).length,
  })
  return connection(sorted, args, { keyOf: (issue) => issue.id, nodeOf: issueNode })
}

/** The smallest indexed set of issues: those of a head branch, the open ones, or all. */
function candidates(
  { world: { store } }: Call,
  repository: Repository,
  { states, headRefName }: Pick<PullFilter, 'states' | 'headRefName'>,
): readonly Issue[] {
  if (headRefName != null) {
    const heads = [repository, ...store.by('repositories', 'forkOf', repository.id)]
    return heads
      .flatMap(({ id }) => store.by('issues', 'head', `${id}:${headRefName}`))
      .sort((left, right) => left.id - right.id)
  }
  if (states?.every((state) => state === 'OPEN'))
    return store.by('issues', 'open', repository.id).sort((left, right) => left.id - right.id)
  return store.by('issues', 'repository', repository.id)
}

/** Tests for any of the labels. */
function hasAnyLabel(
  { world }: Call,
  repository: Repository,
  names: readonly string[] | null | undefined,
): Test {
  if (names == null) return always
  const ids = new Set(names.map((name) => findLabel(world, repository, name)?.id))
  return (issue) => issue.labels.some((id) => ids.has(id))
}
