import { expect, test } from 'vitest'
import { decisionInLog, lastLines } from '../../../src/domain/rollout/outcome.js'
import { progressOf } from '../../../src/domain/rollout/progress.js'
import { type RolloutFacts } from '../../../src/domain/rollout/facts.js'
import type { RunFact } from '../../../src/domain/model/run.js'
import { runOf } from '../../../src/domain/rollout/trigger.js'
import { ended, run } from '../../support/rollout.js'
import { attempt, historyOf } from '../../support/status.js'

const commit = 'a'.repeat(40)
const trigger = { kind: 'label', label: 'deploy/qa2', pullRequest: 7 } as const
const goal = { repository: 'acme/widgets', environment: 'qa2', commit, trigger }
const gone = { ...goal, commit: null }
const world = (
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
  ['nothing yet', goal, world(), 'waiting', /no run yet/],
  ['nothing for a minute', goal, world([], { now: late }), 'failed', /^No workflow run started/],
  [
    'a run of before the label',
    goal,
    world([run({ createdAt: '2026-03-01T09:59:59Z' })], { now: late }),
    'failed',
    /No/,
  ],
  ['under way', goal, world([run()]), 'waiting', /queued/],
  [
    'a gate',
    goal,
    world([run({ gates: [{ environment: 'qa2', approvers: ['rosa'], id: 1, mayApprove: false }] })]),
    'gated',
    /waits for rosa/,
  ],
  [
    'a gate of another environment',
    goal,
    world([run({ gates: [{ environment: 'qa1', approvers: [], id: 1, mayApprove: false }] })]),
    'waiting',
    /q/,
  ],
  ['there', goal, world([ended('success')], { deployed: [success] }), 'reached', /runs aaaaaaa/],
  [
    'there before the label: it may be going',
    goal,
    world([run()], { deployed: [attempt('success', { createdAt: '2026-03-01T09:00:00Z' })] }),
    'waiting',
    /queued/,
  ],
  ['failed', goal, world([ended('failure')]), 'failed', /ended: failure/],
  ['a success that is not seen yet', goal, world([ended('success')]), 'waiting', /awaited/],
  [
    'a success without a deployment',
    goal,
    world([ended('success')], { now: late }),
    'failed',
    /without deploying/,
  ],
  ['gone', gone, world([], { deployed: [attempt('inactive')] }), 'reached', /runs nothing/],
  ['going', gone, world([run()], { deployed: [success] }), 'waiting', /queued/],
  [
    'somebody else has it now',
    gone,
    world([ended('success')], { deployed: [success] }),
    'reached',
    /no longer wanted/,
  ],
] as const)('%s', (_, wanted, facts, state, says) => {
  const progress = progressOf(wanted, facts)
  expect([progress.state, progress.sentence]).toEqual([state, expect.stringMatching(says)])
})

test('a pull request with conflicts starts nothing, and is told so', () => {
  expect(progressOf(goal, world([], { now: late, conflicting: true })).hint).toContain('#7 conflicts')
})

test('a label that came to nothing is served again by a command; one that went needs none', () => {
  const over = world([ended('success')], { now: late })
  expect(progressOf(goal, over).hint).toContain('`rel qa deploy 2 --pr 7 --redeploy` starts another one.')
  expect(progressOf(gone, world([ended('failure')], { deployed: [success] })).hint).not.toContain(
    '--redeploy',
  )
})

test('a run that goes on counts before one that was cancelled for it; other workflows only where none reacts', () => {
  const checks = run({ id: 9, file: 'feature-branch.yml' })
  expect(runOf(goal, world([run({ id: 2 }), ended('cancelled', { id: 3 }), checks]))?.id).toBe(2)
  expect(runOf(goal, world([checks]))?.id).toBe(9)
})

test('a label that came while the commit was built: the run that builds it deploys it', () => {
  const building = run({ id: 1, file: 'feature-branch.yml', createdAt: '2026-03-01T09:59:50Z' })
  const left = ended('success', { id: 2 })
  const over = { ...building, status: 'completed', updatedAt: '2026-03-01T10:00:15Z' }
  expect(runOf(goal, world([building, left]))?.id).toBe(1)
  expect(runOf(goal, world([{ ...over, conclusion: 'failure' }, left]))?.id).toBe(1)
  expect(progressOf(goal, world([{ ...over, conclusion: 'failure' }, left])).state).toBe('failed')
  const before = { ...over, conclusion: 'success', updatedAt: '2026-03-01T09:59:59Z' }
  expect(runOf(goal, world([before, left]))?.id).toBe(2)
  expect(runOf(gone, world([building, left]))?.id).toBe(2)
  expect(runOf(goal, world([building, run({ id: 2 })]))?.id).toBe(2)
})

test('the last lines before the error, without times, groups and what was tidied up after it', () => {
  const time = '2026-03-01T10:00:00.1234567Z '
  const log = ['##[group]Run make', 'make', '##[endgroup]', 'no rule', '##[error]exit 2', 'Post job cleanup.']
  expect(lastLines(log.map((line) => `${time}${line}`).join('\r\n'))).toEqual(['make', 'no rule', 'exit 2'])
})

test('of the step that failed alone', () => {
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

test('what a plan decided, where it deploys nothing', () => {
  const time = '2026-03-01T10:00:00.1234567Z '
  const log = ['##[group]Run rel ci plan', '##[endgroup]', 'Nothing to do: The check ci of aaaaaaa failed.']
  expect(decisionInLog(log.map((line) => `${time}${line}`).join('\n'))).toEqual(log.slice(2))
  expect(decisionInLog('Deploy qa2')).toEqual([])
})
