import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Repository } from '../../src/sandbox/state/rows.js'
import { git, openOrganization, type GraphqlBody, type Organization } from './graphql-organization.js'

/** Every mutation, and what a query reads back afterwards. */
let acme: Organization
let widgets: Repository
let id: string
let main: string
let made = 0

beforeAll(async () => {
  acme = openOrganization()
  widgets = acme.addRepository('widgets')
  main = await acme.commit(widgets, 'main', { 'README.md': 'hello\n', 'run.sh': 'x\n' }, 'first')
  id = (await ask('{ repository(owner:"acme",name:"widgets") { id } }')).data.repository.id
})
afterAll(() => acme.close())

const ask = (query: string, variables: object = {}, login = 'dev'): Promise<GraphqlBody> =>
  acme.ask(login, query, variables)
const inWidgets = async (what: string) =>
  (await ask(`{ repository(owner:"acme",name:"widgets") { ${what} } }`)).data.repository
const change = async (name: string, type: string, input: object, want: string, login = 'dev') => {
  const { data, errors } = await ask(
    `mutation($input:${type}Input!) { ${name}(input:$input) { clientMutationId ${want} } }`,
    { input },
    login,
  )
  expect(errors).toBeUndefined()
  return data[name]
}
const failure = async (name: string, type: string, input: object, login = 'dev') => {
  const { errors } = await ask(
    `mutation($input:${type}Input!) { ${name}(input:$input) { clientMutationId } }`,
    { input },
    login,
  )
  expect(errors).toHaveLength(1)
  return errors![0]!
}

