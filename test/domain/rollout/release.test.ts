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
    release(dispatched, ended('success'), { deployed: [deployed140] }),
    'reached',
    /^staging runs 1\.4\.0\. https:\/\/staging$/,
  ],
  [
    'deployed, and followed by another while it waits at the next gate',
    published,
    release(published, run({ status: 'waiting' }), {
      deployed: [next, { ...deployed140, state: 'inactive' }],
    }),
    'reached',
    /^staging ran 1\.4\.0, and runs 1\.5\.0 now\.$/,
  ],
  [
    'the same where GitHub leaves it a success, as in production',
    published,
    release(published, ended('success'), { deployed: [next, deployed140], now: late }),
    'reached',
    /^staging ran 1\.4\.0, and runs 1\.5\.0 now\.$/,
  ],
  [
    'run again, it waits at the gate once more',
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
    'another one is there, and it never was',
    published,
    release(published, ended('success'), {
      deployed: [next, { ...deployed140, state: 'failure' }],
      now: late,
    }),
    'failed',
    /ended without deploying/,
  ],
  [
    'it was there by an earlier run',
    published,
    release(published, ended('success'), {
      deployed: [next, { ...deployed140, createdAt: '2026-03-01T09:00:00Z' }],
      now: late,
    }),
    'failed',
    /ended without deploying/,
  ],
] as const)('%s', (_, by, facts, state, says) => {
  const progress = progressOf(stagingOf(by), facts)
  expect([progress.state, progress.sentence]).toEqual([state, expect.stringMatching(says)])
  expect(progress.answer === 'rejected').toBe(/rejected/.test(progress.sentence))
})

test.each([
  ['failure', '`gh run rerun 1 --failed` goes on with it. The run: http://run'],
  ['cancelled', '`gh run rerun 1` goes on with it. The run: http://run'],
  ['success', '`gh run rerun 1` goes through it once more. The run: http://run'],
])('a release whose run ended with %s names what starts it once more', (conclusion, hint) => {
  const facts = release(published, ended(conclusion), { now: late })
  expect(progressOf(stagingOf(published), facts)).toMatchObject({ state: 'failed', hint })
})

test('a job that failed: its log, and what goes on with the run of a release', () => {
  const job = { id: 3, name: 'plan', url: 'http://job', state: 'failed', step: 'Plan' } as const
  const known = release(published, ended('failure'), { now: late })
  const facts = { ...known, jobs: [{ run: 1, tag: null, jobs: [job] }] }
  const failure = failureIn({
    progress: [progressOf(stagingOf(published), facts)],
    timedOut: false,
    lines: ['Frozen.'],
  })
  expect(failure).toMatchObject({
    message: 'The run for staging (1.4.0) ended: failure. plan failed at the step "Plan":\n  Frozen.',
    hint: '`gh run rerun 1 --failed` goes on with it. The whole log: http://job',
  })
})
