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
const wanted = { ...wish('staging'), verdict: 'rejected', comment: 'Not\nyet' } as const
const plan = planApproval([known], wanted, null)
const [goal] = plan.goals!

test('a rejection is followed by the name of its run, as one that is later than what was there', () => {
  expect(plan.summary).toBe('staging of 1.4.0 is being rejected.')
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
  ['a run that judges', after(run(), job('running', 'Turn it away')), 'waiting', undefined],
  ['one that has judged', after(run(), job('failed', 'Turn it away')), 'reached', undefined],
  ['and has ended', after(ended('failure'), job('failed', 'Turn it away')), 'reached', undefined],
  ['refused', after(run(), job('failed', 'Demand somebody who may')), 'failed', 'permission'],
  ['broken', after(run(), job('failed', 'Set up rel')), 'failed', 'run-failed'],
  ['given up', after(ended('cancelled')), 'failed', 'run-failed'],
])('a rejection counts when its run has judged: %s', (_, progress, state, code) => {
  expect(progress.state).toBe(state)
  expect(failureIn({ progress: [progress], timedOut: false, lines: [] })?.code).toBe(code)
  const told = rejectionOutcome(plan, [progress])
  expect(told).toMatchObject({ summary: progress.sentence })
  expect(told.result).toMatchObject({
    approvals: [{ to: '1.4.0', decision: state === 'reached' ? 'rejected' : 'none' }],
  })
})
