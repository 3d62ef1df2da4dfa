import { expect, test } from 'vitest'
import { planApproval } from '../../src/domain/approval/approval.js'
import { facts, gate, releaseRun, wish } from '../support/approval.js'

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
