import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Repository } from '../../src/sandbox/state/rows.js'
import { changesOf } from './graphql-changes.js'
import { git, openOrganization, type Organization } from './graphql-organization.js'

/** Merges and what they do to git. */
let acme: Organization
let widgets: Repository
let id: string
let main: string
let made = 0

beforeAll(async () => {
  acme = openOrganization()
  widgets = acme.addRepository('widgets')
  main = await acme.commit(widgets, 'main', { 'README.md': 'hello\n', 'run.sh': 'x\n' }, 'first')
  id = (await changesOf(acme).inWidgets('id')).id
})
afterAll(() => acme.close())

const inWidgets = (what: string) => changesOf(acme).inWidgets(what)
const change = (...args: Parameters<ReturnType<typeof changesOf>['change']>) =>
  changesOf(acme).change(...args)
const failure = (...args: Parameters<ReturnType<typeof changesOf>['failure']>) =>
  changesOf(acme).failure(...args)

describe('merges', () => {
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

  test('conflicts are told, and bar the merge', async () => {
    await acme.commit(widgets, `${branch}-b`, { [`${branch}.txt`]: 'theirs\n' }, 'the same file')
    const other = await acme.openPull(widgets, `${branch}-b`)
    await change('mergePullRequest', 'MergePullRequest', { pullRequestId: pull.id }, '')
    const look = () => inWidgets(`pullRequest(number:${other.number}) { id mergeable mergeStateStatus }`)
    await look()
    const { pullRequest } = await look()
    expect(pullRequest).toMatchObject({ mergeable: 'CONFLICTING', mergeStateStatus: 'DIRTY' })
    expect(
      await failure('mergePullRequest', 'MergePullRequest', { pullRequestId: pullRequest.id }),
    ).toMatchObject({
      type: 'UNPROCESSABLE',
      message: 'Pull Request has merge conflicts',
    })
  })
})