describe('pull requests', () => {
  let branch: string
  let pull: { id: string; number: number }
  beforeEach(async () => {
    branch = `feature-${(made += 1)}`
    await acme.commit(widgets, branch, { [`${branch}.txt`]: 'x\n' }, `${branch} work`)
    const input = {
      repositoryId: id,
      title: 'A feature',
      body: 'why',
      headRefName: branch,
      baseRefName: 'main',
    }
    pull = (
      await change(
        'createPullRequest',
        'CreatePullRequest',
        { ...input, clientMutationId: 'mine' },
        'pullRequest { id number }',
      )
    ).pullRequest
  })
  const one = (what: string) =>
    inWidgets(`pullRequest(number:${pull.number}) { ${what} }`).then((row) => row.pullRequest)

  test('createPullRequest', async () => {
    expect(
      await one(
        'title body state isDraft headRefName baseRefName author { login } commits { totalCount } url',
      ),
    ).toEqual({
      title: 'A feature',
      body: 'why',
      state: 'OPEN',
      isDraft: false,
      headRefName: branch,
      baseRefName: 'main',
      author: { login: 'dev' },
      commits: { totalCount: 1 },
      url: `http://sandbox.test/acme/widgets/pull/${pull.number}`,
    })
  })

  test.each<[string, object, string]>([
    ['twice', {}, 'A pull request already exists for acme:BRANCH.'],
    ['without commits', { headRefName: 'main' }, 'No commits between main and main'],
    [
      'from nowhere',
      { headRefName: 'nope' },
      "Head sha can't be blank, Base sha can't be blank, No commits between main and nope, Head ref must be a branch",
    ],
  ])('createPullRequest %s', async (_, change, message) => {
    const input = { repositoryId: id, title: 'x', headRefName: branch, baseRefName: 'main', ...change }
    expect(await failure('createPullRequest', 'CreatePullRequest', input)).toMatchObject({
      type: 'UNPROCESSABLE',
      path: ['createPullRequest'],
      message: message.replace('BRANCH', branch),
    })
  })

  test('updatePullRequest', async () => {
    const { label } = await change(
      'createLabel',
      'CreateLabel',
      { repositoryId: id, name: `l-${branch}`, color: 'ededed' },
      'label { id }',
    )
    await change(
      'updatePullRequest',
      'UpdatePullRequest',
      { pullRequestId: pull.id, title: 'New', labelIds: [label.id] },
      '',
    )
    expect(
      await one(
        'title body labels(first:5) { nodes { name } } timelineItems(first:9, itemTypes:[RENAMED_TITLE_EVENT]) { nodes { ... on RenamedTitleEvent { previousTitle currentTitle } } }',
      ),
    ).toEqual({
      title: 'New',
      body: 'why',
      labels: { nodes: [{ name: `l-${branch}` }] },
      timelineItems: { nodes: [{ previousTitle: 'A feature', currentTitle: 'New' }] },
    })
  })

  test('closePullRequest and reopenPullRequest', async () => {
    await change('closePullRequest', 'ClosePullRequest', { pullRequestId: pull.id }, '')
    expect(await one('state closed')).toEqual({ state: 'CLOSED', closed: true })
    await change('reopenPullRequest', 'ReopenPullRequest', { pullRequestId: pull.id }, '')
    expect(await one('state closedAt')).toEqual({ state: 'OPEN', closedAt: null })
  })

  test('convertPullRequestToDraft, which bars the merge, and markPullRequestReadyForReview', async () => {
    await change('convertPullRequestToDraft', 'ConvertPullRequestToDraft', { pullRequestId: pull.id }, '')
    expect(await one('isDraft')).toEqual({ isDraft: true })
    expect(await failure('mergePullRequest', 'MergePullRequest', { pullRequestId: pull.id })).toMatchObject({
      type: 'UNPROCESSABLE',
      message: 'Pull Request is still a draft',
    })
    await change(
      'markPullRequestReadyForReview',
      'MarkPullRequestReadyForReview',
      { pullRequestId: pull.id },
      '',
    )
    expect(await one('isDraft')).toEqual({ isDraft: false })
  })

  test('mergeable is not known to the first who asks', async () => {
    expect(await one('mergeable')).toEqual({ mergeable: 'UNKNOWN' })
    expect(await one('mergeable mergeStateStatus')).toEqual({
      mergeable: 'MERGEABLE',
      mergeStateStatus: 'CLEAN',
    })
  })

  test.each(['MERGE', 'SQUASH', 'REBASE'])('mergePullRequest by %s', async (mergeMethod) => {
    const { headRefOid } = await one('headRefOid')
    await change(
      'mergePullRequest',
      'MergePullRequest',
      { pullRequestId: pull.id, mergeMethod, expectedHeadOid: headRefOid },
      '',
      'rosa',
    )
    const row = await one(
      'state merged mergedBy { login } mergeCommit { oid parents(first:3) { totalCount } } commits { totalCount } changedFiles',
    )
    expect(row).toMatchObject({
      state: 'MERGED',
      merged: true,
      mergedBy: { login: 'rosa' },
      commits: { totalCount: 1 },
      changedFiles: 1,
    })
    expect(row.mergeCommit.parents.totalCount).toBe(mergeMethod === 'MERGE' ? 2 : 1)
    expect(git(acme.gitOf(widgets), ['rev-parse', 'main'])).toBe(row.mergeCommit.oid)
  })

  test('mergePullRequest with another head than expected', async () => {
    expect(
      await failure('mergePullRequest', 'MergePullRequest', {
        pullRequestId: pull.id,
        expectedHeadOid: main,
      }),
    ).toMatchObject({
      type: 'UNPROCESSABLE',
      message: 'Head branch was modified. Review and try the merge again.',
    })
  })

  test('labels on and off, and a comment', async () => {
    const { label } = await change(
      'createLabel',
      'CreateLabel',
      { repositoryId: id, name: `x-${branch}`, color: 'ededed' },
      'label { id }',
    )
    const names = async () => (await one('labels(first:5) { nodes { name } }')).labels.nodes
    const input = { labelableId: pull.id, labelIds: [label.id] }
    await change(
      'addLabelsToLabelable',
      'AddLabelsToLabelable',
      input,
      'labelable { ... on PullRequest { number } }',
    )
    await change('addLabelsToLabelable', 'AddLabelsToLabelable', input, '')
    expect(await names()).toEqual([{ name: `x-${branch}` }])
    await change('removeLabelsFromLabelable', 'RemoveLabelsFromLabelable', input, '')
    await change('removeLabelsFromLabelable', 'RemoveLabelsFromLabelable', input, '')
    expect(await names()).toEqual([])
    await change('addLabelsToLabelable', 'AddLabelsToLabelable', input, '')
    await change('clearLabelsFromLabelable', 'ClearLabelsFromLabelable', { labelableId: pull.id }, '')
    expect(await names()).toEqual([])
    const { timelineItems } = await one(
      'timelineItems(first:9, itemTypes:[LABELED_EVENT, UNLABELED_EVENT]) { nodes { __typename } }',
    )
    expect(timelineItems.nodes.map(({ __typename }: { __typename: string }) => __typename)).toEqual([
      'LabeledEvent',
      'UnlabeledEvent',
      'LabeledEvent',
      'UnlabeledEvent',
    ])
    await change('addComment', 'AddComment', { subjectId: pull.id, body: 'hello' }, 'subject { id }', 'guest')
    expect(
      await one('comments(last:1) { totalCount nodes { body author { login } authorAssociation } }'),
    ).toEqual({
      comments: {
        totalCount: 1,
        nodes: [{ body: 'hello', author: { login: 'guest' }, authorAssociation: 'MEMBER' }],
      },
    })
  })
})

