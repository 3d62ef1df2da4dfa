import { expect, test } from 'vitest'
import {
  type DeployRun,
  isBeingRejected,
  isRejected,
  unanswered,
} from '../../../src/domain/model/deploy-run.js'
import type { JobFact } from '../../../src/domain/model/run.js'

const run = (id: number, title: string, given: Partial<DeployRun> = {}): DeployRun => ({
  ...{ id, title, url: `http://run/${id}`, branch: 'main', conclusion: 'failure', by: 'olga' },
  ...given,
})
const shown = (...runs: readonly DeployRun[]) =>
  unanswered(runs, 'main').map(
    ({ run, rejection: { environment, version, comment } }) => `${run} ${environment} ${version} ${comment}`,
  )
const reject = run(7, 'Reject 1.4.0 at production: Not on a Friday')

test.each<[string, readonly DeployRun[], readonly string[]]>([
  ['with a comment', [reject], ['7 production 1.4.0 Not on a Friday']],
  ['without a comment', [run(7, 'Reject 1.4.0 at production/api')], ['7 production/api 1.4.0 ']],
  [
    'with a comment that looks like another rejection',
    [run(7, 'Reject 1.4.0 at staging: x at production: y')],
    ['7 staging 1.4.0 x at production: y'],
  ],
  ['not while the run is in progress', [{ ...reject, conclusion: null }], []],
  ['not if the run was cancelled', [{ ...reject, conclusion: 'cancelled' }], []],
  [
    'not from another branch, where the workflow may have been changed',
    [{ ...reject, branch: 'feature/x' }],
    [],
  ],
  [
    'not if the version was deployed later',
    [reject, run(8, 'Deploy 1.4.0 to production', { conclusion: 'success' })],
    [],
  ],
  [
    'not if the version is being deployed',
    [reject, run(8, 'Deploy 1.4.0 to production', { conclusion: null })],
    [],
  ],
  [
    'after a later deployment that failed',
    [reject, run(8, 'Deploy 1.4.0 to production')],
    ['7 production 1.4.0 Not on a Friday'],
  ],
  [
    'after an earlier deployment',
    [reject, run(6, 'Deploy 1.4.0 to production', { conclusion: 'success' })],
    ['7 production 1.4.0 Not on a Friday'],
  ],
  [
    'after a later deployment of another version',
    [reject, run(8, 'Deploy 1.5.0 to production', { conclusion: 'success' })],
    ['7 production 1.4.0 Not on a Friday'],
  ],
  ['not a deployment', [run(7, 'Deploy 1.4.0 to production')], []],
  [
    'newest first',
    [run(6, 'Reject 1.4.0 at staging'), run(7, 'Reject 1.4.0 at staging')],
    ['7 staging 1.4.0 ', '6 staging 1.4.0 '],
  ],
])('reads rejections: %s', (_, runs, expected) => expect(shown(...runs)).toEqual(expected))

const job = (state: JobFact['state'], step: string | null): JobFact => ({
  ...{ id: 1, name: 'authorise', url: '' },
  state,
  step,
})
test.each<[string, JobFact, boolean]>([
  ['a job that failed at the reject step', job('failed', 'Reject'), true],
  ['a job that failed at the approver step', job('failed', 'Require an approver'), false],
  ['a job in progress', job('running', 'Reject'), false],
])('is rejected: %s', (_, failedJob, expected) => expect(isRejected([failedJob])).toBe(expected))

test('recognises a rejection in progress', () => {
  const inProgress = { title: 'Reject 1.4.0 at production: x', conclusion: null }
  expect(isBeingRejected([inProgress], { environment: 'production', version: '1.4.0' })).toBe(true)
  expect(isBeingRejected([inProgress], { environment: 'staging', version: '1.4.0' })).toBe(false)
  expect(
    isBeingRejected([{ ...inProgress, conclusion: 'failure' }], {
      environment: 'production',
      version: '1.4.0',
    }),
  ).toBe(false)
})
