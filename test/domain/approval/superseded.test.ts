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
const stays = (place: string, by: string, at = 'staging'): string =>
  `${place} of 1.3.0 stays outside: ${by} runs 1.4.0, which is newer. \`rel release reject ${at} --version 1.3.0\` ends its run.`

test.each<[string, ApprovalFacts, ApprovalOptions, string]>([
  ['at its gate', facts([newer, older], atStaging), named('staging'), stays('staging', 'staging')],
  [
    'before the next one',
    facts([newer, older], atStaging),
    named('production'),
    stays('production', 'staging'),
  ],
  ['also by no version', facts([older], everywhere), wish('production'), stays('production', 'staging')],
  [
    'at both gates, once',
    facts([older], everywhere),
    wish('staging', 'production'),
    stays('staging', 'staging'),
  ],
  ['wherever something waits', facts([older], everywhere), wish(), stays('staging', 'staging')],
  [
    'further on',
    facts([older], { histories: [carrying('production', '1.4.0')] }),
    named('production'),
    stays('production', 'production'),
  ],
  [
    'while it is promoted',
    facts([releaseRun('1.3.0')], atStaging),
    named('production'),
    stays('production', 'staging'),
  ],
  [
    'before the gate at which it would be turned away',
    facts([older], atStaging),
    named('production', 'rejected'),
    stays('production', 'staging'),
  ],
])('what was overtaken %s stays outside, and is told so once', (_, given, wanted, sentence) => {
  const plan = planApproval([given], wanted, null)
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
  ['is turned away', facts([older], atStaging), named('staging', 'rejected'), 'rejected staging of 3'],
  [
    'is turned away where it stands, also for what runs further on',
    facts([older], { histories: [carrying('production', '1.4.0')] }),
    named('production', 'rejected'),
    'production of 1.3.0 is on its way to its gate',
  ],
  [
    'has passed the stage before',
    facts([releaseRun('1.3.0')], { histories: [passed] }),
    named('production'),
    'production of 1.3.0 is on its way to its gate',
  ],
  [
    'is rolled back to',
    facts([deployRun('1.3.0', 'production')], everywhere),
    named('production'),
    'production of 1.3.0 is on its way to its gate',
  ],
  [
    'does not wait, where gates are dispatched',
    facts([releaseRun('1.3.0', done)], {
      ...everywhere,
      config: config('gates: dispatch\napprovers: [rosa]'),
    }),
    named('production'),
    'nothing',
  ],
])('an older one %s', (_, given, wanted, words) => {
  expect(stepsOf(given, wanted)).toBe(words)
})

test('beside what is let in, what was overtaken is named where it waits', () => {
  const both = [releaseRun('1.5.0', { gates: [gate('staging')] }), older]
  const plan = planApproval([facts(both, atStaging)], wish('staging'), null)
  expect(plan.steps).toMatchObject([{ run: 5 }])
  expect(plan.warnings).toEqual([stays('staging', 'staging')])
  const onward = planApproval([facts([newer, older], atStaging)], wish('production'), null)
  expect(onward).toMatchObject({ steps: [{ run: 4 }], result: { approvals: [{ to: '1.4.0' }] } })
  expect(onward.result.approvals).toHaveLength(1)
  expect(onward).not.toHaveProperty('warnings')
})

test.each<[string, ApprovalFacts]>([
  ['waits at the next gate', facts([releaseRun('1.3.0', { gates: [gate('production')] })], atStaging)],
  [
    'is let in there',
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
])('what has passed a stage, and %s, has nothing to do with it any more', (_, given) => {
  for (const version of [undefined, '1.3.0'])
    expect(planApproval([given], { ...wish('staging'), version }, null)).toMatchObject({
      steps: [],
      summary: `${version ?? 'Nothing'} ${version ? 'does not wait' : 'waits'} at staging in acme/widgets.`,
    })
})
