import { expect, test } from 'vitest'
import { planApproval } from '../../../src/domain/approval/approve.js'
import type { MissingCommit } from '../../../src/domain/line/audit.js'
import { deploymentOrder } from '../../../src/domain/ci/deployment-order.js'
import { servicesOf } from '../../../src/domain/model/service.js'
import { mayMissHotfixes, lostHotfixes } from '../../../src/domain/line/missing-hotfixes.js'
import { carrying, facts, gate, releaseRun, stepsOf, wish } from '../../support/approval.js'
import { draftOf } from '../../support/drafts.js'
import { config } from '../../support/facts.js'

test.each([
  ['1.4.0', '1.3.1', true],
  ['1.4.0', '1.3.0', false],
  ['1.4.0', null, false],
  ['1.3.2', '1.3.1', false],
  ['1.4.0', '1.5.1', false],
])('decides whether %s may miss hotfixes of %s: %s', (version, running, may) => {
  expect(mayMissHotfixes(version, running)).toBe(may)
})

const lost = (version: string | null, given: Partial<MissingCommit> = {}): MissingCommit => ({
  ...{ version, commit: 'c'.repeat(40), pr: null, onMain: true },
  ...given,
})

test('counts only the patches of the running line up to the running version', () => {
  const [service] = servicesOf(config(''))
  const all = ['1.3.1', '1.3.2', '1.3.3', '1.2.1', null].map((version) => lost(version))
  expect(lostHotfixes(service!, '1.3.2', all).map(({ version }) => version)).toEqual(['1.3.1', '1.3.2'])
  const [api] = servicesOf(config('services: {api: {paths: [api]}}'))
  expect(lostHotfixes(api!, '1.3.1', [lost('api/1.3.1')])).toHaveLength(1)
})

const history = carrying('production', '1.3.1')
const afterGate = (gates: string, overridden: readonly string[] = [], gone = [lost('1.3.1')]) => ({
  ...{
    config: config(`gates: ${gates}`),
    now: '2026-03-01T10:00:00Z',
    history,
    own: null,
    overridden,
    lostHotfixes: gone,
  },
})
const deployment = { environment: 'production', version: '1.4.0', rollback: false }

test('refuses after the gate with a remedy, unless overridden by name or rolling back', () => {
  expect(deploymentOrder(afterGate('reviewers'), deployment, false)).toMatchObject({
    refusal: {
      message: '1.4.0 is missing 1 hotfix commit of 1.3.1 that production runs.',
      hint: 'Publish the next draft of the default branch. Or override it by name: run the failed jobs again, then `rel release approve production --force missing-hotfixes`.',
    },
  })
  const open = [lost('1.3.1', { onMain: false, pr: 17 })]
  expect(deploymentOrder(afterGate('dispatch', [], open), deployment, false)).toMatchObject({
    refusal: { hint: expect.stringMatching(/^Merge #17, then publish the next draft\. Or override/) },
  })
  expect(deploymentOrder(afterGate('reviewers', ['missing-hotfixes']), deployment, false)).toEqual({
    kind: 'go',
  })
  expect(deploymentOrder(afterGate('reviewers'), { ...deployment, rollback: true }, false)).toEqual({
    kind: 'go',
  })
})

const waiting = facts([releaseRun('1.4.0', { gates: [gate('production')] })], {
  histories: [history],
  lostHotfixes: new Map([['production', new Map([['1.4.0', [lost('1.3.1')]]])]]),
})

test('refuses an approval; records an override in the release', () => {
  expect(stepsOf(waiting, wish())).toMatch(
    /^refused: 1\.4\.0 is missing 1 hotfix commit of 1\.3\.1 that production runs/,
  )
  const { steps } = planApproval([waiting], { ...wish(), force: ['missing-hotfixes'] }, null)
  expect(steps.map(({ kind }) => kind)).toEqual(['note-release', 'review-deployments'])
  expect(JSON.stringify(steps[0])).toContain('rel-forced: missing-hotfixes')
  expect(stepsOf(waiting, { ...wish(), verdict: 'rejected' })).toContain('rejected')
})

test('leaves a hotfix published after the version out of its changes', () => {
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
