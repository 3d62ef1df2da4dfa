import { expect, test } from 'vitest'
import { planApproval, type ApprovalOptions } from '../../../src/domain/approval/approve.js'
import { startableIn } from '../../../src/domain/approval/candidates.js'
import type { VersionRun } from '../../../src/domain/approval/facts.js'
import { carrying, done, facts, gate, releaseRun, stepsOf, wish } from '../../support/approval.js'
import { draftOf } from '../../support/drafts.js'
import { config } from '../../support/facts.js'

const dispatch = config('gates: dispatch\napprovers: [rosa]')
const onLine = 'b'.repeat(40)
/** 1.2.1, a hotfix of 1.2.0 that waits at production, while staging runs 1.4.0. */
const hotfix = (given: Partial<VersionRun['run']> = {}): VersionRun => ({
  ...releaseRun('1.2.1', { id: 21, file: 'hotfix-release.yml', event: 'push', ...given }),
  branch: 'release/1.2.0',
  commit: onLine,
})
const seen = (runs: readonly VersionRun[], text = dispatch) => {
  const given = facts(runs, {
    config: text,
    histories: [carrying('staging', '1.4.0'), carrying('production', '1.2.0')],
  })
  const own = { target: onLine, draft: false, prerelease: true, body: '* Fix (#57) @dev\n' }
  return { ...given, releases: [...given.releases, draftOf('1.2.1', own)] }
}
const dispatched = seen([releaseRun('1.4.0', done), hotfix(done)])
const native = seen(
  [releaseRun('1.4.0', { gates: [gate('production')] }), hotfix({ gates: [gate('production', true, 6)] })],
  config(''),
)
const named = (version: string, verdict: ApprovalOptions['verdict'] = 'approved'): ApprovalOptions => ({
  ...wish('production'),
  version,
  verdict,
})

test.each([
  ['dispatched', dispatched, 'start production 1.4.0', 'start production 1.2.1', 'reject production 1.2.1'],
  ['native', native, 'approved production of 4', 'approved production of 21', 'rejected production of 21'],
])(
  'a hotfix is approved by name if a newer release waits too: %s gates',
  (_, given, both, alone, rejected) => {
    expect(stepsOf(given, wish('production'))).toBe(both)
    expect(planApproval([given], wish('production'), null).warnings).toEqual([
      '1.2.1 for production is not approved: a newer version is waiting too. To approve only the older one, run `rel release approve production --version 1.2.1`.',
    ])
    expect(stepsOf(given, named('1.2.1'))).toBe(alone)
    expect(stepsOf(given, named('1.2.1', 'rejected'))).toBe(rejected)
  },
)

test('approves a lone hotfix without its name, and the named one of several versions', () => {
  expect(stepsOf(seen([hotfix(done)]), wish('production'))).toBe('start production 1.2.1')
  const both = facts([releaseRun('1.4.0', done), releaseRun('1.3.0', done)], { config: dispatch })
  expect(stepsOf(both, { ...wish('staging'), version: '1.3.0' })).toBe('start staging 1.3.0')
  expect(planApproval([both], wish('staging'), null).warnings).toBeUndefined()
})

test.each(['1.2.1', 'v1.2.1'])('accepts the version %s', (version) => {
  expect(stepsOf(dispatched, named(version))).toBe('start production 1.2.1')
  expect(stepsOf(native, named(version))).toBe('approved production of 21')
  expect(stepsOf(facts([]), named(version.replace('2.1', '4.0')))).toBe('nothing')
  expect(() => stepsOf(dispatched, named(version.replace('2.1', '9.9')))).toThrow('There is no release')
})

test('lists the newest waiting version in the status', () => {
  const [first] = startableIn(dispatched).filter(({ environment }) => environment === 'production')
  expect(first?.waiting.version).toBe('1.4.0')
})

test('leaves out hotfixes of other lines from the pull requests to deploy', () => {
  const pulls = (options: ApprovalOptions) =>
    planApproval([dispatched], options, null).result.approvals[0]?.prs
  expect(pulls(wish('production'))).toEqual([2, 3, 11, 12])
  expect(pulls(named('1.2.1'))).toEqual([57])
})

test('reports a version that does not wait, and rejects one that was never released', () => {
  const { summary, steps } = planApproval([dispatched], named('1.2.0'), null)
  expect([summary, steps]).toEqual(['1.2.0 is not waiting for approval at production in acme/widgets.', []])
  for (const word of ['9.9.9', 'nonsense'])
    expect(() => planApproval([dispatched], named(word), null)).toThrow(
      `There is no release ${word} in acme/widgets.`,
    )
})
