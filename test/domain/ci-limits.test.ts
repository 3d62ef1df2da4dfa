import { expect, test } from 'vitest'
import { planSweep, type SweepFacts } from '../../src/domain/ci/sweep.js'
import type { Deployment, DeploymentState } from '../../src/domain/deployment.js'
import type { Claim } from '../../src/domain/slot.js'
import { claim as claiming, config, pullRequest, words } from '../support/facts.js'

const sha = (number: number): string => String(number).repeat(40)
const since = '2026-03-01T09:00:00Z'
const claim = (number: number, labels: readonly string[], given: Partial<Claim> = {}): Claim =>
  claiming(number, since, {
    pullRequest: pullRequest(number, { labels, head: `feature/${number}`, sha: sha(number) }),
    ...given,
  })
const deployment = (pr: number, state: DeploymentState): Deployment => ({
  id: pr,
  environment: 'qa2',
  commit: sha(pr),
  createdAt: since,
  ref: null,
  creator: 'dev',
  state,
  page: null,
  statuses: [{ description: `rel pr ${pr} ${sha(pr)}`, url: null, at: since }],
})

/** #7 holds qa2 since nine o'clock, for four hours at most. */
const usual = (now: string, given: Partial<SweepFacts> = {}): SweepFacts => {
  const slots = given.slots ?? [
    { label: 'deploy/qa2', labelExists: true, claims: [claim(7, ['deploy/qa2'])] },
  ]
  const queues = given.queues ?? []
  return {
    config: config('qa: {ttl: 4h}'),
    defaultBranch: 'main',
    repository: 'acme/widgets',
    open: [...slots, ...queues].flatMap(({ claims }) => claims.map((one) => one.pullRequest)),
    histories: [{ environment: 'qa2', deployments: [deployment(7, 'success')], more: null }],
    now: `2026-03-01T${now}Z`,
    ...given,
    slots,
    queues,
  }
}
const slot = (...claims: readonly Claim[]) => [{ label: 'deploy/qa2', labelExists: true, claims }]
const line = (...claims: readonly Claim[]) => [{ label: 'queue/qa2', labelExists: true, claims }]
const done = (facts: SweepFacts): readonly string[] => {
  const { steps, result } = planSweep(facts)
  const down: readonly { environment: string }[] = JSON.parse(result.outputs['undeploy'] ?? '[]')
  return [
    ...words(steps).map((step, index) => {
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

const lost = (winner: number, environment: string, label: string): string =>
  `#${winner} has ${environment} by now: the latest deployment runs there. This pull request keeps its label \`${label}\`; setting it again, or a new commit, takes ${environment} back.`
const toLine = (number: number, at: string, given: Partial<Claim> = {}): Claim => {
  const one = claim(number, ['deploy'], { since: `2026-03-01T${at}Z`, ...given })
  return { ...one, pullRequest: { ...one.pullRequest, base: 'release/1.4.0' } }
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
    'told already',
    'hotfix',
    'deploy',
    [
      toLine(7, '09:00:00', { comments: [{ text: lost(8, 'hotfix', 'deploy'), at: since }] }),
      toLine(8, '09:20:00'),
    ],
    [],
  ],
  ['one alone', 'qa2', 'deploy/qa2', [claim(7, ['deploy/qa2'])], []],
  ['previews of two branches', 'preview/x', 'deploy', [claim(7, ['deploy']), claim(8, ['deploy'])], []],
])('who lost it is told once by whom: %s', (_, environment, label, claims, told) => {
  const slots = [{ label, labelExists: true, claims }]
  const running = { ...deployment(8, 'success'), environment }
  const facts = usual('10:00:00', {
    ...{ slots, config: config('') },
    histories: [{ environment, deployments: [running], more: null }],
  })
  const comments = planSweep(facts).steps.flatMap((step) =>
    step.kind === 'comment' ? [`#${step.pullRequest} ${step.text}`] : [],
  )
  expect(comments).toEqual(told)
})
