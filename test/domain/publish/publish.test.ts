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
  ['as it should be', {}, '', ''],
  ['dev runs another commit', { dev: { commit: other, contains: true } }, 'dev', 'and not aaaaaaa'],
  ['dev runs nothing', { dev: null }, 'dev', 'dev runs nothing'],
  ['a team without dev', { config: config('environments: [staging]'), dev: null }, '', ''],
  ['no image', image({ digest: null, tested: null }), 'image', 'no image'],
  ['another image than dev tested', image({ digest: `sha256:${'2'.repeat(64)}` }), 'image', 'was tested'],
  ['an image that has changed', image({ isIntact: false }), 'image', 'has changed'],
  ['a registry that is not to be seen', image({ registryError: 'ghcr.io answered 403.' }), '', ''],
  [
    'the same, of what nobody tested',
    image({ registryError: 'No.', tested: null }),
    'image',
    'not to be seen',
  ],
  [
    'a newer run',
    { mainRuns: [run(9, other), run(7, commit, 'success')], ...movedOn },
    'main-moving',
    'http://run/9',
  ],
  ['an older run that still goes on', { mainRuns: [run(7, commit, 'success'), run(5, other)] }, '', ''],
  [
    'a newer run that failed',
    { mainRuns: [run(9, other, 'failure'), run(7, commit, 'success')], ...movedOn },
    '',
    '',
  ],
  ['a head that nobody built', movedOn, 'unseen', '[skip ci]'],
  [
    'a tag that is taken',
    {
      tags: new Map([
        ['1.4.0', null],
        ['v1.4.0', other],
      ]),
    },
    'version',
    'v1.4.0 is taken',
  ],
  ['a tag where the draft is', at('1.4.0', commit), '', ''],
  ['the other spelling where the draft is', at('v1.4.0', commit), 'version', 'v1.4.0 is taken'],
  [
    'a number below one that is out',
    { versions: ['1.3.0', '2.0.1'] },
    'version',
    '1.4.0 is not above 2.0.1, and main goes on from the highest version.',
  ],
  [
    'a hotfix that main lacks',
    { lacked: [{ version: '1.3.1', commit: other, pr: null, onMain: false }] },
    'hotfixes',
    '1.3.1',
  ],
  ['a freeze', { config: config(freeze) }, 'freeze', 'frozen until 2026-03-01T11:00:00Z'],
])('%s', (_, given, name, finding) => {
  const seen = facts(given)
  const failed = checkPublish(seen, seen.candidate as Draft).filter(({ passed }) => !passed)
  expect(failed.map((check) => check.name).join()).toBe(name)
  expect(failed.map((check) => check.finding).join()).toContain(finding)
  const plan = planPublish(seen, { force: [], reason: undefined }, null)
  expect([plan.steps.length, plan.refusal !== undefined]).toEqual(name === '' ? [1, false] : [0, true])
})

test('a check is overridden by its name, and the release says so; what is final is not', () => {
  const moving = facts({ mainRuns: [run(9, other), run(7, commit, 'success')] })
  const { steps } = planPublish(moving, { force: ['main-moving'], reason: undefined }, null)
  expect(steps).toMatchObject([{ kind: 'publish-release', tag: '1.4.0', commit, latest: true }])
  const { body } = steps[0] as unknown as { readonly body: string }
  expect(body).toMatch(/^Notes\n\n<!-- rel-forced: main-moving -->/)
  expect(overriddenIn(body)).toEqual(['main-moving'])
  const gone = facts(image({ digest: null, tested: null }))
  expect(planPublish(gone, { force: ['image'], reason: undefined }, null).refusal).toBeDefined()
})

test('a mark that publishing takes away is said', () => {
  const marked = facts({ candidate: { ...draft, release: release('1.4.0', { prerelease: true }) } })
  expect(planPublish(marked, { force: [], reason: undefined }, null).warnings).toEqual([
    'The draft is marked as a pre-release: 1.4.0 is published as a release all the same.',
  ])
})

test('a freeze wants a reason', () => {
  const frozen = facts({ config: config(freeze) })
  for (const reason of [undefined, '', ' \t '])
    expect(() => planPublish(frozen, { force: ['freeze'], reason }, null)).toThrow('for a reason')
  expect(planPublish(frozen, { force: ['freeze'], reason: 'A hole' }, null).steps).toHaveLength(1)
})

test('what is published is followed; afterwards the branch that GitHub refused is made', () => {
  const published = {
    release: release('1.4.0', { draft: false }),
    version: '1.4.0',
    commit,
    digest,
    hotfix: null,
  }
  const unbranched = facts({ candidate: { ...published, branch: null } })
  const wish = { force: [], reason: undefined }
  const first = planPublish(unbranched, wish, null)
  expect(first.steps).toEqual([])
  expect(first.warnings).toBeUndefined()
  const [warning] = planPublish(unbranched, { force: ['freeze'], reason: 'Now' }, null).warnings ?? []
  expect(warning).toContain('--force changes nothing')
  expect(first.goals?.map(({ environment }) => environment)).toEqual(['staging', 'production'])
  const after = planPublish(unbranched, wish, first)
  expect(after.steps).toMatchObject([{ kind: 'create-branch', branch: 'release/1.4.0', commit }])
  expect(after.goals).toBeUndefined()
  expect(planPublish(facts({ candidate: { ...published, branch: other } }), wish, first).steps).toEqual([])
  const watched = planWatch(unbranched)
  expect(watched.goals?.map(({ through }) => through)).toEqual([true, true])
})

test('where gates are dispatched the goals say who may go on', () => {
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
  // A token of an app: GitHub says when it writes.
  [null, undefined],
])('the role %s', (role, code) => {
  expect(planPublish(facts({ role }), { force: [], reason: undefined }, null).refusal?.code).toBe(code)
})
