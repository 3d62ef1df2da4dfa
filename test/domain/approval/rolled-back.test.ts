import { expect, test } from 'vitest'
import { planApproval, type ApprovalOptions } from '../../../src/domain/approval/approve.js'
import { startableIn } from '../../../src/domain/approval/candidates.js'
import type { VersionRun } from '../../../src/domain/approval/facts.js'
import type { History } from '../../../src/domain/model/deployment.js'
import { carrying, done, facts, releaseRun, stepsOf, wish } from '../../support/approval.js'
import { config } from '../../support/facts.js'
import { historyOf } from '../../support/status.js'

/** Production ran 1.4.0, which staging still runs, and was rolled back to 1.3.0. */
const ran = carrying('production', '1.4.0').deployments[0]!
const histories = [
  carrying('staging', '1.4.0'),
  historyOf('production', carrying('production', '1.3.0').deployments[0]!, { ...ran, state: 'inactive' }),
]
const seen = (more: readonly VersionRun[] = []) =>
  facts([...more, releaseRun('1.4.0', done)], {
    config: config('gates: dispatch\napprovers: [rosa]'),
    histories,
  })
const named: ApprovalOptions = { ...wish('production'), version: '1.4.0' }
const sentence =
  'production ran 1.4.0 and was rolled back to 1.3.0. To deploy 1.4.0 again, run `rel release approve production --version 1.4.0`.'

test('approves a rolled-back version only by its name, and does not list it as waiting', () => {
  for (const options of [wish(), wish('production'), wish('staging', 'production')])
    expect(planApproval([seen()], options, null)).toMatchObject({
      steps: [],
      summary: sentence,
      result: { approvals: [] },
    })
  expect(stepsOf(seen(), named)).toBe('start production 1.4.0')
  expect(startableIn(seen())).toEqual([])
})

const back = carrying('production', '1.3.0').deployments[0]!
test.each<[string, History]>([
  ['failed', historyOf('production', back, { ...ran, state: 'failure' })],
  ['was removed', historyOf('production', { ...ran, state: 'inactive' })],
])('a version that %s does not count as rolled back', (_, production) => {
  const given = { ...seen(), histories: [carrying('staging', '1.4.0'), production] }
  expect(stepsOf(given, wish('production'))).toBe('start production 1.4.0')
})

test('deploys the next release to staging first, then to production after a rollback', () => {
  const next = seen([releaseRun('1.5.0', done)])
  const first = planApproval([next], wish('staging', 'production'), null)
  expect(first.steps).toMatchObject([{ inputs: { environment: 'staging', version: '1.5.0' } }])
  expect(first.result.approvals.map(({ to }) => to)).toEqual(['1.5.0', '1.5.0'])
  const then = { ...next, histories: [carrying('staging', '1.5.0'), histories[1]!] }
  expect(stepsOf(then, wish('production'))).toBe('start production 1.5.0')
})

test('a version that staging was rolled back from is not a candidate for production', () => {
  const [, production] = histories
  const staging = { ...production!, environment: 'staging' }
  const given = { ...seen(), histories: [staging] }
  expect(stepsOf(given, wish('production'))).toBe('nothing')
  expect(planApproval([given], { ...wish(), verdict: 'rejected' }, null).summary).toBe(
    'No deployment is waiting for approval in acme/widgets.',
  )
})
