import { expect, test } from 'vitest'
import {
  planHotfix,
  planHotfixRelease,
  type HotfixReleaseFacts,
  type HotfixRunFacts,
} from '../../../src/domain/ci/hotfix.js'
import { planCiReintegrate, type CiReintegrationFacts } from '../../../src/domain/ci/reintegrate.js'
import type { ReintegrationFacts } from '../../../src/domain/reintegrate/facts.js'
import { servicesOf } from '../../../src/domain/model/service.js'
import { push, service, usual } from '../../support/ci-hotfix.js'
import { config } from '../../support/facts.js'
import { merged, oidOf, squashed } from '../../support/release.js'

test.each<[string, Partial<HotfixRunFacts>, string, string]>([
  ['a commit after the tag', {}, 'builds', 'will be released as 1.4.1 if its tests pass'],
  ['the creation of the line', { versionsAtCommit: ['1.4.0'] }, '', '1.4.0 already contains'],
  ['a line that was reset', { versionsContaining: ['1.4.1'] }, '', '1.4.1 already contains'],
  [
    'an interrupted attempt',
    { versionsAtCommit: ['1.4.1'] },
    'builds',
    'is already 1.4.1; completing its release',
  ],
  ['a branch that is not a line', { line: null }, '', 'is not the line of a version'],
  ['a line without its tag', { line: { ...usual.line!, start: null } }, 'refused', 'There is no tag 1.4.0'],
  ['commits of main', { fromMain: [oidOf('main')] }, 'refused', 'release/1.4.0 has 1 commit from main'],
])('decides whether a push to a line is built: %s', (_name, given, outcome, why) => {
  const { result, refusal, steps } = planHotfix({ ...usual, ...given }, push)
  expect(refusal ? 'refused' : result.outputs['commit'] === push.commit ? 'builds' : '').toBe(outcome)
  expect(refusal?.message ?? result.why[0]).toContain(why)
  expect(steps).toEqual([])
})

const spoiler = { pullRequest: 46, commit: oidOf('squash'), fromMain: [oidOf('main')], before: null }
const releasing: HotfixReleaseFacts = {
  ...usual,
  repository: 'acme/widgets',
  config: config(''),
  page: 'https://github.example/acme/widgets',
  releasedTags: ['1.4.0'],
  tag: null,
  production: '1.4.0',
  changes: squashed(merged(7, { base: 'release/1.4.0', title: 'Stop the leak' })),
  previous: '1.4.0',
}
const made: Partial<HotfixReleaseFacts> = {
  versionsAtCommit: ['1.4.1'],
  tag: '1.4.1',
  releasedTags: ['1.4.1'],
}
/** The steps, the version or refusal, the gate, and whether the release is final. */
const shortOf = (given: Partial<HotfixReleaseFacts>) => {
  const { steps, result, refusal } = planHotfixRelease({ ...releasing, ...given }, push)
  const { version, production, final } = result.outputs
  return [steps.map(({ kind }) => kind).join(), refusal?.code ?? version, production, final].join(' ')
}

test.each<[string, Partial<HotfixReleaseFacts>, string]>([
  ['the next patch', {}, 'create-release 1.4.1 production false'],
  ['an existing release of an earlier run', made, ' 1.4.1 production false'],
  [
    'a tag without a release',
    { versionsAtCommit: ['1.4.1'], tag: 'v1.4.1' },
    'create-release 1.4.1 production false',
  ],
  ['an empty production', { production: null }, 'create-release 1.4.1 production false'],
  ['a newer version in production', { production: '1.5.0' }, 'create-release 1.4.1  true'],
  ['the same version in production', { ...made, production: '1.4.1' }, ' 1.4.1  true'],
  ['a later patch in production', { ...made, production: '1.4.2' }, ' 1.4.1  true'],
  [
    'a version approved by approvers',
    { ...made, config: config('gates: dispatch'), production: '1.4.1' },
    ' 1.4.1  true',
  ],
  ['no production environment', { config: config('environments: [dev]') }, 'create-release 1.4.1  true'],
  ['gates: dispatch', { config: config('gates: dispatch') }, 'create-release 1.4.1  false'],
  [
    'gates: dispatch and an older line',
    { config: config('gates: dispatch'), production: '1.5.0' },
    'create-release 1.4.1  true',
  ],
  ['a commit that a later version contains', { versionsContaining: ['1.4.2'] }, '   false'],
  ['commits of main', { fromMain: [oidOf('main')] }, ' refused  '],
  ['squashed commits of main', { squashed: spoiler }, ' refused  '],
])('decides what a push to a line releases: %s', (_name, given, words) => expect(shortOf(given)).toBe(words))

