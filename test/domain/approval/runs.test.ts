import { expect, test } from 'vitest'
import { parseConfig } from '../../../src/config.js'
import { candidatesIn } from '../../../src/domain/approval/candidates.js'
import type { ApprovalFacts, VersionRun } from '../../../src/domain/approval/facts.js'
import { oidOf, release } from '../../support/release.js'
import { run as runFact } from '../../support/rollout.js'

const now = '2026-03-01T10:00:00Z'
const run = (file: string, branch: string, commit: string, conclusion: 'success' | null): VersionRun => ({
  node: `${file} ${commit}`,
  title: branch,
  branch,
  commit: oidOf(commit),
  by: 'rosa',
  run: runFact({ id: 1, file, conclusion, updatedAt: now }),
})
const made = (tag: string, commit: string) => release(tag, { draft: false, target: oidOf(commit) })
const facts = (runs: readonly VersionRun[], running: string | null): ApprovalFacts => ({
  repository: 'acme/widgets',
  config: parseConfig('gates: dispatch'),
  defaultBranch: 'main',
  now,
  viewer: { login: 'rosa', role: 'maintain', teams: [] },
  lostHotfixes: new Map(),
  releases: [made('1.5.0', 'main'), made('1.4.1', 'fix'), made('1.4.0', 'start')],
  runs,
  histories: [
    {
      environment: 'production',
      more: null,
      deployments:
        running === null
          ? []
          : [
              {
                id: 1,
                environment: 'production',
                commit: oidOf('start'),
                createdAt: now,
                ref: null,
                creator: 'rosa',
                state: 'success',
                page: null,
                statuses: [{ description: `rel ${running} ${oidOf('start')}`, url: null, at: now }],
              },
            ],
    },
  ],
  rejections: [],
  digests: new Map(),
})
const shown = (runs: readonly VersionRun[], running: string | null = '1.4.0') =>
  candidatesIn(facts(runs, running)).map(
    ({ environment, version, place }) => `${environment} ${version} ${place}`,
  )

const hotfix = (commit: string, conclusion: 'success' | null = 'success') =>
  run('hotfix-release.yml', 'release/1.4.0', commit, conclusion)

test.each<[string, readonly VersionRun[], string | null, readonly string[]]>([
  ['a promoted hotfix skips staging', [hotfix('fix')], '1.4.0', ['production 1.4.1 gate']],
  ['a hotfix older than the running version is no candidate', [hotfix('fix')], '1.5.0', []],
  ['the run that created the line carries no version', [hotfix('start')], '1.3.0', []],
  ['a push without a release carries no version', [hotfix('other')], '1.4.0', []],
  [
    'a release that waits at staging does not hide a hotfix',
    [run('release.yml', '1.5.0', 'main', 'success'), hotfix('fix')],
    '1.4.0',
    ['staging 1.5.0 gate', 'production 1.4.1 gate'],
  ],
])('with dispatched gates: %s', (_name, runs, running, expected) =>
  expect(shown(runs, running)).toEqual(expected),
)
