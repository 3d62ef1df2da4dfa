import { rejectionOutcome } from '../../../src/domain/approval/view.js'
import { expect, test } from 'vitest'
import { planApproval } from '../../../src/domain/approval/approve.js'
import { failureIn } from '../../../src/domain/rollout/outcome.js'
import { progressOf } from '../../../src/domain/rollout/progress.js'
import { type Progress } from '../../../src/domain/plan/goal.js'
import type { JobFact } from '../../../src/domain/model/run.js'
import { deployRun, done, facts, releaseRun, wish } from '../../support/approval.js'
import { config } from '../../support/facts.js'
import { ended, run } from '../../support/rollout.js'

const known = facts([releaseRun('1.4.0', done), deployRun('1.3.0', 'staging', { id: 77, ...done })], {
  config: config('gates: dispatch\napprovers: [rosa]'),
})
const options = { ...wish('staging'), verdict: 'rejected', comment: 'Not\nyet' } as const
const plan = planApproval([known], options, null)
const [goal] = plan.goals!

test('follows the new run with the title of the rejection', () => {
  expect(plan.summary).toBe('1.4.0 for staging is being rejected.')
  expect(plan.goals).toMatchObject([
    { rejecting: '1.4.0', trigger: { title: 'Reject 1.4.0 at staging: Not yet', after: 77 } },
  ])
})

const job = (state: JobFact['state'], step: string): JobFact => ({
  ...{ id: 1, name: 'authorise', url: 'http://job' },
  state,
  step,
})
const after = (found: ReturnType<typeof run> | null, ...jobs: readonly JobFact[]): Progress => {
  if (goal?.trigger.kind !== 'dispatch') throw new Error('No goal')
  return progressOf(goal, {
    now: known.now,
    triggers: [{ kind: 'start', trigger: goal.trigger, node: 'R', since: known.now, run: found }],
    histories: [],
    jobs: [{ run: 1, tag: null, jobs }],
    rejections: [],
  })
}

test.each([
  ['no run yet', after(null), 'waiting', undefined],
  ['a run at the reject step', after(run(), job('running', 'Reject')), 'waiting', undefined],
  ['a job failed at the reject step', after(run(), job('failed', 'Reject')), 'reached', undefined],
  [
    'the run failed at the reject step',
    after(ended('failure'), job('failed', 'Reject')),
    'reached',
    undefined,
  ],
  [
    'the run refused the approver',
    after(run(), job('failed', 'Require an approver')),
    'failed',
    'permission',
  ],
  ['the run failed at another step', after(run(), job('failed', 'Set up rel')), 'failed', 'run-failed'],
  ['the run was cancelled', after(ended('cancelled')), 'failed', 'run-failed'],
])('a rejection counts once its run has failed at the reject step: %s', (_, progress, state, code) => {
  expect(progress.state).toBe(state)
  expect(failureIn({ progress: [progress], timedOutAfter: null, lines: [] })?.code).toBe(code)
  const outcome = rejectionOutcome(plan, [progress])
  expect(outcome).toMatchObject({ summary: progress.sentence })
  expect(outcome.result).toMatchObject({
    approvals: [{ to: '1.4.0', decision: state === 'reached' ? 'rejected' : 'none' }],
  })
})
