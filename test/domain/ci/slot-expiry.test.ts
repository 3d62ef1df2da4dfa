import { expect, test } from 'vitest'
import { planSweep, type SweepFacts } from '../../../src/domain/ci/sweep.js'
import type { Claim } from '../../../src/domain/label/claim.js'
import { config, pullRequest, stepTexts } from '../../support/facts.js'
import { claim, deployment, since, usual } from '../../support/sweep.js'

const slot = (...claims: readonly Claim[]) => [{ label: 'deploy/qa2', labelExists: true, claims }]
const line = (...claims: readonly Claim[]) => [{ label: 'queue/qa2', labelExists: true, claims }]
const done = (facts: SweepFacts): readonly string[] => {
  const { steps, result } = planSweep(facts)
  const down: readonly { environment: string }[] = JSON.parse(result.outputs['undeploy'] ?? '[]')
  return [
    ...stepTexts(steps).map((step, index) => {
      const one = steps[index]!
      return one.kind === 'dispatch-workflow' ? `${step} pr ${one.inputs['pr']}` : step
    }),
    ...down.map(({ environment }) => `undeploy ${environment}`),
  ]
}
const text =
  'qa2 may be held for 4h, and this pull request has it since 2026-03-01T09:00:00Z: it goes to the next at 2026-03-01T13:00:00Z. Taking the label `deploy/qa2` off and setting it again starts anew.'
const warned = (at: string, label = 'deploy/qa2') =>
  claim(7, [label], { comments: [{ text, at: `2026-03-01T${at}Z` }] })

test('three quarters of its time have passed: the holder is warned, once', () => {
  expect(done(usual('11:59:59'))).toEqual([])
  expect(planSweep(usual('12:00:00')).steps).toEqual([
    { kind: 'comment', repository: 'acme/widgets', pullRequest: 7, text },
  ])
  expect(done(usual('12:59:59', { slots: slot(warned('12:00:00')) }))).toEqual([])
})

test('without a limit, and where nobody knows since when, nothing happens', () => {
  expect(done(usual('23:00:00', { config: config('') }))).toEqual([])
  expect(done(usual('23:00:00', { slots: slot(claim(7, ['deploy/qa2'], { since: '' })) }))).toEqual([])
})

test('the time is up: the label goes, and nobody else wants the slot', () => {
  expect(done(usual('13:00:00', { slots: slot(warned('12:00:00')) }))).toEqual([
    'remove-label #7 deploy/qa2',
    'undeploy qa2',
  ])
})

test('a warning that came late has its time all the same', () => {
  expect(done(usual('20:00:00'))).toEqual(['comment #7'])
  expect(done(usual('20:30:00', { slots: slot(warned('20:00:00')) }))).toEqual([])
  expect(done(usual('21:00:00', { slots: slot(warned('20:00:00')) }))).toContain('remove-label #7 deploy/qa2')
})

test('set anew, the label begins anew: an old warning does not count', () => {
  const anew = { since: '2026-03-01T12:30:00Z', comments: [{ text, at: '2026-03-01T12:00:00Z' }] }
  expect(done(usual('13:00:00', { slots: slot(claim(7, ['deploy/qa2'], anew)) }))).toEqual([])
})

test('the first in line gets the slot, and a run that deploys it', () => {
  const queues = line(
    claim(9, ['queue/qa2'], { since: '2026-03-01T10:00:00Z' }),
    claim(8, ['queue/qa2'], { since: '2026-03-01T09:30:00Z' }),
  )
  expect(done(usual('13:00:00', { slots: slot(warned('12:00:00')), queues }))).toEqual([
    'remove-label #7 deploy/qa2',
    'remove-label #8 queue/qa2',
    'add-label #8 deploy/qa2',
    'dispatch-workflow pr 8',
  ])
})

test('a free slot goes to the first in line too; a fork and another base cannot stand there', () => {
  const queues = line(
    claim(6, ['queue/qa2'], { pullRequest: pullRequest(6, { labels: ['queue/qa2'], fork: true }) }),
    claim(5, ['queue/qa2'], {
      pullRequest: pullRequest(5, { labels: ['queue/qa2'], base: 'release/1.0.0' }),
    }),
    claim(8, ['queue/qa2']),
  )
  const histories = [{ environment: 'qa2', deployments: [deployment(7, 'inactive')], more: null }]
  expect(done(usual('10:00:00', { slots: [], queues, histories }))).toEqual([
    'remove-label #8 queue/qa2',
    'add-label #8 deploy/qa2',
    'dispatch-workflow pr 8',
  ])
})

test('a rival with the same label comes before the line', () => {
  const rival = claim(9, ['deploy/qa2'], { since: '2026-03-01T08:00:00Z' })
  const queues = line(claim(8, ['queue/qa2']))
  expect(done(usual('13:00:00', { slots: slot(warned('12:00:00'), rival), queues }))).toEqual([
    'remove-label #7 deploy/qa2',
    'dispatch-workflow pr 9',
  ])
})

test('a fork that asks for an environment is told so, once', () => {
  const fork = (comments: Claim['comments']) =>
    claim(4, ['deploy'], { pullRequest: pullRequest(4, { labels: ['deploy'], fork: true }), comments })
  const at = (comments: Claim['comments']) =>
    usual('10:00:00', {
      slots: [{ label: 'deploy', labelExists: true, claims: [fork(comments)] }],
      histories: [],
    })
  const [step] = planSweep(at([])).steps
  expect(step).toMatchObject({
    kind: 'comment',
    pullRequest: 4,
    text: expect.stringContaining('from a fork'),
  })
  expect(done(at([{ text: (step as { text: string }).text, at: since }]))).toEqual([])
})
