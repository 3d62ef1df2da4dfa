import { expect, test } from 'vitest'
import { isOver, progressOf, type RolloutFacts } from '../../src/domain/rollout.js'
import type { RunFact } from '../../src/domain/run.js'
import type { StartTrigger } from '../../src/domain/trigger.js'
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
] as const)('%s', (_, by, facts, state, says) => {
  const progress = progressOf(stagingOf(by), facts)
  expect([progress.state, progress.sentence]).toEqual([state, expect.stringMatching(says)])
  expect(progress.rejected).toBe(/rejected/.test(progress.sentence))
})

test('where gates are dispatched the end of the run is the gate', () => {
  const goal = { ...stagingOf(published), approvers: ['rosa', 'role:admin'] }
  expect(progressOf(goal, release(published, ended('success')))).toMatchObject({
    state: 'gated',
    approvers: ['rosa', 'role:admin'],
  })
  expect(progressOf(goal, release(published, run()))).toMatchObject({ state: 'waiting' })
  expect(progressOf(goal, release(published, ended('failure')))).toMatchObject({ state: 'failed' })
})

test('a gate is the end of following, unless somebody goes through it', () => {
  const facts = release(
    published,
    run({ gates: [{ environment: 'staging', approvers: ['rosa'], id: 1, mayApprove: false }] }),
  )
  expect(isOver([progressOf(stagingOf(published), facts)])).toBe(true)
  expect(isOver([progressOf({ ...stagingOf(published), through: true }, facts)])).toBe(false)
})
