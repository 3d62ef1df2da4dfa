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
  ['nothing ran', [], null],
  ['the first version', [of('1.4.0')], null],
  ['the next one', [of('1.5.0'), of('1.4.0')], null],
  ['the older one again', [of('1.4.0'), of('1.5.0'), of('1.4.0')], '1.5.0'],
  ['that once more', [of('1.4.0'), of('1.4.0', 'inactive'), of('1.5.0', 'inactive')], '1.5.0'],
  ['a failure in between', [of('1.4.0'), of('1.6.0', 'failure'), of('1.5.0')], '1.5.0'],
  ['forward after it', [of('1.6.0'), of('1.4.0'), of('1.5.0')], null],
  ['a hotfix of what came back', [of('1.4.1'), of('1.4.0'), of('1.5.0')], null],
  ['nothing any more', [of('1.4.0', 'inactive'), of('1.5.0', 'inactive')], null],
  ['one that has no version', [attempt('success'), of('1.5.0')], null],
])('what production was rolled back from: %s', (_, deployments, from) => {
  expect(pastRollback(historyOf('production', ...deployments), () => null)?.from ?? null).toBe(from)
})

test.each<[string, readonly Deployment[], string | null]>([
  ['nothing else', [of('1.5.0')], null],
  ['the one before', [of('1.5.0'), of('1.4.0', 'inactive'), of('1.3.0', 'inactive')], '1.4.0'],
  ['not what was published in between', [of('1.5.0'), of('1.3.0')], '1.3.0'],
  ['the same once more', [of('1.5.0'), of('1.5.0'), of('1.3.0')], '1.3.0'],
  ['one that never arrived', [of('1.5.0'), of('1.4.0', 'failure'), of('1.3.0')], '1.3.0'],
  ['one that still waits', [of('1.5.0'), of('1.4.0', 'waiting'), of('1.3.0')], '1.3.0'],
  ['what it was rolled back to before', [of('1.5.0'), of('1.3.0'), of('1.4.0'), of('1.3.0')], '1.3.0'],
  ['only newer ones', [of('1.5.0'), of('1.6.0')], null],
  ['one that has no version', [of('1.5.0'), attempt('success'), of('1.3.0')], '1.3.0'],
])('what production ran before 1.5.0: %s', (_, deployments, version) => {
  expect(versionBefore(historyOf('production', ...deployments), () => null, '1.5.0')).toBe(version)
})

test('what production ran before, by the tag of its commit', () => {
  const deployments = [of('1.5.0'), attempt('success')]
  expect(versionBefore(historyOf('production', ...deployments), () => 'v1.4.0', '1.5.0')).toBe('1.4.0')
})

const told = 'Reverts acme/widgets#9\nReverts acme/widgets#8\n\nThe files are those.'
test.each<[string, Partial<OpenRevert>, string]>([
  ['as it should be', {}, ''],
  ['main has moved on', { update: { commit } }, 'push-commit'],
  [
    'its text lacks a number',
    { body: 'Reverts acme/widgets#8\n' },
    `Reverts acme/widgets#9|Reverts acme/widgets#8|`,
  ],
  [
    'people wrote the text',
    { body: 'Ours.\r\n\r\nReverts acme/widgets#8\r\nMore.' },
    'Ours.\r|\r|Reverts acme/widgets#9|Reverts acme/widgets#8\r|More.',
  ],
  ['it has no text', { body: '' }, 'Reverts acme/widgets#9|Reverts acme/widgets#8'],
  ['a conflict', { update: { conflicts: [{ path: 'a', prs: [8], authors: [] }] } }, 'conflict'],
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
    open: { pullRequest: pullRequest(7), body: told, update: null, ...open },
  })
  const words = plan.steps.map((step) =>
    step.kind === 'edit-pull-request' ? step.body.replaceAll('\n', '|') : step.kind,
  )
  expect(plan.refusal?.code ?? words.join(', ')).toBe(steps)
  expect(plan.question === undefined).toBe(plan.steps.length === 0)
  expect(plan.result.pr?.number).toBe(7)
})

test.each<[string, string | null, string]>([
  ['is not there yet', null, 'push-commit, open-pull-request'],
  ['was pushed by a run that was cut off', 'b'.repeat(40), 'open-pull-request'],
  ['has something else', 'c'.repeat(40), 'refused'],
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
