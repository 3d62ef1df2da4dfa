import { expect, test } from 'vitest'
import { mayStartVersion, startableIn } from '../../../src/domain/approval/candidates.js'
import type { History } from '../../../src/domain/model/deployment.js'
import type { RecentRelease } from '../../../src/domain/model/release.js'
import { carrying, deployRun, done, facts, releaseRun } from '../../support/approval.js'
import { config } from '../../support/facts.js'
import { historyOf } from '../../support/status.js'

const dispatch = config('gates: dispatch\napprovers: [rosa]')
const released = (tag: string, draft = false): RecentRelease => ({
  tag,
  commit: 'a'.repeat(40),
  draft,
  prerelease: false,
  latest: false,
  url: '',
})
const [empty, older] = [historyOf('staging'), carrying('staging', '1.3.0')]

test.each<[string, string, readonly History[], readonly RecentRelease[], boolean]>([
  ['a version newer than the one on staging', 'gates: dispatch', [older], [released('1.4.0')], true],
  ['staging without a deployment', 'gates: dispatch', [empty], [released('1.4.0')], true],
  ['no newer version', 'gates: dispatch', [older], [released('1.3.0')], false],
  ['a draft', 'gates: dispatch', [older], [released('1.4.0', true)], false],
  ['gates with reviewers', '', [older], [released('1.4.0')], false],
  ['no history of the stages', 'gates: dispatch', [], [released('1.4.0')], false],
])('%s', (_, text, histories, releases, expected) => {
  expect(mayStartVersion({ config: config(text), histories, releases })).toBe(expected)
})

test('lists a promoted version as waiting', () => {
  const run = releaseRun('1.4.0', done)
  const seen = facts([run], { config: dispatch, histories: [older] })
  expect(startableIn(seen)).toEqual([
    {
      environment: 'staging',
      waiting: {
        run: run.run.id,
        url: run.run.url,
        since: run.run.updatedAt,
        version: '1.4.0',
        approvers: ['rosa'],
        mayApprove: true,
      },
    },
  ])
  expect(startableIn({ ...seen, config: config('') })).toEqual([])
})

test('lists no older version while a newer one is being deployed', () => {
  const runs = [releaseRun('1.4.0', done), releaseRun('1.3.0', done)]
  const seen = (more: typeof runs) => startableIn(facts([...more, ...runs], { config: dispatch }))
  expect(seen([]).map(({ waiting }) => waiting.version)).toEqual(['1.4.0'])
  expect(seen([deployRun('1.4.0', 'staging')])).toEqual([])
})
