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
    ...stepTexts(steps).map((text, index) => {
      const step = steps[index]!
      return step.kind === 'dispatch-workflow' ? `${text} pr ${step.inputs['pr']}` : text
    }),
    ...down.map(({ environment }) => `undeploy ${environment}`),
  ]
}
const text =
  'This pull request has held qa2 since 2026-03-01T09:00:00Z; the limit is 4h. The slot will be released at 2026-03-01T13:00:00Z. To keep it, remove the label `deploy/qa2` and add it again.'
const warned = (at: string, label = 'deploy/qa2') =>
  claim(7, [label], { comments: [{ text, at: `2026-03-01T${at}Z` }] })

test('warns the holder once when three quarters of the time limit have passed', () => {
  expect(done(usual('11:59:59'))).toEqual([])
  expect(planSweep(usual('12:00:00')).steps).toEqual([
    { kind: 'comment', repository: 'acme/widgets', pullRequest: 7, text },
  ])
  expect(done(usual('12:59:59', { slots: slot(warned('12:00:00')) }))).toEqual([])
})

test('does nothing without a limit or a known start', () => {
  expect(done(usual('23:00:00', { config: config('') }))).toEqual([])
  expect(done(usual('23:00:00', { slots: slot(claim(7, ['deploy/qa2'], { since: '' })) }))).toEqual([])
})

test('removes the label when the limit has expired', () => {
  expect(done(usual('13:00:00', { slots: slot(warned('12:00:00')) }))).toEqual([
    'remove-label #7 deploy/qa2',
    'undeploy qa2',
  ])
})

test('keeps the full notice period after a late warning', () => {
  expect(done(usual('20:00:00'))).toEqual(['comment #7'])
  expect(done(usual('20:30:00', { slots: slot(warned('20:00:00')) }))).toEqual([])
  expect(done(usual('21:00:00', { slots: slot(warned('20:00:00')) }))).toContain('remove-label #7 deploy/qa2')
})

test('ignores an old warning after the label was added again', () => {
  const anew = { since: '2026-03-01T12:30:00Z', comments: [{ text, at: '2026-03-01T12:00:00Z' }] }
  expect(done(usual('13:00:00', { slots: slot(claim(7, ['deploy/qa2'], anew)) }))).toEqual([])
})

test('passes an expired slot on to the first in the queue, and deploys it', () => {
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

test('passes a free slot on to the first in the queue, but not to a fork or another base', () => {
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

test('prefers a pull request with the same label to the queue', () => {
  const rival = claim(9, ['deploy/qa2'], { since: '2026-03-01T08:00:00Z' })
  const queues = line(claim(8, ['queue/qa2']))
  expect(done(usual('13:00:00', { slots: slot(warned('12:00:00'), rival), queues }))).toEqual([
    'remove-label #7 deploy/qa2',
    'dispatch-workflow pr 9',
  ])
})

test('comments once on a fork that requests an environment', () => {
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
