import { expect, test } from 'vitest'
import { isOver, progressOf, type RolloutFacts } from '../../src/domain/rollout.js'
import type { RunFact } from '../../src/domain/run.js'
import type { StartTrigger } from '../../src/domain/trigger.js'
import { rejection } from '../support/approval.js'
import { ended, run } from '../support/rollout.js'
import { attempt, historyOf } from '../support/status.js'

const commit = 'a'.repeat(40)
const late = '2026-03-01T10:02:00Z'
const published: StartTrigger = { kind: 'release', tag: '1.4.0' }
const dispatched: StartTrigger = {
  kind: 'dispatch',
  workflow: 'deploy.yml',
  title: 'Deploy 1.4.0 to staging',
  since: '2026-03-01T10:00:00Z',
}
const stagingOf = (by: StartTrigger) => ({
  repository: 'acme/widgets',
  environment: 'staging',
  commit,
  trigger: by,
})
const release = (
  by: StartTrigger,
  found: RunFact | null,
  { now = '2026-03-01T10:00:20Z', deployed = [] as readonly ReturnType<typeof attempt>[] } = {},
): RolloutFacts => ({
  now,
  triggers: [{ kind: 'start', trigger: by, node: 'R', since: '2026-03-01T10:00:00Z', run: found }],
  histories: [historyOf('staging', ...deployed)],
  jobs: [],
  rejections: [],
})
const rejected = {
  environments: ['staging'],
  verdict: 'rejected',
  by: 'olga',
  comment: 'not on a Friday',
} as const
const carried = attempt('success', {
  commit: 'c'.repeat(40), // a dispatched run is on main, whatever it deploys
  createdAt: '2026-03-01T10:00:05Z',
  statuses: [{ description: `rel 1.4.0 ${commit}`, url: 'https://staging', at: '' }],
})

const next = attempt('success', {
  createdAt: '2026-03-01T10:00:15Z',
  statuses: [{ description: `rel 1.5.0 ${'d'.repeat(40)}`, url: null, at: '' }],
})

test.each([
  ['a release without a run yet', published, release(published, null), 'waiting', /no run yet/],
  ['none after a minute', published, release(published, null, { now: late }), 'failed', /No workflow run/],
  ['under way', published, release(published, run()), 'waiting', /queued/],
  [
    'a gate of the run',
    published,
    release(
      published,
      run({ gates: [{ environment: 'staging', approvers: ['rosa'], id: 1, mayApprove: false }] }),
    ),
    'gated',
    /rosa/,
  ],
  [
    'turned away',
    published,
    release(published, ended('failure', { reviews: [rejected] })),
    'failed',
    /^staging was rejected by olga: not on a Friday$/,
  ],
  [
    'turned away, let in when run again, and failed then',
    published,
    release(published, ended('failure', { reviews: [rejected, { ...rejected, verdict: 'approved' }] })),
    'failed',
    /ended: failure/,
  ],
  [
    'deployed by a run of another commit, with the version that its record names',
    dispatched,
    release(dispatched, ended('success'), { deployed: [carried] }),
    'reached',
    /^staging runs 1\.4\.0\. https:\/\/staging$/,
  ],
  [
    'deployed, and followed by another while it waits at the next gate',
    published,
    release(published, run({ status: 'waiting' }), { deployed: [next, { ...carried, state: 'inactive' }] }),
    'reached',
    /^staging ran 1\.4\.0, and runs 1\.5\.0 now\.$/,
  ],
  [
    'the same where GitHub leaves it a success, as in production',
    published,
    release(published, ended('success'), { deployed: [next, carried], now: late }),
    'reached',
    /^staging ran 1\.4\.0, and runs 1\.5\.0 now\.$/,
  ],
  [
    'run again, it waits at the gate once more',
    published,
    release(
      published,
      run({ gates: [{ environment: 'staging', approvers: ['rosa'], id: 1, mayApprove: false }] }),
      { deployed: [next, { ...carried, state: 'inactive' }] },
    ),
    'gated',
    /rosa/,
  ],
  [
    'another one is there, and it never was',
    published,
    release(published, ended('success'), { deployed: [next, { ...carried, state: 'failure' }], now: late }),
    'failed',
    /ended without deploying/,
  ],
  [
    'it was there by an earlier run',
    published,
    release(published, ended('success'), {
      deployed: [next, { ...carried, createdAt: '2026-03-01T09:00:00Z' }],
      now: late,
    }),
    'failed',
    /ended without deploying/,
  ],
] as const)('%s', (_, by, facts, state, says) => {
  const progress = progressOf(stagingOf(by), facts)
  expect([progress.state, progress.sentence]).toEqual([state, expect.stringMatching(says)])
  expect(progress.rejected).toBe(/rejected/.test(progress.sentence))
})

const dispatchedGoal = {
  ...stagingOf(published),
  dispatched: {
    version: '1.4.0',
    approvers: ['rosa', 'role:admin'],
    gates: ['staging'],
    defaultBranch: 'main',
  },
}

test('where gates are dispatched the end of the run is the gate', () => {
  const goal = dispatchedGoal
  expect(progressOf(goal, release(published, ended('success')))).toMatchObject({
    state: 'gated',
    approvers: ['rosa', 'role:admin'],
  })
  expect(progressOf(goal, release(published, run()))).toMatchObject({ state: 'waiting' })
  expect(progressOf(goal, release(published, ended('failure')))).toMatchObject({ state: 'failed' })
})

test.each([
  ['at the gate', 'staging', '1.4.0', [], 'failed', 'staging was rejected by olga: not on a Friday'],
  ['at a later one', 'production', '1.4.0', [], 'gated', 'staging waits for rosa, role:admin: http://run'],
  ['another version', 'staging', '1.3.0', [], 'gated', 'staging waits for rosa, role:admin: http://run'],
  ['and deployed after all', 'staging', '1.4.0', [carried], 'reached', 'staging runs 1.4.0. https://staging'],
] as const)('turned away by a run, %s', (_, environment, version, deployed, state, sentence) => {
  const known = release(published, ended('success'), { deployed })
  const facts = { ...known, rejections: [rejection(environment, version, 'not on a Friday')] }
  const told = { state, sentence, rejected: state === 'failed' }
  expect(progressOf(dispatchedGoal, facts)).toMatchObject(told)
})

test('who turned staging away ends the way to production', () => {
  const { dispatched } = dispatchedGoal
  const goal = {
    ...dispatchedGoal,
    environment: 'production',
    dispatched: { ...dispatched, gates: ['staging', 'production'] },
  }
  const facts = { ...release(published, ended('success')), rejections: [rejection('staging', '1.4.0')] }
  expect(progressOf(goal, facts)).toMatchObject({ sentence: 'staging was rejected by olga', rejected: true })
})

test('a gate is the end of following, unless somebody goes through it', () => {
  const facts = release(
    published,
    run({ gates: [{ environment: 'staging', approvers: ['rosa'], id: 1, mayApprove: false }] }),
  )
  expect(isOver([progressOf(stagingOf(published), facts)])).toBe(true)
  expect(isOver([progressOf({ ...stagingOf(published), through: true }, facts)])).toBe(false)
})

test.each([
  ['failure', '`gh run rerun 1 --failed` goes on with it. The run: http://run'],
  ['cancelled', '`gh run rerun 1` goes on with it. The run: http://run'],
  ['success', 'The run: http://run'],
])('a release whose run ended with %s names what starts it once more', (conclusion, hint) => {
  const facts = release(published, ended(conclusion), { now: late })
  expect(progressOf(stagingOf(published), facts)).toMatchObject({ state: 'failed', hint })
})
