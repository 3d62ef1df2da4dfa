import { expect, test } from 'vitest'
import { planApproval } from '../../../src/domain/approval/approve.js'
import type { ApprovalFacts } from '../../../src/domain/approval/facts.js'
import { facts, gate, releaseRun, wish } from '../../support/approval.js'
import { config } from '../../support/facts.js'

test.each(['approve', 'reject'] as const)('the hint names the approvers and the command to %s', (verb) => {
  const verdict = verb === 'approve' ? 'approved' : 'rejected'
  const hint = (login: string): string | undefined => {
    const run = releaseRun('1.4.0', { gates: [gate('staging', false)] })
    const viewer = { login, role: 'write', teams: [] }
    return planApproval([facts([run], { viewer })], { ...wish(), verdict }, null).refusal?.hint
  }
  expect(hint('dev')).toBe(`Ask rosa or olga to run \`rel release ${verb} staging\`.`)
  expect(hint('rosa')).toMatch(
    new RegExp(`from (approving|rejecting) it\\. Ask olga to run \`rel release ${verb} `),
  )
})

test.each([
  [true, 'approved', 'approvers: rosa, olga (you can approve).'],
  [true, 'rejected', 'approvers: rosa, olga (you can reject).'],
  [false, 'rejected', 'approvers: rosa, olga.'],
] as const)('the line of a gate names the approvers: mayApprove %s, %s', (may, verdict, expected) => {
  const run = releaseRun('1.4.0', { gates: [gate('staging', may)] })
  const { checks } = planApproval([facts([run])], { ...wish(), verdict }, null)
  expect(checks?.[0]?.finding.endsWith(`Z, ${expected}`)).toBe(true)
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
])('a refused approval decides nothing: %s', (_, all) => {
  const { refusal, steps, result } = planApproval(all, wish(), null)
  expect([refusal?.code, steps]).toEqual([expect.any(String), []])
  expect(result.approvals.map(({ decision }) => decision)).toEqual(all.map(() => 'none'))
})

test('keeps the decisions of an earlier round if a later one is refused', () => {
  const options = wish('staging', 'production')
  const first = planApproval([facts([open])], options, null)
  const next = facts([releaseRun('1.4.0', { gates: [gate('production')] })], { config: freeze })
  expect(planApproval([next], options, first).result.approvals).toMatchObject([
    { environment: 'staging', decision: 'approved' },
    { environment: 'production', decision: 'none' },
  ])
})
