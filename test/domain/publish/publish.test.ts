import { expect, test } from 'vitest'
import { checkPublish } from '../../../src/domain/publish/checks.js'
import { overriddenIn } from '../../../src/domain/freeze/overridden-checks.js'
import { planPublish, planWatch } from '../../../src/domain/publish/publish.js'
import { type Draft, type PublishFacts } from '../../../src/domain/publish/facts.js'
import { config } from '../../support/facts.js'
import { draftOf as release } from '../../support/drafts.js'
import { commit, digest, draft, facts, other } from '../../support/publish.js'

const run = (id: number, of: string, conclusion: string | null = null) => ({
  id,
  url: `http://run/${id}`,
  commit: of,
  conclusion,
})
const movedOn = { trunk: { name: 'main', commit: other } }
const freeze = 'freeze: [{from: 2026-03-01T10:00:00Z, to: 2026-03-01T11:00:00Z}]'
const at = (tag: string, commit: string): Partial<PublishFacts> => ({ tags: new Map([[tag, commit]]) })
const image = (given: Partial<Draft['image']>): Partial<PublishFacts> => ({
  candidate: { ...draft, image: { ...draft.image, ...given } },
})

test.each<[string, Partial<PublishFacts>, string, string]>([
  ['passes a good draft', {}, '', ''],
  [
    'dev runs another commit',
    { dev: { commit: other, contains: true } },
    'not-on-dev',
    'dev runs bbbbbbb, not aaaaaaa.',
  ],
  ['dev has no deployment', { dev: null }, 'not-on-dev', 'dev has no deployment'],
  ['a team without dev', { config: config('environments: [staging]'), dev: null }, '', ''],
  ['no image', image({ digest: null, tested: null }), 'image-unverified', 'no image'],
  [
    'another image than dev tested',
    image({ digest: `sha256:${'2'.repeat(64)}` }),
    'image-unverified',
    'but dev tested',
  ],
  ['an image that has changed', image({ isIntact: false }), 'image-unverified', 'deleted or changed'],
  ['a registry that cannot be read', image({ registryError: 'ghcr.io answered 403.' }), '', ''],
  [
    'the same without a tested image',
    image({ registryError: 'No.', tested: null }),
    'image-unverified',
    'Cannot read',
  ],
  [
    'a newer run in progress',
    { mainRuns: [run(9, other), run(7, commit, 'success')], ...movedOn },
    'main-build-pending',
    'http://run/9',
  ],
  ['an older run in progress', { mainRuns: [run(7, commit, 'success'), run(5, other)] }, '', ''],
  [
    'a newer run that failed',
    { mainRuns: [run(9, other, 'failure'), run(7, commit, 'success')], ...movedOn },
    '',
    '',
  ],
  ['a head without a run of the main workflow', movedOn, 'head-not-built', '[skip ci]'],
  [
    'an existing tag',
    {
      tags: new Map([
        ['1.4.0', null],
        ['v1.4.0', other],
      ]),
    },
    'version-unavailable',
    'The tag v1.4.0 already exists at bbbbbbb.',
  ],
  ['its own tag at the draft’s commit', at('1.4.0', commit), '', ''],
  [
    'the other spelling of the tag at the draft’s commit',
    at('v1.4.0', commit),
    'version-unavailable',
    'The tag v1.4.0 already exists at aaaaaaa.',
  ],
  [
    'a version below a published one',
    { versions: ['1.3.0', '2.0.1'] },
    'version-unavailable',
    '1.4.0 is not above 2.0.1, the highest released version.',
  ],
  [
    'a hotfix that main lacks',
    { missingHotfixes: [{ version: '1.3.1', commit: other, pr: null, onMain: false }] },
    'missing-hotfixes',
    '1.3.1',
  ],
  ['a freeze', { config: config(freeze) }, 'freeze', 'frozen until 2026-03-01T11:00:00Z'],
])('checks a draft: %s', (_, given, name, finding) => {
  const seen = facts(given)
  const failed = checkPublish(seen, seen.candidate as Draft).filter(({ passed }) => !passed)
  expect(failed.map((check) => check.name).join()).toBe(name)
  expect(failed.map((check) => check.finding).join()).toContain(finding)
  const plan = planPublish(seen, { force: [], reason: undefined }, null)
  expect([plan.steps.length, plan.refusal !== undefined]).toEqual(name === '' ? [1, false] : [0, true])
})

