import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mergePull } from '../../src/sandbox/rules/pulls/pulls.js'
import type { Repository } from '../../src/sandbox/state/rows.js'
import { openOrganization, type Organization } from './graphql-organization.js'

/** The queries of the GitHub CLI; other tests run the CLI itself. */
let acme: Organization
let widgets: Repository

beforeAll(async () => {
  acme = openOrganization()
  widgets = acme.addRepository('widgets')
  await acme.commit(widgets, 'main', { 'README.md': 'hello\n' }, 'first')
  for (const branch of ['merged', 'mine', 'theirs']) {
    await acme.commit(widgets, branch, { [`${branch}.txt`]: 'x\n' }, `${branch} work`)
    await acme.openPull(widgets, branch, branch, branch === 'theirs' ? 'rosa' : 'dev')
  }
  await mergePull(acme.request('rosa', widgets), 1, {
    method: 'squash',
  })
})
afterAll(() => acme.close())

const queryData = async (query: string, variables: object = {}) => {
  const { data, errors } = await acme.ask('dev', query, variables)
  expect(errors).toBeUndefined()
  return data
}

const rollup = `statusCheckRollup: commits(last:1) { nodes { commit { statusCheckRollup { contexts(first:100) { nodes { __typename ...on StatusContext { context state } ...on CheckRun { name status } } pageInfo { hasNextPage endCursor } } } } } }`
const comment =
  'author { login } authorAssociation body createdAt includesCreatedEdit isMinimized minimizedReason reactionGroups { content users { totalCount } }'
const review = 'author { login } authorAssociation submittedAt body state'
const pull = `id number url state title body closed createdAt closedAt updatedAt additions deletions changedFiles isDraft isCrossRepository
  maintainerCanModify mergeable mergedAt mergeStateStatus reviewDecision baseRefName headRefName author { login } mergedBy { login }
  isInMergeQueue isMergeQueueEnabled headRepository { id name } headRepositoryOwner { id login ...on User { name } } milestone { number title } mergeCommit { oid }
  potentialMergeCommit { oid } autoMergeRequest { mergeMethod } assignees(first:100) { nodes { id login name } totalCount }
  labels(first:100) { nodes { id name description color } totalCount } projectCards(first:100) { nodes { project { name } } totalCount }
  projectItems(first:100) { nodes { id project { id title } } totalCount } reactionGroups { content users { totalCount } }
  comments(first:100) { nodes { id ${comment} url viewerDidAuthor } pageInfo { hasNextPage endCursor } totalCount }
  reviewRequests(first:100) { nodes { requestedReviewer { __typename ...on User { login } ...on Team { slug } } } }
  reviews(first:100) { nodes { ${review} } pageInfo { hasNextPage endCursor } totalCount } latestReviews(first:100) { nodes { ${review} } }
  files(first:100) { nodes { additions deletions path } } baseRef { branchProtectionRule { requiresStrictStatusChecks requiredApprovingReviewCount } }
  commits(first:100) { totalCount nodes { commit { authors(first:100) { nodes { name email user { id login } } } messageHeadline messageBody oid committedDate authoredDate } } } ${rollup}`

describe('pull requests', () => {
  test('view, edit and merge: a pull request by number', async () => {
    const data = await queryData(
      `query PullRequestByNumber($n:Int!) { repository(owner:"acme", name:"widgets") { pullRequest(number:$n) { ${pull} } } }`,
      { n: 2 },
    )
    expect(data.repository.pullRequest).toMatchObject({
      number: 2,
      state: 'OPEN',
      additions: 1,
      changedFiles: 1,
      files: { nodes: [{ path: 'mine.txt', additions: 1, deletions: 0 }] },
      commits: { totalCount: 1, nodes: [{ commit: { messageHeadline: 'mine work' } }] },
      statusCheckRollup: { nodes: [{ commit: { statusCheckRollup: null } }] },
      baseRef: { branchProtectionRule: null },
      headRepositoryOwner: { login: 'acme' },
    })
  })

  test('view by branch', async () => {
    const data = await queryData(
      `query PullRequestForBranch($owner:String!, $repo:String!, $headRefName:String!, $states:[PullRequestState!]) {
      repository(owner:$owner, name:$repo) { defaultBranchRef { name } pullRequests(headRefName:$headRefName, states:$states, first:30, orderBy:{field:CREATED_AT, direction:DESC}) { nodes { ${pull} } } } }`,
      { owner: 'acme', repo: 'widgets', headRefName: 'mine' },
    )
    expect(data.repository.pullRequests.nodes).toHaveLength(1)
  })

  test('list', async () => {
    const data = await queryData(
      `query PullRequestList($owner:String!, $repo:String!, $limit:Int!, $endCursor:String, $state:[PullRequestState!]=OPEN) {
      repository(owner:$owner, name:$repo) { pullRequests(states:$state, first:$limit, after:$endCursor, orderBy:{field:CREATED_AT, direction:DESC}) {
        totalCount nodes { number title state url headRefName headRepositoryOwner { id login ...on User { name } } isCrossRepository isDraft createdAt } pageInfo { hasNextPage endCursor } } } }`,
      { owner: 'acme', repo: 'widgets', limit: 30 },
    )
    expect(data.repository.pullRequests.nodes.map(({ number }: { number: number }) => number)).toEqual([3, 2])
  })

  test('status: created by the viewer, and waiting for the viewer’s review', async () => {
    const search = 'issueCount edges { node { ...on PullRequest { number title } } }'
    const data =
      await queryData(`{ mine: search(query:"repo:acme/widgets state:open is:pr author:@me", type:ISSUE, first:10) { ${search} }
      asked: search(query:"repo:acme/widgets state:open review-requested:@me", type:ISSUE, first:10) { ${search} }
      others: search(query:"repo:acme/widgets is:pr is:open -author:dev", type:ISSUE, first:10) { ${search} }
      merged: search(query:"org:acme is:merged", type:ISSUE, first:10) { ${search} }
      elsewhere: search(query:"repo:acme/other is:pr", type:ISSUE, first:10) { ${search} } }`)
    const numbers = Object.fromEntries(
      Object.entries(data as Record<string, { edges: { node: { number: number } }[] }>).map(
        ([name, { edges }]) => [name, edges.map((edge) => edge.node.number)],
      ),
    )
    expect(numbers).toEqual({ mine: [2], asked: [], others: [3], merged: [1], elsewhere: [] })
  })

  test('create: the repository, its labels by alias, its forks and assignable users', async () => {
    const data =
      await queryData(`fragment repo on Repository { id name owner { login } hasIssuesEnabled description hasWikiEnabled viewerPermission defaultBranchRef { name } }
      query RepositoryInfo { repository(owner:"acme", name:"widgets") { ...repo parent { ...repo } mergeCommitAllowed rebaseMergeAllowed squashMergeAllowed
        l000: label(name:"nope") { id } forks(first:1, affiliations:[OWNER, COLLABORATOR]) { nodes { id } }
        assignableUsers(first:100) { nodes { id login name } pageInfo { hasNextPage endCursor } }
        milestones(states:[OPEN], first:100) { nodes { id title } } projects(states:[OPEN], first:100) { nodes { name id } }
        pullRequestTemplates { filename body } } viewer { login } }`)
    expect(data.repository).toMatchObject({
      viewerPermission: 'WRITE',
      parent: null,
      l000: null,
      mergeCommitAllowed: true,
    })
    expect(data.repository.assignableUsers.nodes).toHaveLength(5)
  })
})

