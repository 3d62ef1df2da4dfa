import { roleOf } from '../../permissions.js'
import { nodeId } from '../../node-id.js'
import { userOf } from '../../rules/access/access.js'
import { collaboratorsOf } from '../../rules/access/collaborators.js'
import { findLabel } from '../../rules/pulls/labels.js'
import type { Issue, Repository } from '../../state/rows.js'
import { node, nodeOrNull, requestFor, type Call, type Fields, type Node } from '../call.js'
import { connection, type PageArguments } from '../connection.js'
import { FieldError, notResolved } from '../errors.js'
import { issueNode, issuePage, pullPage, type IssueFilter, type PullFilter } from '../issues.js'
import { actorNode, repositoryPage, users } from './actor.js'
import { hasRole } from './conversation.js'
import { deploymentFields } from './deployment.js'
import { environmentFields } from './environment.js'
import { gitObject } from './git-object.js'
import { labels, type LabelFilter } from './label.js'
import { branchRef, findRef } from '../refs.js'
import { refs } from './ref.js'
import { releaseFields } from './release.js'
import { emptyFields } from './repository-empty-fields.js'
import { rulesetFields } from './ruleset.js'

/** The kind of issue that a field returns, and its name in GitHub's error for a missing one. */
interface Kind {
  readonly name: string
  readonly includes: (issue: Issue) => boolean
}
const pullRequests: Kind = { name: 'a PullRequest', includes: ({ pull }) => pull !== null }
const issues: Kind = { name: 'an Issue', includes: ({ pull }) => pull === null }
const issuesAndPullRequests: Kind = { name: 'an issue or pull request', includes: () => true }

function issueByNumber(call: Call, repository: Repository, number: number, { name, includes }: Kind) {
  const issue = call.world.store.get('issues', `${repository.id}/${number}`)
  if (!issue || !includes(issue)) throw notResolved(`${name} with the number of ${number}.`)
  return issueNode(issue)
}

export const permissionOf = (call: Call, repository: Repository) =>
  roleOf(requestFor(call, repository))?.toUpperCase() ?? null

function assignable(
  row: Repository,
  { query, ...page }: PageArguments & { query?: string | null },
  { world }: Call,
) {
  const people = collaboratorsOf(world, row).map(({ login }) => userOf(world, login))
  return users(
    people.filter(({ login, name }) =>
      `${login} ${name ?? ''}`.toLowerCase().includes((query ?? '').toLowerCase()),
    ),
    page,
  )
}

/** Collaborators are visible only to those with write access. */
function collaborators(row: Repository, args: PageArguments & { login?: string | null }, call: Call) {
  if (!hasRole(call, row.id, 'write'))
    throw new FieldError('FORBIDDEN', 'You do not have permission to view repository collaborators.')
  return connection(
    collaboratorsOf(call.world, row).filter(({ login }) => args.login == null || login === args.login),
    args,
    {
      keyOf: ({ login }) => login,
      nodeOf: ({ login }) => actorNode(userOf(call.world, login)),
      edgeOf: ({ role }) => ({ permission: role.toUpperCase() }),
    },
  )
}

/** `own`: only forks that the actor owns or collaborates in; the sandbox does not distinguish affiliations. */
function forksOf(call: Call, { id }: Repository, own: boolean): readonly Repository[] {
  const { world, actor } = call
  const login = actor.user.login.toLowerCase()
  const isOwn = (fork: Repository): boolean =>
    fork.owner.toLowerCase() === login || world.store.get('collaborators', `${fork.id}/${login}`) !== null
  return world.store
    .by('repositories', 'forkOf', id)
    .filter((fork) => (own ? isOwn(fork) : roleOf(requestFor(call, fork)) !== null))
}

async function object(
  repository: Repository,
  args: { expression?: string; oid?: string },
  call: Call,
): Promise<Node | null> {
  if (args.oid != null && !/^[0-9a-f]{40}$/.test(args.oid)) return null
  return gitObject(call, repository, args.oid ?? args.expression ?? '')
}

