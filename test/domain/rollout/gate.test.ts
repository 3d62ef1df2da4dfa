import { expect, test } from 'vitest'
import { isOver, progressOf } from '../../../src/domain/rollout/progress.js'
import { rejection } from '../../support/approval.js'
import { deployed140, ended, next, published, release, run, stagingOf } from '../../support/rollout.js'

const dispatchedGoal = {
  ...stagingOf(published),
  dispatched: {
    version: '1.4.0',
    approvers: ['rosa', 'role:admin'],
    gates: ['staging'],
    defaultBranch: 'main',
  },
}

test('with dispatched gates a successful run leads to the gate', () => {
  const goal = dispatchedGoal
  expect(progressOf(goal, release(published, ended('success')))).toMatchObject({
    state: 'gated',
    approvers: ['rosa', 'role:admin'],
  })
  expect(progressOf(goal, release(published, run()))).toMatchObject({ state: 'waiting' })
  expect(progressOf(goal, release(published, ended('failure')))).toMatchObject({ state: 'failed' })
})

test.each(['', 'release / '])('a run that promoted nothing leads to no gate: the job %spromote', (caller) => {
  const known = release(published, ended('success'))
  const job = (name: string, state: 'done' | 'skipped') => ({ id: 1, name, url: '', state, step: null })
  const withJobs = (...jobs: readonly ReturnType<typeof job>[]) => ({
    ...known,
    jobs: [{ run: 1, tag: null, jobs }],
  })
  expect(
    progressOf(dispatchedGoal, withJobs(job(`${caller}plan`, 'done'), job(`${caller}promote`, 'skipped'))),
  ).toMatchObject({
    state: 'failed',
    sentence: 'The run for staging (1.4.0) ended without deploying.',
    hint: 'Run `gh run rerun 1` to repeat it. See the run: http://run',
  })
  const promoted = withJobs(job(`${caller}promote`, 'done'), job('staging', 'skipped'))
  expect(progressOf(dispatchedGoal, promoted)).toMatchObject({ state: 'gated' })
})

test.each([
  [
    'at the gate',
    'staging',
    '1.4.0',
    [],
    'failed',
    '1.4.0 for staging was rejected by olga: not on a Friday',
  ],
  [
    'at a later gate',
    'production',
    '1.4.0',
    [],
    'gated',
    'staging is waiting for approval by rosa or anyone with the role admin: http://run',
  ],
  [
    'another version',
    'staging',
    '1.3.0',
    [],
    'gated',
    'staging is waiting for approval by rosa or anyone with the role admin: http://run',
  ],
  ['but deployed later', 'staging', '1.4.0', [deployed140], 'reached', 'staging runs 1.4.0. https://staging'],
] as const)('rejected by a run: %s', (_, environment, version, deployed, state, sentence) => {
  const known = release(published, ended('success'), { deployed })
  const facts = { ...known, rejections: [rejection(environment, version, 'not on a Friday')] }
  const expected = { state, sentence, answer: state === 'failed' ? 'rejected' : null }
  expect(progressOf(dispatchedGoal, facts)).toMatchObject(expected)
})

test('a rejection at staging ends the goal at production', () => {
  const { dispatched } = dispatchedGoal
  const goal = {
    ...dispatchedGoal,
    environment: 'production',
    dispatched: { ...dispatched, gates: ['staging', 'production'] },
  }
  const facts = { ...release(published, ended('success')), rejections: [rejection('staging', '1.4.0')] }
  expect(progressOf(goal, facts)).toMatchObject({
    sentence: '1.4.0 for staging was rejected by olga',
    answer: 'rejected',
  })
})

test('following ends at a gate, unless it goes through', () => {
  const facts = release(
    published,
    run({ gates: [{ environment: 'staging', approvers: ['rosa'], id: 1, mayApprove: false }] }),
  )
  expect(isOver([progressOf(stagingOf(published), facts)])).toBe(true)
  expect(isOver([progressOf({ ...stagingOf(published), through: true }, facts)])).toBe(false)
})

const gates = [{ environment: 'staging', approvers: ['rosa'], id: 1, mayApprove: false }]
test.each([
  ['at its own gate', '1.4.0', run({ gates }), {}],
  ['at a dispatched gate', '1.4.0', ended('success'), { dispatched: dispatchedGoal.dispatched }],
])('a superseded version fails %s', (_, version, found, more) => {
  const goal = { ...stagingOf(published), version, ...more }
  const facts = release(published, found, { deployed: [next] })
  expect(progressOf(goal, facts)).toMatchObject({
    state: 'failed',
    answer: 'refused',
    sentence: '1.4.0 for staging is superseded: staging runs 1.5.0.',
    hint: 'Run `rel release reject staging --version 1.4.0` to end its run.',
  })
  for (const other of [
    { ...goal, version: '1.6.0' },
    { ...stagingOf(published), ...more },
  ])
    expect(progressOf(other, facts).state).toBe('gated')
})
