import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pullOf } from '../../src/sandbox/rules/access/access.js'
import { createCheckRun } from '../../src/sandbox/rules/actions/checks.js'
import { createCommitStatus } from '../../src/sandbox/rules/actions/commit-statuses.js'
import { protect } from '../../src/sandbox/rules/repository/protection.js'
import { addJob, progressJob, startRun } from '../../src/sandbox/rules/actions/running.js'
import type { Repository } from '../../src/sandbox/state/rows.js'
import { nodeId } from '../../src/sandbox/node-id.js'
import { changesOf } from './graphql-changes.js'
import { openOrganization, type Organization } from './graphql-organization.js'

/** The merge state of pull requests by checks, reviews and protection. */
let acme: Organization
let widgets: Repository
let sha: string
let number = 0

beforeAll(async () => {
  acme = openOrganization()
  widgets = acme.addRepository('widgets')
  await acme.commit(widgets, 'main', { '.github/workflows/ci.yml': 'name: CI\non: push\n' }, 'first')
})
beforeEach(async () => {
  number += 1
  sha = await acme.commit(widgets, `work-${number}`, { [`${number}.txt`]: 'x\n' }, `work ${number}`)
  await acme.openPull(widgets, `work-${number}`)
  await ask('mergeable') // the first query starts the test merge
})
afterAll(() => acme.close())

const ask = async (fields: string, login = 'dev') => {
  const query = `{ repository(owner:"acme",name:"widgets") { pullRequest(number:${number}) { ${fields} } } }`
  const { data, errors } = await acme.ask(login, query)
  expect(errors).toBeUndefined()
  return data.repository.pullRequest
}
const state = async () => (await ask('mergeStateStatus')).mergeStateStatus
const protection = {
  branch: 'main',
  pullRequestRequired: true,
  approvals: 0,
  statusChecks: null,
  enforceAdmins: false,
  linearHistory: false,
  allowForcePushes: false,
  allowDeletions: false,
}
const protectMain = (more: object) => protect(acme.request('olga', widgets), { ...protection, ...more })
const setStatus = (state: 'success' | 'pending' | 'failure') =>
  createCommitStatus(acme.request('dev', widgets), sha, {
    state,
    context: 'ci',
    description: null,
    targetUrl: null,
  })

test('a commit has its statuses, checks and jobs, and their combined state', async () => {
  expect(await ask('statusCheckRollup { state }')).toEqual({ statusCheckRollup: null })
  expect(await state()).toBe('CLEAN')
  await setStatus('success')
  const { world } = acme
  const robot = acme.workflow(widgets, { checks: 'write' })
  const check = { sha, externalId: null, detailsUrl: null, startedAt: null, completedAt: null }
  const output = { title: 'Lint', summary: null, text: null }
  await createCheckRun(
    { world, actor: robot, repository: widgets },
    {
      ...check,
      name: 'lint',
      status: 'completed',
      conclusion: 'neutral',
      output,
    },
  )
  const ref = `refs/heads/work-${number}`
  const report = { event: 'push', ref, path: '.github/workflows/ci.yml', actor: 'dev' }
  const job = addJob(world, await startRun(world, widgets, report), { name: 'test' })
  expect(await state()).toBe('UNSTABLE')
  progressJob(world, job, { status: 'completed', conclusion: 'success' }, '')
  const rollup = `statusCheckRollup { state contexts(first:9) { totalCount checkRunCount statusContextCount checkRunCountsByState { state count }
    nodes { __typename ... on CheckRun { name status conclusion title checkSuite { workflowRun { workflow { name } } app { databaseId } } } ... on StatusContext { context state creator { login } } } } }`
  const found = (
    await ask(
      `commits(last:1) { nodes { commit { ${rollup} status { state context(name:"ci") { context } } checkSuites(first:5, filterBy:{checkName:"test"}) { totalCount } } } }`,
    )
  ).commits.nodes[0].commit
  expect(found).toEqual({
    status: { state: 'SUCCESS', context: { context: 'ci' } },
    checkSuites: { totalCount: 1 },
    statusCheckRollup: {
      state: 'SUCCESS',
      contexts: {
        totalCount: 3,
        checkRunCount: 2,
        statusContextCount: 1,
        checkRunCountsByState: [
          { state: 'NEUTRAL', count: 1 },
          { state: 'SUCCESS', count: 1 },
        ],
        nodes: [
          {
            __typename: 'CheckRun',
            name: 'lint',
            status: 'COMPLETED',
            conclusion: 'NEUTRAL',
            title: 'Lint',
            checkSuite: { workflowRun: null, app: { databaseId: 15368 } },
          },
          {
            __typename: 'CheckRun',
            name: 'test',
            status: 'COMPLETED',
            conclusion: 'SUCCESS',
            title: null,
            checkSuite: { workflowRun: { workflow: { name: 'CI' } }, app: { databaseId: 15368 } },
          },
          { __typename: 'StatusContext', context: 'ci', state: 'SUCCESS', creator: { login: 'dev' } },
        ],
      },
    },
  })
  expect(await state()).toBe('CLEAN')
  await setStatus('failure')
  expect(await ask('statusCheckRollup { state } mergeStateStatus')).toEqual({
    statusCheckRollup: { state: 'FAILURE' },
    mergeStateStatus: 'UNSTABLE',
  })
})