test('says that no approval is needed for a version that production runs', () => {
  const { summary } = planHotfixRelease({ ...releasing, ...made, production: '1.4.1' }, push)
  expect(summary).toMatch(/production already runs 1\.4\.1; no approval is needed\.$/)
})

test('describes the hotfix in the release, with the prefix of the configuration in its tag', () => {
  const prefixed = config('versions: {prefix: v}')
  const [step] = planHotfixRelease(
    {
      ...releasing,
      config: prefixed,
      line: { ...usual.line!, service: servicesOf(prefixed)[0]! },
      previous: 'v1.4.0',
    },
    push,
  ).steps
  expect(step).toMatchObject({ kind: 'create-release', tag: 'v1.4.1', commit: push.commit })
  expect(step).toMatchObject({ body: expect.stringContaining('* Stop the leak (#7) @dev') })
  expect(step).toMatchObject({ body: expect.stringContaining('/compare/v1.4.0...v1.4.1') })
})

test('does not take a release that was created after the tags were read for its own (L2)', () => {
  const { steps } = planHotfixRelease({ ...releasing, releasedTags: ['1.4.1'] }, push)
  expect(steps).toMatchObject([{ kind: 'create-release', tag: '1.4.1', commit: push.commit }])
})

const bringing: ReintegrationFacts = {
  repository: 'acme/widgets',
  defaultBranch: 'main',
  service: service!,
  version: '1.4.1',
  branch: 'reintegrate/1.4.1',
  line: 'release/1.4.0',
  commits: [{ version: '1.4.1', commit: oidOf('fix'), subject: 'Fix', on: 'missing' }],
  proposal: { method: 'merge', head: oidOf('merge'), conflicts: [] },
  pushed: null,
  staleBranch: null,
  open: null,
  otherPullRequests: [],
  checksNeverStarted: false,
  byActions: true,
}
test.each<[string, Partial<CiReintegrationFacts>, string, string]>([
  [
    'by Actions',
    {},
    'push-commit,open-pull-request',
    'If GitHub refuses this run, run: rel hotfix reintegrate 1.4.1',
  ],
  [
    'by a technical user',
    { strategy: 'token' },
    'push-commit,open-pull-request',
    '1 commit of 1.4.1 is missing on main.',
  ],
  [
    'without the secret',
    { strategy: 'token', hasToken: false },
    '',
    'The secret REINTEGRATION_TOKEN is missing.',
  ],
  ['by a person', { strategy: 'manual' }, '', 'To reintegrate it, run: rel hotfix reintegrate 1.4.1'],
  [
    'with nothing missing',
    { reintegration: { ...bringing, proposal: null } },
    '',
    'main already has every commit of 1.4.1.',
  ],
  ['without hotfixes', { reintegration: null }, '', 'There are no hotfixes yet.'],
])('reintegrates a hotfix %s', (_name, given, kinds, words) => {
  const facts: CiReintegrationFacts = {
    strategy: 'actions',
    hasToken: true,
    reintegration: bringing,
    ...given,
  }
  const { steps, result, refusal } = planCiReintegrate(facts)
  expect(steps.map(({ kind }) => kind).join()).toBe(kinds)
  expect([...result.why, refusal?.message]).toContain(words)
})

test('says in the pull request of Actions that its checks do not start', () => {
  const bodyOf = (byActions: boolean) =>
    planCiReintegrate({ strategy: 'token', hasToken: true, reintegration: { ...bringing, byActions } })
      .steps[1]
  expect(bodyOf(true)).toMatchObject({ body: expect.stringContaining('starts no checks') })
  expect(bodyOf(false)).toMatchObject({ body: expect.not.stringContaining('starts no checks') })
})
