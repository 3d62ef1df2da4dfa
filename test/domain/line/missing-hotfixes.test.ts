import { expect, test } from 'vitest'
import { planApproval } from '../../../src/domain/approval/approve.js'
import type { MissingCommit } from '../../../src/domain/line/audit.js'
import { deploymentOrder } from '../../../src/domain/ci/deployment-order.js'
import { servicesOf } from '../../../src/domain/model/service.js'
import { mayLackHotfixes, lostHotfixes } from '../../../src/domain/line/missing-hotfixes.js'
import { carrying, facts, gate, releaseRun, stepsOf, wish } from '../../support/approval.js'
import { draftOf } from '../../support/drafts.js'
import { config } from '../../support/facts.js'

test.each([
  ['1.4.0', '1.3.1', true],
  ['1.4.0', '1.3.0', false],
  ['1.4.0', null, false],
  ['1.3.2', '1.3.1', false],
  ['1.4.0', '1.5.1', false],
])('%s over %s: may it lack what runs? %s', (version, running, may) => {
  expect(mayLackHotfixes(version, running)).toBe(may)
})

const lost = (version: string | null, given: Partial<MissingCommit> = {}): MissingCommit => ({
  ...{ version, commit: 'c'.repeat(40), pr: null, onMain: true },
  ...given,
})

test('of what a version lacks, what runs there counts: the patches of its line up to its own', () => {
  const [service] = servicesOf(config(''))
  const all = ['1.3.1', '1.3.2', '1.3.3', '1.2.1', null].map((version) => lost(version))
  expect(lostHotfixes(service!, '1.3.2', all).map(({ version }) => version)).toEqual(['1.3.1', '1.3.2'])
  const [api] = servicesOf(config('services: {api: {paths: [api]}}'))
  expect(lostHotfixes(api!, '1.3.1', [lost('api/1.3.1')])).toHaveLength(1)
})

const history = carrying('production', '1.3.1')
const behind = (gates: string, overridden: readonly string[] = [], gone = [lost('1.3.1')]) => ({
  ...{ config: config(`gates: ${gates}`), now: '2026-03-01T10:00:00Z', history, own: null },
  ...{ overridden, lostHotfixes: gone },
})
const over = { environment: 'production', version: '1.4.0', rollback: false }

test('behind the gate: refused with the way out; overridden by name, or a rollback, it goes', () => {
  expect(deploymentOrder(behind('reviewers'), over, false)).toMatchObject({
    refusal: {
      message: 'production runs 1 hotfix commit of 1.3.1 that 1.4.0 lacks, and would lose.',
      hint: 'Publish what the default branch drafts next: it has them. Or override it by name: run the failed jobs again, then `rel release approve production --force hotfixes`.',
    },
  })
  const open = [lost('1.3.1', { onMain: false, pr: 17 })]
  expect(deploymentOrder(behind('dispatch', [], open), over, false)).toMatchObject({
    refusal: { hint: expect.stringMatching(/^Merge #17, and publish what is drafted then\. Or override/) },
  })
  expect(deploymentOrder(behind('reviewers', ['hotfixes']), over, false)).toEqual({ kind: 'go' })
  expect(deploymentOrder(behind('reviewers'), { ...over, rollback: true }, false)).toEqual({ kind: 'go' })
})

const waiting = facts([releaseRun('1.4.0', { gates: [gate('production')] })], {
  histories: [history],
  lostHotfixes: new Map([['production', new Map([['1.4.0', [lost('1.3.1')]]])]]),
})

test('before somebody approves: refused; overridden, the release records it', () => {
  expect(stepsOf(waiting, wish())).toMatch(
    /^refused: production runs 1 hotfix commit of 1\.3\.1 that 1\.4\.0 lacks/,
  )
  const { steps } = planApproval([waiting], { ...wish(), force: ['hotfixes'] }, null)
  expect(steps.map(({ kind }) => kind)).toEqual(['note-release', 'review-deployments'])
  expect(JSON.stringify(steps[0])).toContain('rel-forced: hotfixes')
  expect(stepsOf(waiting, { ...wish(), verdict: 'rejected' })).toContain('rejected')
})

test('a hotfix that was made since the version was published is not among what would ship', () => {
  const at = (tag: string, publishedAt: string, number: number) =>
    draftOf(tag, { draft: false, publishedAt, body: `* Change (#${number}) @dev\n` })
  const releases = [
    at('1.3.0', '2026-03-01T09:00:00Z', 1),
    at('1.3.1', '2026-03-01T09:30:00Z', 2),
    at('1.4.0', '2026-03-01T10:00:00Z', 3),
    at('1.3.2', '2026-03-01T11:00:00Z', 4),
  ]
  const run = facts([releaseRun('1.4.0', { gates: [gate('staging')] })], {
    releases,
    histories: [carrying('staging', '1.3.0')],
  })
  expect(planApproval([run], wish(), null).result.approvals[0]?.prs).toEqual([2, 3])
})