test('overrides a check by name and records it in the release, but no final check', () => {
  const moving = facts({ mainRuns: [run(9, other), run(7, commit, 'success')] })
  const { steps } = planPublish(moving, { force: ['main-build-pending'], reason: undefined }, null)
  expect(steps).toMatchObject([{ kind: 'publish-release', tag: '1.4.0', commit, latest: true }])
  const { body } = steps[0] as unknown as { readonly body: string }
  expect(body).toMatch(/^Notes\n\n<!-- rel-forced: main-build-pending -->/)
  expect(overriddenIn(body)).toEqual(['main-build-pending'])
  const withoutImage = facts(image({ digest: null, tested: null }))
  expect(
    planPublish(withoutImage, { force: ['image-unverified'], reason: undefined }, null).refusal,
  ).toBeDefined()
})

test('warns that publishing removes the pre-release mark', () => {
  const marked = facts({ candidate: { ...draft, release: release('1.4.0', { prerelease: true }) } })
  expect(planPublish(marked, { force: [], reason: undefined }, null).warnings).toEqual([
    'The draft is marked as a pre-release; 1.4.0 is published as a full release.',
  ])
})

test('overriding a freeze requires a reason', () => {
  const frozen = facts({ config: config(freeze) })
  for (const reason of [undefined, '', ' \t '])
    expect(() => planPublish(frozen, { force: ['freeze'], reason }, null)).toThrow('requires a reason')
  expect(planPublish(frozen, { force: ['freeze'], reason: 'A hole' }, null).steps).toHaveLength(1)
})

test('follows a published release, then creates the branch that the workflow could not create', () => {
  const published = {
    release: release('1.4.0', { draft: false }),
    version: '1.4.0',
    commit,
    digest,
    hotfix: null,
  }
  const unbranched = facts({ candidate: { ...published, branch: null } })
  const options = { force: [], reason: undefined }
  const first = planPublish(unbranched, options, null)
  expect(first.steps).toEqual([])
  expect(first.warnings).toBeUndefined()
  const [warning] = planPublish(unbranched, { force: ['freeze'], reason: 'Now' }, null).warnings ?? []
  expect(warning).toContain('--force has no effect')
  expect(first.goals?.map(({ environment }) => environment)).toEqual(['staging', 'production'])
  const after = planPublish(unbranched, options, first)
  expect(after.steps).toMatchObject([{ kind: 'create-branch', branch: 'release/1.4.0', commit }])
  expect(after.goals).toBeUndefined()
  expect(planPublish(facts({ candidate: { ...published, branch: other } }), options, first).steps).toEqual([])
  const watched = planWatch(unbranched)
  expect(watched.goals?.map(({ through }) => through)).toEqual([true, true])
})

test('with dispatched gates the goals name the approvers', () => {
  const config_ = config('gates: dispatch\napprovers: {production: [olga]}')
  const common = { version: '1.4.0', defaultBranch: 'main' }
  const { goals } = planPublish(facts({ config: config_ }), { force: [], reason: undefined }, null)
  expect(goals?.map(({ dispatched }) => dispatched)).toEqual([
    { ...common, approvers: ['role:maintain', 'role:admin'], gates: ['staging'] },
    { ...common, approvers: ['olga'], gates: ['staging', 'production'] },
  ])
})

test.each([
  ['read', 'permission'],
  ['triage', 'permission'],
  ['write', undefined],
  // An app's token has no role; GitHub refuses the write itself if it may not.
  [null, undefined],
])('publishing with the role %s', (role, code) => {
  expect(planPublish(facts({ role }), { force: [], reason: undefined }, null).refusal?.code).toBe(code)
})