describe('a protected base', () => {
  test('requires checks and a head that is up to date', async () => {
    await protectMain({ statusChecks: { strict: true, contexts: ['ci'] } })
    expect(await state()).toBe('BLOCKED')
    await setStatus('success')
    expect(await state()).toBe('CLEAN')
    expect(
      await ask(`statusCheckRollup { contexts(first:1) { nodes { ... on StatusContext { isRequired(pullRequestNumber:${number}) } } } }
        baseRef { branchProtectionRule { requiresStatusChecks requiresStrictStatusChecks requiredStatusCheckContexts } }`),
    ).toMatchObject({
      statusCheckRollup: { contexts: { nodes: [{ isRequired: true }] } },
      baseRef: {
        branchProtectionRule: {
          requiresStatusChecks: true,
          requiresStrictStatusChecks: true,
          requiredStatusCheckContexts: ['ci'],
        },
      },
    })
    await acme.commit(widgets, 'main', { 'more.txt': `${number}\n` }, 'main moves on')
    expect(await state()).toBe('UNKNOWN')
    expect(await state()).toBe('BEHIND')
  })

  test('requires approvals', async () => {
    await protectMain({ approvals: 1 })
    const pull = nodeId('PullRequest', pullOf(acme.world, widgets, number).pull.id)
    const { change, failure } = changesOf(acme)
    const review = (event: string, body: string, login: string) =>
      change(
        'addPullRequestReview',
        'AddPullRequestReview',
        { pullRequestId: pull, event, body },
        'pullRequestReview { id state author { login } }',
        login,
      )
    const decision = async () => ask('reviewDecision mergeStateStatus')
    expect(await decision()).toEqual({ reviewDecision: 'REVIEW_REQUIRED', mergeStateStatus: 'BLOCKED' })
    expect(
      await failure('addPullRequestReview', 'AddPullRequestReview', {
        pullRequestId: pull,
        event: 'APPROVE',
      }),
    ).toMatchObject({ type: 'UNPROCESSABLE', message: 'Can not approve your own pull request' })
    await review('REQUEST_CHANGES', 'no', 'rosa')
    expect(await decision()).toEqual({ reviewDecision: 'CHANGES_REQUESTED', mergeStateStatus: 'BLOCKED' })
    const { pullRequestReview } = await review('APPROVE', 'yes', 'rosa')
    expect(pullRequestReview).toMatchObject({ state: 'APPROVED', author: { login: 'rosa' } })
    expect(await decision()).toEqual({ reviewDecision: 'APPROVED', mergeStateStatus: 'CLEAN' })
    expect(
      await ask(`reviews(first:5, states:[APPROVED]) { totalCount nodes { id body commit { oid } } } latestReviews(first:5) { nodes { state } }
        timelineItems(itemTypes:[PULL_REQUEST_REVIEW], first:5) { nodes { ... on PullRequestReview { state } } }`),
    ).toEqual({
      reviews: { totalCount: 1, nodes: [{ id: pullRequestReview.id, body: 'yes', commit: { oid: sha } }] },
      latestReviews: { nodes: [{ state: 'APPROVED' }] },
      timelineItems: { nodes: [{ state: 'CHANGES_REQUESTED' }, { state: 'APPROVED' }] },
    })
    await protectMain({})
  })

  test('cannot use auto-merge', async () => {
    const pullRequestId = nodeId('PullRequest', pullOf(acme.world, widgets, number).pull.id)
    const { failure } = changesOf(acme)
    const input = { pullRequestId }
    expect(await failure('enablePullRequestAutoMerge', 'EnablePullRequestAutoMerge', input)).toMatchObject({
      type: 'UNPROCESSABLE',
      message: 'Auto merge is not allowed for this repository',
    })
    expect(
      await failure('enablePullRequestAutoMerge', 'EnablePullRequestAutoMerge', input, 'guest'),
    ).toMatchObject({ type: 'FORBIDDEN' })
  })
})
