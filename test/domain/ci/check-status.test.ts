import { expect, test } from 'vitest'
import { checkStatus, type CheckFacts } from '../../../src/domain/ci/check-status.js'

const check = (name: string, conclusion: string | null, id = 1): CheckFacts['checks'][number] => ({
  id,
  name,
  status: conclusion === null ? 'in_progress' : 'completed',
  conclusion,
})
type Row = readonly [
  name: string,
  checks: CheckFacts['checks'],
  tests: 'going on' | 'over',
  verdict: ReturnType<typeof checkStatus>,
]
const rows: readonly Row[] = [
  ['nothing was built', [], 'over', null],
  ['the run has no job yet', [], 'going on', 'running'],
  ['it builds', [check('build / build', null)], 'going on', 'running'],
  ['between build and test', [check('build / build', 'success')], 'going on', 'running'],
  ['the build failed, and ci is not there yet', [check('build / build', 'failure')], 'going on', 'running'],
  ['a run that was stopped with force has no ci', [check('build / build', 'cancelled')], 'over', null],
  ['ci runs', [check('build / build', 'success'), check('ci', null, 2)], 'going on', 'running'],
  ['ci passed, the run deploys', [check('ci', 'success')], 'going on', 'passed'],
  ['ci failed', [check('ci', 'failure')], 'over', 'failed'],
  ['the newest counts', [check('ci', 'success', 2), check('ci', 'failure', 1)], 'over', 'passed'],
  ['tested once more', [check('ci', 'failure'), check('build / test', null, 2)], 'going on', 'running'],
  ['the late build is no test', [check('late-build / build', null)], 'over', null],
]

test.each(rows)('%s', (_, checks, tests, verdict) => {
  expect(checkStatus({ checks, isTesting: tests === 'going on' })).toBe(verdict)
})
