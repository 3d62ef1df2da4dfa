import { expect, test } from 'vitest'
import { failureIn } from '../../../src/domain/rollout/outcome.js'
import { progressOf } from '../../../src/domain/rollout/progress.js'
import type { StartTrigger } from '../../../src/domain/plan/goal.js'
import { deployed140, ended, next, published, release, run, stagingOf } from '../../support/rollout.js'

const late = '2026-03-01T10:02:00Z'
const dispatched: StartTrigger = {
  kind: 'dispatch',
  workflow: 'deploy.yml',
  title: 'Deploy 1.4.0 to staging',
  since: '2026-03-01T10:00:00Z',
}
const rejected = {
  environments: ['staging'],
  verdict: 'rejected',
  by: 'olga',
  comment: 'not on a Friday',
} as const
test.each([
  [
    'a release without a run yet',
    published,
    release(published, null),
    'waiting',
    /waiting for the run to start/,
  ],
  [
    'a release without a run after a minute',
    published,
    release(published, null, { now: late }),
    'failed',
    /No workflow run/,
  ],
  ['a run in progress', published, release(published, run()), 'waiting', /queued/],
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
    'rejected',
    published,
    release(published, ended('failure', { reviews: [rejected] })),
    'failed',
    /^The deployment to staging was rejected by olga: not on a Friday$/,
  ],
  [
    'rejected, approved when run again, and failed',
    published,
    release(published, ended('failure', { reviews: [rejected, { ...rejected, verdict: 'approved' }] })),
    'failed',
    /ended: failure/,
  ],
  [
    'deployed by a run of another commit, with the recorded version',
    dispatched,
    release(dispatched, ended('success'), { deployed: [deployed140] }),
    'reached',
    /^staging runs 1\.4\.0\. https:\/\/staging$/,
  ],
  [
    'deployed, and replaced while it waits at the next gate',
    published,
    release(published, run({ status: 'waiting' }), {
      deployed: [next, { ...deployed140, state: 'inactive' }],
    }),
    'reached',
    /^staging ran 1\.4\.0 and now runs 1\.5\.0\.$/,
  ],
  [
    'deployed and replaced, with both deployments successful as in production',
    published,
    release(published, ended('success'), { deployed: [next, deployed140], now: late }),
    'reached',
    /^staging ran 1\.4\.0 and now runs 1\.5\.0\.$/,
  ],
  [
    'waits at the gate again after a re-run',
    published,
    release(
      published,
      run({ gates: [{ environment: 'staging', approvers: ['rosa'], id: 1, mayApprove: false }] }),
      { deployed: [next, { ...deployed140, state: 'inactive' }] },
    ),
    'gated',
    /rosa/,
  ],
  [
    'another version runs, and it was never deployed',
    published,
    release(published, ended('success'), {
      deployed: [next, { ...deployed140, state: 'failure' }],
      now: late,
    }),
    'failed',
    /ended without deploying/,
  ],
  [
    'it was deployed by an earlier run',
    published,
    release(published, ended('success'), {
      deployed: [next, { ...deployed140, createdAt: '2026-03-01T09:00:00Z' }],
      now: late,
    }),
    'failed',
    /ended without deploying/,
  ],
] as const)('%s', (_, by, facts, state, expected) => {
  const progress = progressOf(stagingOf(by), facts)
  expect([progress.state, progress.sentence]).toEqual([state, expect.stringMatching(expected)])
  expect(progress.answer === 'rejected').toBe(/rejected/.test(progress.sentence))
})

test.each([
  ['failure', 'Run `gh run rerun 1 --failed` to continue it. See the run: http://run'],
  ['cancelled', 'Run `gh run rerun 1` to continue it. See the run: http://run'],
  ['success', 'Run `gh run rerun 1` to repeat it. See the run: http://run'],
])('names the command that repeats a run that ended with %s', (conclusion, hint) => {
  const facts = release(published, ended(conclusion), { now: late })
  expect(progressOf(stagingOf(published), facts)).toMatchObject({ state: 'failed', hint })
})

test('reports a failed job with its log and the command that continues the run', () => {
  const job = { id: 3, name: 'plan', url: 'http://job', state: 'failed', step: 'Plan' } as const
  const known = release(published, ended('failure'), { now: late })
  const facts = { ...known, jobs: [{ run: 1, tag: null, jobs: [job] }] }
  const failure = failureIn({
    progress: [progressOf(stagingOf(published), facts)],
    timedOutAfter: null,
    lines: ['Frozen.'],
  })
  expect(failure).toMatchObject({
    message: 'The run for staging (1.4.0) ended: failure. plan failed at the step "Plan":\n  Frozen.',
    hint: 'Run `gh run rerun 1 --failed` to continue it. Full log: http://job',
  })
})
