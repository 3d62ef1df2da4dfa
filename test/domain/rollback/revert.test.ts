import { expect, test } from 'vitest'
import type { Deployment, DeploymentState } from '../../../src/domain/model/deployment.js'
import { planRevert, versionBefore, pastRollback } from '../../../src/domain/rollback/revert.js'
import { type OpenRevert } from '../../../src/domain/rollback/facts.js'
import { servicesOf } from '../../../src/domain/model/service.js'
import { config, pullRequest } from '../../support/facts.js'
import { attempt, historyOf } from '../../support/status.js'

const commit = 'a'.repeat(40)
const of = (version: string, state: DeploymentState = 'success'): Deployment =>
  attempt(state, { statuses: [{ description: `rel ${version} ${commit}`, url: null, at: '' }] })

test.each<[string, readonly Deployment[], string | null]>([
  ['no deployment', [], null],
  ['one version only', [of('1.4.0')], null],
  ['a newer version', [of('1.5.0'), of('1.4.0')], null],
  ['the older version again', [of('1.4.0'), of('1.5.0'), of('1.4.0')], '1.5.0'],
  ['the same version twice', [of('1.4.0'), of('1.4.0', 'inactive'), of('1.5.0', 'inactive')], '1.5.0'],
  ['a failure in between', [of('1.4.0'), of('1.6.0', 'failure'), of('1.5.0')], '1.5.0'],
  ['a newer version after the rollback', [of('1.6.0'), of('1.4.0'), of('1.5.0')], null],
  ['a hotfix after the rollback', [of('1.4.1'), of('1.4.0'), of('1.5.0')], null],
  ['a removed deployment', [of('1.4.0', 'inactive'), of('1.5.0', 'inactive')], null],
  ['a deployment without a version', [attempt('success'), of('1.5.0')], null],
])('finds the version that production was rolled back from: %s', (_, deployments, from) => {
  expect(pastRollback(historyOf('production', ...deployments), () => null)?.from ?? null).toBe(from)
})

test.each<[string, readonly Deployment[], string | null]>([
  ['no other version', [of('1.5.0')], null],
  ['the version before', [of('1.5.0'), of('1.4.0', 'inactive'), of('1.3.0', 'inactive')], '1.4.0'],
  ['a version that skipped one', [of('1.5.0'), of('1.3.0')], '1.3.0'],
  ['the same version twice', [of('1.5.0'), of('1.5.0'), of('1.3.0')], '1.3.0'],
  ['a version that failed', [of('1.5.0'), of('1.4.0', 'failure'), of('1.3.0')], '1.3.0'],
  ['a version that waits', [of('1.5.0'), of('1.4.0', 'waiting'), of('1.3.0')], '1.3.0'],
  ['the target of an earlier rollback', [of('1.5.0'), of('1.3.0'), of('1.4.0'), of('1.3.0')], '1.3.0'],
  ['only newer versions', [of('1.5.0'), of('1.6.0')], null],
  ['a deployment without a version', [of('1.5.0'), attempt('success'), of('1.3.0')], '1.3.0'],
])('finds the version that production ran before 1.5.0: %s', (_, deployments, version) => {
  expect(versionBefore(historyOf('production', ...deployments), () => null, '1.5.0')).toBe(version)
})

test('takes the version from the tag of the commit', () => {
  const deployments = [of('1.5.0'), attempt('success')]
  expect(versionBefore(historyOf('production', ...deployments), () => 'v1.4.0', '1.5.0')).toBe('1.4.0')
})

const text = 'Reverts acme/widgets#9\nReverts acme/widgets#8\n\nRestores the files.'
test.each<[string, Partial<OpenRevert>, string]>([
  ['does nothing if it is up to date', {}, ''],
  ['pushes a commit if main has moved on', { update: { commit } }, 'push-commit'],
  [
    'adds a number that its text lacks',
    { body: 'Reverts acme/widgets#8\n' },
    `Reverts acme/widgets#9|Reverts acme/widgets#8|`,
  ],
  [
    'keeps the text that people wrote',
    { body: 'Ours.\r\n\r\nReverts acme/widgets#8\r\nMore.' },
    'Ours.\r|\r|Reverts acme/widgets#9|Reverts acme/widgets#8\r|More.',
  ],
  ['writes the text if it is empty', { body: '' }, 'Reverts acme/widgets#9|Reverts acme/widgets#8'],
  ['refuses a conflict', { update: { conflicts: [{ path: 'a', prs: [8], authors: [] }] } }, 'conflict'],
])('an open rollback pull request: %s', (_, open, steps) => {
  const [service] = servicesOf(config(''))
  const plan = planRevert({
    repository: 'acme/widgets',
    defaultBranch: 'main',
    target: { kind: 'version', service: service!, version: '1.4.0', pulls: [9, 8] },
    from: '1.5.0',
    branch: 'rollback/1.4.0',
    attempt: { commit: 'b'.repeat(40) },
    pushed: 'c'.repeat(40),
    open: { pullRequest: pullRequest(7), body: text, update: null, ...open },
  })
  const words = plan.steps.map((step) =>
    step.kind === 'edit-pull-request' ? step.body.replaceAll('\n', '|') : step.kind,
  )
  expect(plan.refusal?.code ?? words.join(', ')).toBe(steps)
  expect(plan.question === undefined).toBe(plan.steps.length === 0)
  expect(plan.result.pr?.number).toBe(7)
})

test.each<[string, string | null, string]>([
  ['does not exist yet', null, 'push-commit, open-pull-request'],
  ['was pushed by an interrupted command', 'b'.repeat(40), 'open-pull-request'],
  ['has other commits', 'c'.repeat(40), 'refused'],
])('the branch of a rollback %s', (_, pushed, steps) => {
  const plan = planRevert({
    repository: 'acme/widgets',
    defaultBranch: 'main',
    target: { kind: 'pull', number: 8, title: 'Change the page' },
    from: '1.5.0',
    branch: 'revert/8',
    attempt: { commit: 'b'.repeat(40) },
    pushed,
    open: null,
  })
  expect(plan.refusal?.code ?? plan.steps.map(({ kind }) => kind).join(', ')).toBe(steps)
  if (plan.refusal)
    expect([plan.steps, plan.refusal.message]).toEqual([[], expect.stringContaining('revert/8')])
})