const merging: Fields<Repository> = {
  mergeCommitAllowed: (row) => row.allowMergeCommit,
  squashMergeAllowed: (row) => row.allowSquashMerge,
  rebaseMergeAllowed: (row) => row.allowRebaseMerge,
  deleteBranchOnMerge: (row) => row.deleteBranchOnMerge,
  autoMergeAllowed: () => false,
  allowUpdateBranch: () => false,
  viewerDefaultMergeMethod: (row) =>
    row.allowMergeCommit ? 'MERGE' : row.allowSquashMerge ? 'SQUASH' : 'REBASE',
}

export const repositoryTypes = {
  Repository: {
    ...emptyFields,
    ...releaseFields,
    ...deploymentFields,
    ...environmentFields,
    ...rulesetFields,
    ...merging,
    id: (row) => nodeId('Repository', row.id),
    databaseId: (row) => row.id,
    name: (row) => row.name,
    nameWithOwner: (row) => `${row.owner}/${row.name}`,
    owner: (row, _, { world }) => actorNode(userOf(world, row.owner)),
    description: (row) => row.description,
    url: (row, _, { world }) => `${world.urls.html}/${row.owner}/${row.name}`,
    resourcePath: (row) => `/${row.owner}/${row.name}`,
    sshUrl: (row, _, { world }) => `git@${new URL(world.urls.html).hostname}:${row.owner}/${row.name}.git`,
    isPrivate: (row) => row.private,
    visibility: (row) => (row.private ? 'PRIVATE' : 'PUBLIC'),
    isArchived: (row) => row.archived,
    isFork: (row) => row.forkOf !== null,
    isInOrganization: (row, _, { world }) => userOf(world, row.owner).type === 'Organization',
    isEmpty: async (row, _, call) => (await call.git.of(row).refs('refs/heads/', 'refname')).length === 0,
    parent: (row, _, { world }) =>
      row.forkOf === null ? null : nodeOrNull('Repository', world.store.get('repositories', row.forkOf)),
    forks: (row, args: PageArguments & { affiliations?: readonly string[] | null }, call) =>
      repositoryPage(forksOf(call, row, args.affiliations != null), args),
    forkCount: (row, _, { world }) => world.store.by('repositories', 'forkOf', row.id).length,
    createdAt: (row) => row.createdAt,
    updatedAt: (row) => row.updatedAt,
    pushedAt: (row) => row.pushedAt,
    viewerPermission: (row, _, call) => permissionOf(call, row),
    viewerCanAdminister: (row, _, call) => permissionOf(call, row) === 'ADMIN',
    hasIssuesEnabled: () => true,
    collaborators,
    branchProtectionRules: (row, page: PageArguments, { world }) =>
      connection(world.store.by('protections', 'repository', row.id), page, {
        keyOf: ({ branch }) => branch,
        nodeOf: (rule) => node('BranchProtectionRule', rule),
      }),
    assignableUsers: assignable,
    mentionableUsers: assignable,
    labels: (row, args: LabelFilter, { world }) =>
      labels(world.store.by('labels', 'repository', row.id), args),
    label: (row, { name }: { name: string }, { world }) => nodeOrNull('Label', findLabel(world, row, name)),
    pullRequests: (row, args: PullFilter, call) => pullPage(call, row, args),
    issues: (row, args: IssueFilter, call) => issuePage(call, row, args),
    pullRequest: (row, { number }: { number: number }, call) =>
      issueByNumber(call, row, number, pullRequests),
    issue: (row, { number }: { number: number }, call) => issueByNumber(call, row, number, issues),
    issueOrPullRequest: (row, { number }: { number: number }, call) =>
      issueByNumber(call, row, number, issuesAndPullRequests),
    defaultBranchRef: (row, _, call) => branchRef(call, row, row.defaultBranch),
    ref: (row, { qualifiedName }: { qualifiedName: string }, call) => findRef(call, row, qualifiedName),
    refs,
    object,
  } satisfies Fields<Repository>,
}
