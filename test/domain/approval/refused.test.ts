import { expect, test } from 'vitest'
import { planApproval } from '../../../src/domain/approval/approve.js'
import type { ApprovalFacts } from '../../../src/domain/approval/facts.js'
import { facts, gate, releaseRun, wish } from '../../support/approval.js'
import { config } from '../../support/facts.js'

test.each(['approve', 'reject'] as const)('whom to ask, and for what: to %s', (verb) => {
  const verdict = verb === 'approve' ? 'approved' : 'rejected'
  const hint = (login: string): string | undefined => {
    const barred = releaseRun('1.4.0', { gates: [gate('staging', false)] })
    const viewer = { login, role: 'write', teams: [] }
    return planApproval([facts([barred], { viewer })], { ...wish(), verdict }, null).refusal?.hint
  }
  expect(hint('dev')).toBe(`Ask rosa or olga for \`rel release ${verb} staging\`.`)
  expect(hint('rosa')).toMatch(
    new RegExp(`kept from (approving|rejecting) it\\. Ask olga for \`rel release ${verb} `),
  )
})

test.each([
  [true, 'approved', 'rosa, olga may approve, and so may you.'],
  [true, 'rejected', 'rosa, olga may reject, and so may you.'],
  [false, 'rejected', 'rosa, olga may reject.'],
] as const)('the line of a gate says what may be done there: %s, %s', (may, verdict, words) => {
  const run = releaseRun('1.4.0', { gates: [gate('staging', may)] })
  const { checks } = planApproval([facts([run])], { ...wish(), verdict }, null)
  expect(checks?.[0]?.finding.endsWith(`UTC, ${words}`)).toBe(true)
})

const open = releaseRun('1.4.0', { gates: [gate('staging')] })
const freeze = config('freeze: [{from: 2026-03-01T00:00:00Z, to: 2026-03-02T00:00:00Z}]')
test.each<[string, readonly ApprovalFacts[]]>([
  ['a freeze', [facts([open], { config: freeze })]],
  [
    'a freeze in one of two repositories',
    [facts([open], { repository: 'acme/gadgets' }), facts([open], { config: freeze })],
  ],
  [
    'one gate of two',
    [
      facts([open], { repository: 'acme/gadgets' }),
      facts([releaseRun('1.4.0', { gates: [gate('staging', false)] })]),
    ],
  ],
])('what is refused decides nothing: %s', (_, all) => {
  const { refusal, steps, result } = planApproval(all, wish(), null)
  expect([refusal?.code, steps]).toEqual([expect.any(String), []])
  expect(result.approvals.map(({ decision }) => decision)).toEqual(all.map(() => 'none'))
})

test('what an earlier round decided stays decided where a later one is refused', () => {
  const wanted = wish('staging', 'production')
  const first = planApproval([facts([open])], wanted, null)
  const next = facts([releaseRun('1.4.0', { gates: [gate('production')] })], { config: freeze })
  expect(planApproval([next], wanted, first).result.approvals).toMatchObject([
    { environment: 'staging', decision: 'approved' },
    { environment: 'production', decision: 'none' },
  ])
})
