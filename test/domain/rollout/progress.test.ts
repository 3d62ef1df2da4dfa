import { expect, test } from 'vitest'
import { decisionInLog, decisionText, lastLines } from '../../../src/domain/rollout/outcome.js'
import { progressOf } from '../../../src/domain/rollout/progress.js'
import { type RolloutFacts } from '../../../src/domain/rollout/facts.js'
import type { RunFact } from '../../../src/domain/model/run.js'
import { runOf } from '../../../src/domain/rollout/trigger.js'
import { ended, run } from '../../support/rollout.js'
import { attempt, historyOf } from '../../support/status.js'

const commit = 'a'.repeat(40)
const trigger = { kind: 'label', label: 'deploy/qa2', pullRequest: 7 } as const
const goal = { repository: 'acme/widgets', environment: 'qa2', commit, trigger }
const removal = { ...goal, commit: null }
const factsOf = (
  runs: readonly RunFact[] = [],
  {
    now = '2026-03-01T10:00:20Z',
    conflicting = false,
    deployed = [] as readonly ReturnType<typeof attempt>[],
  } = {},
): RolloutFacts => ({
  now,
  triggers: [
    {
      kind: 'label',
      pullRequest: 7,
      conflicting,
      labellings: [
        { label: 'deploy/qa2', added: true, at: '2026-03-01T10:00:00Z' },
        { label: 'deploy/qa2', added: false, at: '2026-03-01T10:00:00Z' },
      ],
      runs,
    },
  ],
  histories: [historyOf('qa2', ...deployed)],
  jobs: [],
  rejections: [],
})
const success = attempt('success', { createdAt: '2026-03-01T10:00:05Z' })
const late = '2026-03-01T10:02:00Z'

test.each([
  ['no run yet', goal, factsOf(), 'waiting', /waiting for the run to start/],
  ['no run after a minute', goal, factsOf([], { now: late }), 'failed', /^No workflow run started/],
  [
    'a run from before the label',
    goal,
    factsOf([run({ createdAt: '2026-03-01T09:59:59Z' })], { now: late }),
    'failed',
    /No/,
  ],
  ['a run in progress', goal, factsOf([run()]), 'waiting', /queued/],
  [
    'a gate',
    goal,
    factsOf([run({ gates: [{ environment: 'qa2', approvers: ['rosa'], id: 1, mayApprove: false }] })]),
    'gated',
    /waiting for approval by rosa/,
  ],
  [
    'a gate of another environment',
    goal,
    factsOf([run({ gates: [{ environment: 'qa1', approvers: [], id: 1, mayApprove: false }] })]),
    'waiting',
    /q/,
  ],
  ['deployed', goal, factsOf([ended('success')], { deployed: [success] }), 'reached', /runs aaaaaaa/],
  [
    'deployed before the label',
    goal,
    factsOf([run()], { deployed: [attempt('success', { createdAt: '2026-03-01T09:00:00Z' })] }),
    'waiting',
    /queued/,
  ],
  ['a failed run', goal, factsOf([ended('failure')]), 'failed', /ended: failure/],
  [
    'a success without a deployment yet',
    goal,
    factsOf([ended('success')]),
    'waiting',
    /waiting for the deployment/,
  ],
  [
    'a success without a deployment',
    goal,
    factsOf([ended('success')], { now: late }),
    'failed',
    /without deploying/,
  ],
  ['removed', removal, factsOf([], { deployed: [attempt('inactive')] }), 'reached', /^Removed #7 from qa2/],
  ['being removed', removal, factsOf([run()], { deployed: [success] }), 'waiting', /queued/],
  [
    'taken by another pull request',
    removal,
    factsOf([ended('success')], { deployed: [success] }),
    'reached',
    /#7 no longer requests qa2/,
  ],
] as const)('%s', (_, wanted, facts, state, expected) => {
  const progress = progressOf(wanted, facts)
  expect([progress.state, progress.sentence]).toEqual([state, expect.stringMatching(expected)])
})

test('explains that a pull request with conflicts starts no run', () => {
  expect(progressOf(goal, factsOf([], { now: late, conflicting: true })).hint).toContain('#7 conflicts')
})

test('names the command that deploys again, but not for a removed label', () => {
  const over = factsOf([ended('success')], { now: late })
  expect(progressOf(goal, over).hint).toContain(
    'Run `rel qa deploy 2 --pr 7 --redeploy` to start another run.',
  )
  expect(progressOf(removal, factsOf([ended('failure')], { deployed: [success] })).hint).not.toContain(
    '--redeploy',
  )
})

test('prefers an unfinished run to a cancelled one, and takes other workflows only without one that reacts to labels', () => {
  const checks = run({ id: 9, file: 'feature-branch.yml' })
  expect(runOf(goal, factsOf([run({ id: 2 }), ended('cancelled', { id: 3 }), checks]))?.id).toBe(2)
  expect(runOf(goal, factsOf([checks]))?.id).toBe(9)
})

test('follows the building run if the label was set while the commit was built', () => {
  const building = run({ id: 1, file: 'feature-branch.yml', createdAt: '2026-03-01T09:59:50Z' })
  const left = ended('success', { id: 2 })
  const over = { ...building, status: 'completed', updatedAt: '2026-03-01T10:00:15Z' }
  expect(runOf(goal, factsOf([building, left]))?.id).toBe(1)
  expect(runOf(goal, factsOf([{ ...over, conclusion: 'failure' }, left]))?.id).toBe(1)
  expect(progressOf(goal, factsOf([{ ...over, conclusion: 'failure' }, left])).state).toBe('failed')
  const before = { ...over, conclusion: 'success', updatedAt: '2026-03-01T09:59:59Z' }
  expect(runOf(goal, factsOf([before, left]))?.id).toBe(2)
  expect(runOf(removal, factsOf([building, left]))?.id).toBe(2)
  expect(runOf(goal, factsOf([building, run({ id: 2 })]))?.id).toBe(2)
})

test('takes the last lines before the error, without times, groups and cleanup', () => {
  const time = '2026-03-01T10:00:00.1234567Z '
  const log = ['##[group]Run make', 'make', '##[endgroup]', 'no rule', '##[error]exit 2', 'Post job cleanup.']
  expect(lastLines(log.map((line) => `${time}${line}`).join('\r\n'))).toEqual(['make', 'no rule', 'exit 2'])
})

test('takes the lines of the failed step only', () => {
  const log = [
    '##[group]Run npm ci',
    'npm ci',
    '##[endgroup]',
    'added 7',
    '##[group]Run make',
    'make',
    'no rule',
  ]
  expect(lastLines([...log, '##[error]exit 2'].join('\n'))).toEqual(['make', 'no rule', 'exit 2'])
})

test('finds the decision of a plan that deploys nothing', () => {
  const time = '2026-03-01T10:00:00.1234567Z '
  const printed = decisionText('#7 is now at bbbbbbb.\nThe check ci of aaaaaaa failed.').split('\n')
  const log = ['##[group]Run rel ci plan', '##[endgroup]', ...printed, 'Post job cleanup.']
  expect(decisionInLog(log.map((line) => `${time}${line}`).join('\n'))).toEqual(printed)
  expect(decisionInLog('Deploy qa2')).toEqual([])
})
