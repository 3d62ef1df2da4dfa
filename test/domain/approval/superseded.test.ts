import { expect, test } from 'vitest'
import { planApproval, type ApprovalOptions } from '../../../src/domain/approval/approve.js'
import type { ApprovalFacts } from '../../../src/domain/approval/facts.js'
import { carrying, deployRun, done, facts, gate, releaseRun, stepsOf, wish } from '../../support/approval.js'
import { config } from '../../support/facts.js'
import { attempt, historyOf } from '../../support/status.js'

const older = releaseRun('1.3.0', { gates: [gate('staging')] })
const newer = releaseRun('1.4.0', { gates: [gate('production')] })
const atStaging = { histories: [carrying('staging', '1.4.0')] }
const everywhere = { histories: [carrying('staging', '1.4.0'), carrying('production', '1.4.0')] }
const named = (environment: string, verdict: ApprovalOptions['verdict'] = 'approved'): ApprovalOptions => ({
  ...wish(environment),
  version: '1.3.0',
  verdict,
})
const supersededText = (environment: string, newerAt: string, gate = 'staging'): string =>
  `1.3.0 for ${environment} is superseded: ${newerAt} runs 1.4.0. Run \`rel release reject ${gate} --version 1.3.0\` to end its run.`

test.each<[string, ApprovalFacts, ApprovalOptions, string]>([
  ['at its gate', facts([newer, older], atStaging), named('staging'), supersededText('staging', 'staging')],
  [
    'before the next one',
    facts([newer, older], atStaging),
    named('production'),
    supersededText('production', 'staging'),
  ],
  [
    'before the next one, without naming the version',
    facts([older], everywhere),
    wish('production'),
    supersededText('production', 'staging'),
  ],
  [
    'at both gates, once',
    facts([older], everywhere),
    wish('staging', 'production'),
    supersededText('staging', 'staging'),
  ],
  ['without naming an environment', facts([older], everywhere), wish(), supersededText('staging', 'staging')],
  [
    'by the version of a later stage',
    facts([older], { histories: [carrying('production', '1.4.0')] }),
    named('production'),
    supersededText('production', 'production'),
  ],
  [
    'while it is being promoted',
    facts([releaseRun('1.3.0')], atStaging),
    named('production'),
    supersededText('production', 'staging'),
  ],
  [
    'before the gate at which it would be rejected',
    facts([older], atStaging),
    named('production', 'rejected'),
    supersededText('production', 'staging'),
  ],
])('a superseded version is reported once: %s', (_, given, options, sentence) => {
  const plan = planApproval([given], options, null)
  expect(plan).toMatchObject({ steps: [], summary: sentence, result: { approvals: [] } })
  expect(plan).not.toHaveProperty('warnings')
  expect(plan).not.toHaveProperty('until')
})

const passed = historyOf(
  'staging',
  attempt('success', { statuses: carrying('staging', '1.4.0').deployments[0]!.statuses }),
  attempt('inactive', { page: 'https://github.com/acme/widgets/actions/runs/3/job/1' }),
)
test.each<[string, ApprovalFacts, ApprovalOptions, string]>([
  ['is rejected', facts([older], atStaging), named('staging', 'rejected'), 'rejected staging of 3'],
  [
    'may still reach a gate, if only a later stage runs a newer one',
    facts([older], { histories: [carrying('production', '1.4.0')] }),
    named('production', 'rejected'),
    '1.3.0 for production has not reached its gate yet',
  ],
  [
    'has already passed the stage before',
    facts([releaseRun('1.3.0')], { histories: [passed] }),
    named('production'),
    '1.3.0 for production has not reached its gate yet',
  ],
  [
    'is the target of a rollback',
    facts([deployRun('1.3.0', 'production')], everywhere),
    named('production'),
    '1.3.0 for production has not reached its gate yet',
  ],
  [
    'does not wait with dispatched gates',
    facts([releaseRun('1.3.0', done)], {
      ...everywhere,
      config: config('gates: dispatch\napprovers: [rosa]'),
    }),
    named('production'),
    'nothing',
  ],
])('an older version %s', (_, given, options, expected) => {
  expect(stepsOf(given, options)).toBe(expected)
})

test('warns about a superseded version that waits beside the approved one', () => {
  const both = [releaseRun('1.5.0', { gates: [gate('staging')] }), older]
  const plan = planApproval([facts(both, atStaging)], wish('staging'), null)
  expect(plan.steps).toMatchObject([{ run: 5 }])
  expect(plan.warnings).toEqual([supersededText('staging', 'staging')])
  const later = planApproval([facts([newer, older], atStaging)], wish('production'), null)
  expect(later).toMatchObject({ steps: [{ run: 4 }], result: { approvals: [{ to: '1.4.0' }] } })
  expect(later.result.approvals).toHaveLength(1)
  expect(later).not.toHaveProperty('warnings')
})

test.each<[string, ApprovalFacts]>([
  ['waits at the next gate', facts([releaseRun('1.3.0', { gates: [gate('production')] })], atStaging)],
  [
    'is being deployed there',
    facts([releaseRun('1.3.0')], {
      histories: [
        ...atStaging.histories,
        historyOf(
          'production',
          attempt('in_progress', { page: 'https://github.com/acme/widgets/actions/runs/3/job/1' }),
        ),
      ],
    }),
  ],
])('a version that has passed a stage and %s is no candidate for the stage', (_, given) => {
  for (const version of [undefined, '1.3.0'])
    expect(planApproval([given], { ...wish('staging'), version }, null)).toMatchObject({
      steps: [],
      summary: `${version ? `${version} is not` : 'No deployment is'} waiting for approval at staging in acme/widgets.`,
    })
})
