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
  ['without', [run(7, 'Reject 1.4.0 at production/api')], ['7 production/api 1.4.0 ']],
  [
    'a comment that looks like another',
    [run(7, 'Reject 1.4.0 at staging: x at production: y')],
    ['7 staging 1.4.0 x at production: y'],
  ],
  ['while it is under way', [{ ...reject, conclusion: null }], []],
  ['cancelled', [{ ...reject, conclusion: 'cancelled' }], []],
  ['from a branch, where anybody may have changed the workflow', [{ ...reject, branch: 'feature/x' }], []],
  ['let in after all', [reject, run(8, 'Deploy 1.4.0 to production', { conclusion: 'success' })], []],
  ['being let in', [reject, run(8, 'Deploy 1.4.0 to production', { conclusion: null })], []],
  [
    'a deployment that failed',
    [reject, run(8, 'Deploy 1.4.0 to production')],
    ['7 production 1.4.0 Not on a Friday'],
  ],
  [
    'an earlier deployment',
    [reject, run(6, 'Deploy 1.4.0 to production', { conclusion: 'success' })],
    ['7 production 1.4.0 Not on a Friday'],
  ],
  [
    'another version',
    [reject, run(8, 'Deploy 1.5.0 to production', { conclusion: 'success' })],
    ['7 production 1.4.0 Not on a Friday'],
  ],
  ['a deployment', [run(7, 'Deploy 1.4.0 to production')], []],
  [
    'the newest first',
    [run(6, 'Reject 1.4.0 at staging'), run(7, 'Reject 1.4.0 at staging')],
    ['7 staging 1.4.0 ', '6 staging 1.4.0 '],
  ],
])('rejections: %s', (_, runs, expected) => expect(shown(...runs)).toEqual(expected))

const job = (state: JobFact['state'], step: string | null): JobFact => ({
  ...{ id: 1, name: 'authorise', url: '' },
  state,
  step,
})
test.each<[string, JobFact, boolean]>([
  ['who may', job('failed', 'Turn it away'), true],
  ['who may not', job('failed', 'Demand somebody who may'), false],
  ['under way', job('running', 'Turn it away'), false],
])('turned away by %s', (_, one, expected) => expect(isRejected([one])).toBe(expected))

test('a rejection that is under way', () => {
  const under = { title: 'Reject 1.4.0 at production: x', conclusion: null }
  expect(isBeingRejected([under], { environment: 'production', version: '1.4.0' })).toBe(true)
  expect(isBeingRejected([under], { environment: 'staging', version: '1.4.0' })).toBe(false)
  expect(
    isBeingRejected([{ ...under, conclusion: 'failure' }], { environment: 'production', version: '1.4.0' }),
  ).toBe(false)
})
