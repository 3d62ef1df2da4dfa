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
  run: 'running' | 'ended',
  status: ReturnType<typeof checkStatus>,
]
const rows: readonly Row[] = [
  ['no build', [], 'ended', null],
  ['a run without jobs yet', [], 'running', 'running'],
  ['a running build', [check('build / build', null)], 'running', 'running'],
  ['between build and test', [check('build / build', 'success')], 'running', 'running'],
  ['a failed build without ci yet', [check('build / build', 'failure')], 'running', 'running'],
  ['a cancelled run without ci', [check('build / build', 'cancelled')], 'ended', null],
  ['a running ci', [check('build / build', 'success'), check('ci', null, 2)], 'running', 'running'],
  ['a passed ci while the run deploys', [check('ci', 'success')], 'running', 'passed'],
  ['a failed ci', [check('ci', 'failure')], 'ended', 'failed'],
  ['the newest of two ci checks', [check('ci', 'success', 2), check('ci', 'failure', 1)], 'ended', 'passed'],
  [
    'a re-run after a failed ci',
    [check('ci', 'failure'), check('build / test', null, 2)],
    'running',
    'running',
  ],
  ['a late build, which is not a test', [check('late-build / build', null)], 'ended', null],
]

test.each(rows)('reads the check status: %s', (_, checks, run, status) => {
  expect(checkStatus({ checks, isTesting: run === 'running' })).toBe(status)
})