test('label, release and repository lists, and a repository', async () => {
  await queryData(
    `query LabelList { repository(owner:"acme", name:"widgets") { labels(first:30, orderBy:{field:CREATED_AT, direction:ASC}, query:"") { totalCount nodes { color createdAt name description id isDefault updatedAt url } pageInfo { hasNextPage endCursor } } } }`,
  )
  await queryData(
    `query RepositoryReleaseList { repository(owner:"acme", name:"widgets") { releases(first:30, orderBy:{field:CREATED_AT, direction:DESC}) { nodes { name tagName isDraft isLatest isPrerelease createdAt publishedAt } pageInfo { hasNextPage endCursor } } release(tagName:"v1") { databaseId } } }`,
  )
  const { repositoryOwner } = await queryData(
    `{ repositoryOwner(login:"acme") { login repositories(first:30, privacy:PRIVATE, ownerAffiliations:OWNER, isFork:false, orderBy:{field:PUSHED_AT, direction:DESC}) { totalCount nodes { nameWithOwner description isFork isPrivate isArchived pushedAt visibility } pageInfo { hasNextPage endCursor } } } }`,
  )
  expect(repositoryOwner.repositories.nodes).toMatchObject([
    { nameWithOwner: 'acme/widgets', visibility: 'PRIVATE' },
  ])
  await queryData(
    `{ repository(owner:"acme", name:"widgets") { name owner { id login } description url isEmpty isInOrganization sshUrl watchers { totalCount } issues(states:OPEN) { totalCount } pullRequests(states:OPEN) { totalCount } latestRelease { tagName } viewerDefaultMergeMethod } }`,
  )
})

test('introspection, which gh uses to choose its fields', async () => {
  const { type } = await queryData(
    '{ type: __type(name:"PullRequest") { fields(includeDeprecated:true) { name } } }',
  )
  expect(type.fields.map(({ name }: { name: string }) => name)).toContain('isInMergeQueue')
})

test('nodes finds every object by its id', async () => {
  const { repository, viewer } =
    await queryData(`{ viewer { id } repository(owner:"acme", name:"widgets") { id owner { id } pullRequest(number:1) { id mergeCommit { id tree { id } }
    timelineItems(first:1, itemTypes:[MERGED_EVENT]) { nodes { ...on MergedEvent { id } } } } ref(qualifiedName:"main") { id } object(expression:"HEAD:README.md") { id } } }`)
  const { pullRequest, ref, object, owner } = repository
  const ids = [
    viewer.id,
    repository.id,
    owner.id,
    pullRequest.id,
    pullRequest.mergeCommit.id,
    pullRequest.mergeCommit.tree.id,
    pullRequest.timelineItems.nodes[0].id,
    ref.id,
    object.id,
  ]
  const { nodes } = await queryData('query($ids:[ID!]!) { nodes(ids:$ids) { __typename id } }', { ids })
  expect(nodes).toEqual(
    ['User', 'Repository', 'Organization', 'PullRequest', 'Commit', 'Tree', 'MergedEvent', 'Ref', 'Blob'].map(
      (__typename, index) => ({ __typename, id: ids[index] }),
    ),
  )
})
