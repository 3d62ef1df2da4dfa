import { expect, test } from 'vitest'
import { planSweep } from '../../../src/domain/ci/sweep.js'
import type { Claim } from '../../../src/domain/label/claim.js'
import { config } from '../../support/facts.js'
import { claim, deployment, since, usual } from '../../support/sweep.js'

const lost = (winner: number, environment: string, label: string): string =>
  `#${winner} has replaced this pull request in ${environment}: the latest deployment wins. The label \`${label}\` stays; to deploy this pull request again, push a commit, or remove the label and add it again.`
const toLine = (number: number, at: string, given: Partial<Claim> = {}): Claim => {
  const labelled = claim(number, ['deploy'], { since: `2026-03-01T${at}Z`, ...given })
  return { ...labelled, pullRequest: { ...labelled.pullRequest, base: 'release/1.4.0' } }
}
test.each<[string, string, string, readonly Claim[], readonly string[]]>([
  [
    'a slot',
    'qa2',
    'deploy/qa2',
    [claim(7, ['deploy/qa2']), claim(8, ['deploy/qa2'], { since: '2026-03-01T09:30:00Z' })],
    [`#7 ${lost(8, 'qa2', 'deploy/qa2')}`],
  ],
  [
    'hotfix',
    'hotfix',
    'deploy',
    [toLine(7, '09:00:00'), toLine(8, '09:20:00'), toLine(9, '09:10:00')],
    [`#9 ${lost(8, 'hotfix', 'deploy')}`, `#7 ${lost(8, 'hotfix', 'deploy')}`],
  ],
  [
    'an existing comment',
    'hotfix',
    'deploy',
    [
      toLine(7, '09:00:00', { comments: [{ text: lost(8, 'hotfix', 'deploy'), at: since }] }),
      toLine(8, '09:20:00'),
    ],
    [],
  ],
  [
    'a newest label that was not deployed',
    'qa2',
    'deploy/qa2',
    [
      claim(7, ['deploy/qa2']),
      claim(8, ['deploy/qa2']),
      claim(9, ['deploy/qa2'], { since: '2026-03-01T09:50:00Z' }),
    ],
    [`#9 ${lost(8, 'qa2', 'deploy/qa2')}`, `#7 ${lost(8, 'qa2', 'deploy/qa2')}`],
  ],
  ['an empty slot', 'qa2', 'deploy/qa2', [claim(7, ['deploy/qa2']), claim(6, ['deploy/qa2'])], []],
  [
    'a slot that runs none of them',
    'qa2',
    'deploy/qa2',
    [claim(7, ['deploy/qa2']), claim(6, ['deploy/qa2'])],
    [],
  ],
  ['a single claim', 'qa2', 'deploy/qa2', [claim(7, ['deploy/qa2'])], []],
  ['previews of two branches', 'preview/x', 'deploy', [claim(7, ['deploy']), claim(8, ['deploy'])], []],
])('comments once on replaced pull requests: %s', (_, environment, label, claims, expected) => {
  const slots = [{ label, labelExists: true, claims }]
  const running = { ...deployment(8, 'success'), environment }
  const facts = usual('10:00:00', {
    ...{ slots, config: config('') },
    histories: [{ environment, deployments: [running], more: null }],
  })
  const comments = planSweep(facts).steps.flatMap((step) =>
    step.kind === 'comment' ? [`#${step.pullRequest} ${step.text}`] : [],
  )
  expect(comments).toEqual(expected)
})