test('createLabel, updateLabel, deleteLabel', async () => {
  const { label } = await change(
    'createLabel',
    'CreateLabel',
    { repositoryId: id, name: 'deploy', color: 'ff0000', description: 'd' },
    'label { id }',
  )
  expect(
    await failure('createLabel', 'CreateLabel', { repositoryId: id, name: 'Deploy', color: 'ff0000' }),
  ).toMatchObject({ type: 'UNPROCESSABLE', message: 'Name has already been taken' })
  await change('updateLabel', 'UpdateLabel', { id: label.id, name: 'preview' }, '')
  expect((await inWidgets('label(name:"PREVIEW") { id name color description }')).label).toEqual({
    id: label.id,
    name: 'preview',
    color: 'ff0000',
    description: 'd',
  })
  await change('deleteLabel', 'DeleteLabel', { id: label.id }, '')
  expect((await inWidgets('label(name:"preview") { id }')).label).toBeNull()
})

describe('refs and commits', () => {
  const oidOf = async (branch: string) =>
    (await inWidgets(`ref(qualifiedName:"refs/heads/${branch}") { id target { oid } }`)).ref

  test('createRef, updateRef, deleteRef', async () => {
    await change(
      'createRef',
      'CreateRef',
      { repositoryId: id, name: 'refs/heads/moving', oid: main },
      'ref { name }',
    )
    expect(
      await failure('createRef', 'CreateRef', { repositoryId: id, name: 'refs/heads/moving', oid: main }),
    ).toMatchObject({ type: 'UNPROCESSABLE', message: 'Reference already exists' })
    const next = await acme.commit(widgets, 'other', { 'b.txt': 'b\n' }, 'other work')
    const ref = await oidOf('moving')
    expect(ref.target.oid).toBe(main)
    await change('updateRef', 'UpdateRef', { refId: ref.id, oid: next }, 'ref { target { oid } }')
    expect((await oidOf('moving')).target.oid).toBe(next)
    expect(await failure('updateRef', 'UpdateRef', { refId: ref.id, oid: main })).toMatchObject({
      message: 'Update is not a fast forward',
    })
    await change('deleteRef', 'DeleteRef', { refId: ref.id }, '')
    expect(await oidOf('moving')).toBeNull()
  })

  const contents = Buffer.from('new\n').toString('base64')
  const input = (branchName: string, expectedHeadOid: string, fileChanges: object) => ({
    branch: { repositoryNameWithOwner: 'acme/widgets', branchName },
    expectedHeadOid,
    message: { headline: 'Server side', body: 'because' },
    fileChanges,
  })

  test('createCommitOnBranch writes, replaces and deletes', async () => {
    await change('createRef', 'CreateRef', { repositoryId: id, name: 'refs/heads/commits', oid: main }, '')
    const files = {
      additions: [
        { path: 'deep/a.txt', contents },
        { path: 'README.md', contents },
      ],
      deletions: [{ path: 'run.sh' }],
    }
    const { commit } = await change(
      'createCommitOnBranch',
      'CreateCommitOnBranch',
      input('commits', main, files),
      'commit { oid message author { name user { login } } parents(first:2) { nodes { oid } } } ref { name }',
    )
    expect(commit).toMatchObject({
      message: 'Server side\n\nbecause',
      author: { user: { login: 'dev' } },
      parents: { nodes: [{ oid: main }] },
    })
    expect((await oidOf('commits')).target.oid).toBe(commit.oid)
    expect(git(acme.gitOf(widgets), ['ls-tree', '-r', '--name-only', 'commits'])).toBe(
      'README.md\ndeep/a.txt',
    )
    expect(
      (
        await inWidgets(
          'object(expression:"commits:README.md") { ... on Blob { text byteSize isBinary isTruncated } }',
        )
      ).object,
    ).toEqual({ text: 'new\n', byteSize: 4, isBinary: false, isTruncated: false })
  })

  test('createCommitOnBranch on a branch that has moved on, and without the workflows permission', async () => {
    const head = await acme.commit(widgets, 'moved', { 'c.txt': 'c\n' }, 'moved')
    const files = { additions: [{ path: '.github/workflows/x.yml', contents }] }
    expect(
      await failure('createCommitOnBranch', 'CreateCommitOnBranch', input('moved', main, files)),
    ).toMatchObject({
      type: 'STALE_DATA',
      message: `Expected branch to point to "${main}" but it did not. Pull and try again.`,
    })
    const query =
      'mutation($input:CreateCommitOnBranchInput!) { createCommitOnBranch(input:$input) { clientMutationId } }'
    const { errors } = await acme.ask(acme.workflow(widgets, { contents: 'write' }), query, {
      input: input('moved', head, files),
    })
    expect(errors).toEqual([
      expect.objectContaining({
        type: 'FORBIDDEN',
        message:
          'refusing to allow a GitHub App to create or update workflow `.github/workflows/x.yml` without `workflows` permission',
      }),
    ])
    expect(git(acme.gitOf(widgets), ['rev-parse', 'moved'])).toBe(head)
  })
})
