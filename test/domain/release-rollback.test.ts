import { expect, test } from 'vitest'
import type { Deployment, DeploymentState } from '../../src/domain/deployment.js'
import { rollbackIn } from '../../src/domain/release/rollback.js'
import { attempt, historyOf } from '../support/status.js'

const commit = 'a'.repeat(40)
const of = (version: string, state: DeploymentState = 'success'): Deployment =>
  attempt(state, { statuses: [{ description: `rel ${version} ${commit}`, url: null, at: '' }] })

test.each<[string, readonly Deployment[], string | null]>([
  ['nothing ran', [], null],
  ['the first version', [of('1.4.0')], null],
  ['the next one', [of('1.5.0'), of('1.4.0')], null],
  ['the older one again', [of('1.4.0'), of('1.5.0'), of('1.4.0')], '1.5.0'],
  ['that once more', [of('1.4.0'), of('1.4.0', 'inactive'), of('1.5.0', 'inactive')], '1.5.0'],
  ['a failure in between', [of('1.4.0'), of('1.6.0', 'failure'), of('1.5.0')], '1.5.0'],
  ['forward after it', [of('1.6.0'), of('1.4.0'), of('1.5.0')], null],
  ['a hotfix of what came back', [of('1.4.1'), of('1.4.0'), of('1.5.0')], null],
  ['nothing any more', [of('1.4.0', 'inactive'), of('1.5.0', 'inactive')], null],
  ['one that has no version', [attempt('success'), of('1.5.0')], null],
])('what production was rolled back from: %s', (_, deployments, from) => {
  expect(rollbackIn(historyOf('production', ...deployments), () => null)?.from ?? null).toBe(from)
})
