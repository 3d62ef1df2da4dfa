import { expect, test } from 'vitest'
import { statusOf } from '../../../src/domain/status/status.js'
import { type StatusFacts } from '../../../src/domain/status/facts.js'
import type { RecentRelease } from '../../../src/domain/model/release.js'
import { config, pullRequest } from '../../support/facts.js'
import { attempt, historyOf, labelled, statusFacts } from '../../support/status.js'

const environment = (name: string, given: Partial<StatusFacts>) =>
  statusOf(statusFacts(given)).environments.find((one) => one.environment === name)
const release = (
  tag: string,
  commit = tag.padEnd(40, '0'),
  given: Partial<RecentRelease> = {},
): RecentRelease => ({
  tag,
  commit,
  draft: false,
  prerelease: false,
  latest: false,
  url: '',
  ...given,
})
const running = (name: string, version: string) =>
  historyOf(name, attempt('success', { commit: version.padEnd(40, '0') }))
const releases = ['1.6.0', '1.5.0', 'v1.4.0', 'nightly', '1.3.0'].map((tag) => release(tag))

test.each([
  { now: 'staging', staging: '1.4.0', production: '1.3.0', of: 'staging', versions: null },
  { now: 'staging', staging: '1.5.0', production: '1.3.0', of: 'staging', versions: 1 },
  { now: 'production', staging: '1.5.0', production: '1.3.0', of: 'production', versions: 2 },
  { now: 'production', staging: '1.3.0', production: '1.3.0', of: 'production', versions: 0 },
  { now: 'without staging', staging: null, production: '1.3.0', of: 'production', versions: 3 },
])(
  '$now: staging $staging, production $production → $versions behind',
  ({ staging, production, of, versions }) => {
    const histories = [...(staging ? [running('staging', staging)] : []), running('production', production)]
    const behind = versions === null ? null : { commits: null, versions }
    expect(environment(of, { histories, releases })?.behind).toEqual(behind)
  },
)

test.each([
  ['a hotfix does not count for staging', [], 1, 2],
  ['a patch of the default branch counts', ['release/1.4.1'], 2, 2],
])('%s', (_, branches, staging, production) => {
  const given = {
    histories: [running('staging', '1.4.0'), running('production', '1.3.0')],
    releases: ['1.5.0', '1.4.1', '1.4.0', '1.3.1', '1.3.0'].map((tag) => release(tag)),
    branches: new Map(branches.map((branch) => [branch, 'c'.repeat(40)])),
  }
  expect(environment('staging', given)?.behind?.versions).toBe(staging)
  expect(environment('production', given)?.behind?.versions).toBe(production)
})

test('the newest of several labels holds a slot, and the others are named', () => {
  const labels = ['deploy/qa2']
  const all = [
    labelled(pullRequest(3, { labels }), '2026-03-01T09:00:00Z'),
    labelled(pullRequest(4, { labels }), '2026-03-01T11:00:00Z'),
  ]
  const histories = [historyOf('qa2', attempt('success'))]
  expect(environment('qa2', { labelled: all, histories })).toMatchObject({
    holder: { number: 4 },
    problem: 'Also labelled deploy/qa2: #3.',
  })
})

test.each([
  ['a failed deployment', [attempt('failure', { page: 'http://run' })], true, /failed: http:\/\/run$/],
  ['a preview without a pull request', [attempt('success')], false, /^No open pull request uses it\.$/],
  ['a label without a deployment', [], true, /^#7 has the label deploy, but is not deployed\.$/],
  [
    'an older commit',
    [attempt('success', { commit: 'b'.repeat(40) })],
    true,
    /^#7 has moved to aaaaaaa, which is not deployed\.$/,
  ],
  ['a deployment in progress', [attempt('in_progress')], true, null],
  ['the head of the pull request', [attempt('success')], true, null],
])('%s', (_, deployments, labelledPull, expected) => {
  const given = {
    histories: [historyOf('preview/feature-login', ...deployments)],
    labelled: labelledPull ? [labelled(pullRequest(7, { labels: ['deploy'] }))] : [],
  }
  const { problem = null } = environment('preview/feature-login', given) ?? {}
  if (expected === null) expect(problem).toBeNull()
  else expect(problem).toMatch(expected)
})

test('a monorepo has environments and versions for each service', () => {
  const given = {
    config: config('environments: [dev, production]\nservices: {api: {paths: [api]}, web: {paths: [web]}}'),
    releases: [release('api/1.2.0', 'c'.repeat(40)), release('web/3.0.0', 'd'.repeat(40))],
    histories: [historyOf('production/api', attempt('success', { commit: 'c'.repeat(40) }))],
  }
  expect(statusOf(statusFacts(given)).environments.map((one) => one.environment)).toEqual([
    'dev/api',
    'dev/web',
    'production/api',
    'production/web',
  ])
  expect(environment('production/api', given)?.runs?.version).toBe('1.2.0')
})
