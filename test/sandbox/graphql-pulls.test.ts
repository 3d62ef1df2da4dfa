import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Repository } from '../../src/sandbox/state/rows.js'
import { changesOf } from './graphql-changes.js'
import { git, openOrganization, type Organization } from './graphql-organization.js'

/** Every mutation of pull requests, its result in queries, and its effect in git. */
let acme: Organization
let widgets: Repository
let id: string
let main: string
let created = 0

beforeAll(async () => {
  acme = openOrganization()
  widgets = acme.addRepository('widgets')
  main = await acme.commit(widgets, 'main', { 'README.md': 'hello\n', 'run.sh': 'x\n' }, 'first')
  id = (await changesOf(acme).inWidgets('id')).id
})
afterAll(() => acme.close())

const inWidgets = (fields: string) => changesOf(acme).inWidgets(fields)
const change = (...args: Parameters<ReturnType<typeof changesOf>['change']>) =>
  changesOf(acme).change(...args)
const failure = (...args: Parameters<ReturnType<typeof changesOf>['failure']>) =>
  changesOf(acme).failure(...args)

describe('pull requests', () => {
  let branch: string
  let pull: { id: string; number: number }
  beforeEach(async () => {
    branch = `feature-${(created += 1)}`
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
  const readPull = (fields: string) =>
    inWidgets(`pullRequest(number:${pull.number}) { ${fields} }`).then((row) => row.pullRequest)

  test('createPullRequest', async () => {
    expect(
      await readPull(
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
    ['refuses a second one', {}, 'A pull request already exists for acme:BRANCH.'],
    ['refuses one without commits', { headRefName: 'main' }, 'No commits between main and main'],
    [
      'refuses an unknown head',
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
      await readPull(
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
    expect(await readPull('state closed')).toEqual({ state: 'CLOSED', closed: true })
    await change('reopenPullRequest', 'ReopenPullRequest', { pullRequestId: pull.id }, '')
    expect(await readPull('state closedAt')).toEqual({ state: 'OPEN', closedAt: null })
  })

  test('convertPullRequestToDraft, which prevents the merge, and markPullRequestReadyForReview', async () => {
    await change('convertPullRequestToDraft', 'ConvertPullRequestToDraft', { pullRequestId: pull.id }, '')
    expect(await readPull('isDraft')).toEqual({ isDraft: true })
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
    expect(await readPull('isDraft')).toEqual({ isDraft: false })
  })

  test('requestReviews adds or replaces reviewers', async () => {
    const idOf = async (login: string) =>
      (await acme.ask('dev', `{ user(login:"${login}") { id } }`)).data.user.id
    const requestedReviewers = async () =>
      (
        await readPull('reviewRequests(first:9) { nodes { requestedReviewer { ... on User { login } } } }')
      ).reviewRequests.nodes.map(
        (node: { requestedReviewer: { login: string } }) => node.requestedReviewer.login,
      )
    const request = async (login: string, union: boolean) =>
      change(
        'requestReviews',
        'RequestReviews',
        { pullRequestId: pull.id, userIds: [await idOf(login)], union },
        '',
      )
    await request('rosa', true)
    await request('olga', true)
    expect(await requestedReviewers()).toEqual(['rosa', 'olga'])
    await request('olga', false)
    expect(await requestedReviewers()).toEqual(['olga'])
  })

  test('adds and removes labels, and adds a comment', async () => {
    const { label } = await change(
      'createLabel',
      'CreateLabel',
      { repositoryId: id, name: `x-${branch}`, color: 'ededed' },
      'label { id }',
    )
    const names = async () => (await readPull('labels(first:5) { nodes { name } }')).labels.nodes
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
    const { timelineItems } = await readPull(
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
      await readPull('comments(last:1) { totalCount nodes { body author { login } authorAssociation } }'),
    ).toEqual({
      comments: {
        totalCount: 1,
        nodes: [{ body: 'hello', author: { login: 'guest' }, authorAssociation: 'MEMBER' }],
      },
    })
  })

  test('mergeable is UNKNOWN in the first response', async () => {
    expect(await readPull('mergeable')).toEqual({ mergeable: 'UNKNOWN' })
    expect(await readPull('mergeable mergeStateStatus')).toEqual({
      mergeable: 'MERGEABLE',
      mergeStateStatus: 'CLEAN',
    })
  })

  test.each(['MERGE', 'SQUASH', 'REBASE'])('mergePullRequest with the method %s', async (mergeMethod) => {
    const { headRefOid } = await readPull('headRefOid')
    await change(
      'mergePullRequest',
      'MergePullRequest',
      { pullRequestId: pull.id, mergeMethod, expectedHeadOid: headRefOid },
      '',
      'rosa',
    )
    const row = await readPull(
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

  test('mergePullRequest refuses an unexpected head', async () => {
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

  test('reports a conflict and refuses the merge', async () => {
    await acme.commit(widgets, `${branch}-b`, { [`${branch}.txt`]: 'theirs\n' }, 'the same file')
    const other = await acme.openPull(widgets, `${branch}-b`)
    await change('mergePullRequest', 'MergePullRequest', { pullRequestId: pull.id }, '')
    const mergeState = () =>
      inWidgets(`pullRequest(number:${other.number}) { id mergeable mergeStateStatus }`)
    await mergeState()
    const { pullRequest } = await mergeState()
    expect(pullRequest).toMatchObject({ mergeable: 'CONFLICTING', mergeStateStatus: 'DIRTY' })
    expect(
      await failure('mergePullRequest', 'MergePullRequest', { pullRequestId: pullRequest.id }),
    ).toMatchObject({
      type: 'UNPROCESSABLE',
      message: 'Pull Request has merge conflicts',
    })
  })
})
