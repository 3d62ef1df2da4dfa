import { expect, test } from 'vitest'
import {
  isUndecided,
  runOf,
  runningIn,
  waitingIn,
  type Deployment,
  type DeploymentState,
} from '../../../src/domain/model/deployment.js'

const [old, commit, digest] = ['a'.repeat(40), 'b'.repeat(40), `sha256:${'c'.repeat(64)}`]
const attempt = (state: DeploymentState, description = '', sha = commit): Deployment => ({
  id: 1,
  environment: 'dev',
  commit: sha,
  createdAt: '2026-03-01T09:00:00Z',
  ref: null,
  creator: 'dev',
  state,
  page: null,
  statuses: [
    { description: '', url: 'http://dev.example', at: '2026-03-01T09:05:00Z' },
    { description, url: null, at: '2026-03-01T09:01:00Z' },
  ],
})
const history = (...deployments: readonly Deployment[]) => ({ environment: 'dev', deployments, more: null })
const tags = (sha: string): string | null => (sha === old ? '1.4.0' : null)

test.each([
  ['no deployment', [], null],
  ['the newest success', [attempt('success'), attempt('inactive', '', old)], { commit, version: null }],
  [
    'a failure after a success',
    [attempt('failure'), attempt('success', '', old)],
    { commit: old, version: '1.4.0' },
  ],
  [
    'an unfinished deployment after a success',
    [attempt('in_progress'), attempt('waiting'), attempt('success', '', old)],
    { commit: old },
  ],
  ['an inactive deployment after a success', [attempt('inactive'), attempt('success', '', old)], null],
  [
    'a record with a pull request',
    [attempt('success', `rel pr 12 ${old} ${digest}`)],
    { commit: old, pr: 12, version: null, digest },
  ],
  [
    'a record with a version, which comes before the tag',
    [attempt('success', `rel 1.4.1 ${old}`)],
    { commit: old, pr: null, version: '1.4.1', digest: null },
  ],
  ['a description of another tool', [attempt('success', 'rel is great')], { commit, digest: null }],
] as const)('finds what runs: %s', (_, deployments, runs) => {
  const found = runningIn(history(...deployments), tags)
  if (runs === null) expect(found).toBeNull()
  else
    expect(found).toMatchObject({
      ...runs,
      since: '2026-03-01T09:05:00Z',
      by: 'dev',
      url: 'http://dev.example',
    })
})

test('needs older deployments only while nothing is decided', () => {
  const more = { after: 'x' }
  expect(isUndecided({ ...history(attempt('failure')), more })).toBe(true)
  expect(isUndecided({ ...history(attempt('failure'), attempt('inactive')), more })).toBe(false)
  expect(isUndecided(history(attempt('failure')))).toBe(false)
})

test.each([
  [
    'http://github/acme/widgets/actions/runs/12/job/34',
    { id: 12, url: 'http://github/acme/widgets/actions/runs/12' },
  ],
  [
    'http://github/acme/widgets/actions/runs/12',
    { id: 12, url: 'http://github/acme/widgets/actions/runs/12' },
  ],
  ['http://github/acme/widgets/actions/runs/12x', null],
  ['https://widgets.example', null],
  [null, null],
])('parses the run of a deployment from its page: %s', (page, run) => {
  expect(runOf({ ...attempt('waiting'), page })).toEqual(run)
})

test('finds the newest waiting deployment, even if a later one has passed it', () => {
  const [later, newest, older] = [attempt('success'), attempt('waiting'), attempt('waiting', '', old)]
  expect(waitingIn(history(later, newest, older))).toBe(newest)
  expect(waitingIn(history(later))).toBeNull()
})
