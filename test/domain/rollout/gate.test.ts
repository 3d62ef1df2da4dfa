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

test('where gates are dispatched the end of the run is the gate', () => {
  const goal = dispatchedGoal
  expect(progressOf(goal, release(published, ended('success')))).toMatchObject({
    state: 'gated',
    approvers: ['rosa', 'role:admin'],
  })
  expect(progressOf(goal, release(published, run()))).toMatchObject({ state: 'waiting' })
  expect(progressOf(goal, release(published, ended('failure')))).toMatchObject({ state: 'failed' })
})

test.each(['', 'release / '])('a run that promoted nothing is no gate: its job is %spromote', (caller) => {
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
    hint: '`gh run rerun 1` goes through it once more. The run: http://run',
  })
  const promoted = withJobs(job(`${caller}promote`, 'done'), job('staging', 'skipped'))
  expect(progressOf(dispatchedGoal, promoted)).toMatchObject({ state: 'gated' })
})

test.each([
  ['at the gate', 'staging', '1.4.0', [], 'failed', 'staging was rejected by olga: not on a Friday'],
  ['at a later one', 'production', '1.4.0', [], 'gated', 'staging waits for rosa, role:admin: http://run'],
  ['another version', 'staging', '1.3.0', [], 'gated', 'staging waits for rosa, role:admin: http://run'],
  [
    'and deployed after all',
    'staging',
    '1.4.0',
    [deployed140],
    'reached',
    'staging runs 1.4.0. https://staging',
  ],
] as const)('turned away by a run, %s', (_, environment, version, deployed, state, sentence) => {
  const known = release(published, ended('success'), { deployed })
  const facts = { ...known, rejections: [rejection(environment, version, 'not on a Friday')] }
  const told = { state, sentence, answer: state === 'failed' ? 'rejected' : null }
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
  expect(progressOf(goal, facts)).toMatchObject({
    sentence: 'staging was rejected by olga',
    answer: 'rejected',
  })
})

test('a gate is the end of following, unless somebody goes through it', () => {
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
  ['behind the end of its run', '1.4.0', ended('success'), { dispatched: dispatchedGoal.dispatched }],
])('what was overtaken waits for nobody %s', (_, version, found, more) => {
  const goal = { ...stagingOf(published), version, ...more }
  const facts = release(published, found, { deployed: [next] })
  expect(progressOf(goal, facts)).toMatchObject({
    state: 'failed',
    answer: 'refused',
    sentence: 'staging runs 1.5.0, which is newer: 1.4.0 stays outside.',
    hint: '`rel release reject staging --version 1.4.0` ends its run.',
  })
  for (const other of [
    { ...goal, version: '1.6.0' },
    { ...stagingOf(published), ...more },
  ])
    expect(progressOf(other, facts).state).toBe('gated')
})
