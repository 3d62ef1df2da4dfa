import { expect, test } from 'vitest'
import { planApproval } from '../../../src/domain/approval/approve.js'
import { approvalOutcome, type ApprovalPlan } from '../../../src/domain/approval/view.js'
import type { Progress } from '../../../src/domain/plan/goal.js'
import { toRun } from '../../../src/domain/model/run.js'
import { deployRun, facts, gate, releaseRun, wish } from '../../support/approval.js'
import { run } from '../../support/rollout.js'

const progress = {
  state: 'reached',
  hint: null,
  run: null,
  jobs: [],
  answer: null,
  again: '',
  approvers: [],
} as const
const atStaging = releaseRun('1.4.0', { gates: [gate('staging')] })

test('reports each round and repository, and the command for the next gate', () => {
  const reached = (plan: ApprovalPlan, environment: string, url: string): readonly Progress[] =>
    plan
      .goals!.filter((goal) => goal.environment === environment)
      .map((goal) => ({ ...progress, goal, sentence: `${environment} runs 1.4.0. ${url}`, url }))
  const alone = planApproval([facts([atStaging])], wish('staging'), null)
  expect(approvalOutcome(alone, reached(alone, 'staging', 'http://s')).summary).toBe(
    'staging runs 1.4.0. http://s\nNext: rel release approve production',
  )
  const gadgets = facts([atStaging], { repository: 'acme/gadgets' })
  const first = planApproval([facts([atStaging]), gadgets], wish('staging', 'production'), null)
  const { result } = approvalOutcome(first, reached(first, 'staging', 'http://s'))
  const onward = (repository: string) =>
    facts([releaseRun('1.4.0', { gates: [gate('production')] })], { repository })
  const second = planApproval(
    [onward('acme/widgets'), onward('acme/gadgets')],
    wish('staging', 'production'),
    { ...first, result: result as ApprovalPlan['result'] },
  )
  expect(approvalOutcome(second, reached(second, 'production', 'http://p')).summary.split('\n')).toEqual([
    'acme/widgets: staging runs 1.4.0. http://s',
    'acme/gadgets: staging runs 1.4.0. http://s',
    'acme/widgets: production runs 1.4.0. http://p',
    'acme/gadgets: production runs 1.4.0. http://p',
  ])
})

test('reports a deployment once, for the version that was deployed', () => {
  const onWay = releaseRun('1.5.0', { gates: [gate('staging')] })
  const twice = [releaseRun('1.4.0', { gates: [gate('production')] }), deployRun('1.4.0', 'production')]
  const plan = planApproval([facts([onWay, ...twice])], wish('production'), null)
  const outcome = approvalOutcome(
    plan,
    plan.goals!.map((goal) => {
      const followed = { goal, run: toRun(run({ id: 4 })), url: 'http://p' }
      return { ...progress, ...followed, sentence: 'production runs 1.4.0. http://p' }
    }),
  )
  expect(outcome.summary).toBe('production runs 1.4.0. http://p')
  const { approvals } = outcome.result as ApprovalPlan['result']
  expect(approvals.find(({ to }) => to === '1.5.0')).toMatchObject({
    decision: 'none',
    run: { id: 5 },
    deployed: null,
  })
  expect(approvals.find(({ to }) => to === '1.4.0')?.deployed).toEqual({ version: '1.4.0', url: 'http://p' })
})
