import { expect, test } from 'vitest'
import { planAuthorise } from '../../../src/domain/ci/authorise.js'
import { planPromote, type PromoteFacts } from '../../../src/domain/ci/promote.js'
import { planReject } from '../../../src/domain/ci/reject.js'
import * as ci from '../../../src/domain/ci/release.js'
import { config } from '../../support/facts.js'

const commit = 'a'.repeat(40)
const other = 'b'.repeat(40)
const digest = `sha256:${'1'.repeat(64)}`
const elsewhere = `sha256:${'2'.repeat(64)}`
const published = { id: 1, tag: '1.4.0', draft: false, prerelease: false, body: '', commit }
const usual: ci.ReleaseRunFacts = {
  config: config(''),
  defaultBranch: 'main',
  now: '2026-03-01T10:00:00Z',
  release: published,
  onDefault: true,
  dev: { commit: other, contains: true },
  image: { name: 'ghcr.io/acme/widgets', digest, tested: digest, whole: true, unseen: null },
  tags: new Map([['1.4.0', commit]]),
  before: ['1.3.0', '1.3.1'],
  lacked: [],
}
const frozen = config('freeze: [{from: 2026-01-01T00:00:00Z, to: 2027-01-01T00:00:00Z}]')

test('a release goes to its line, and through its gates', () => {
  expect(ci.planRelease(usual, '1.4.0').result.outputs).toEqual({
    version: '1.4.0',
    commit,
    digest,
    branch: 'release/1.4.0',
    staging: 'staging',
    production: 'production',
  })
})

test('with dispatched gates, or without a stage, nothing is deployed by the run itself', () => {
  const outputs = (text: string) => ci.planRelease({ ...usual, config: config(text) }, '1.4.0').result.outputs
  expect(outputs('gates: dispatch')).toMatchObject({ version: '1.4.0', staging: '', production: '' })
  expect(outputs('environments: [dev, production]')).toMatchObject({ staging: '', production: 'production' })
  expect(
    ci.planRelease({ ...usual, config: config('services: {api: {paths: [api]}}') }, 'api/1.4.0').result
      .outputs,
  ).toMatchObject({ branch: 'release/api/1.4.0', production: 'production/api' })
})

test.each<[string, string, Partial<ci.ReleaseRunFacts>]>([
  ['a tag that is no version', 'nightly', {}],
  ['a pre-release', '1.4.0', { release: { ...published, prerelease: true } }],
  ['one that is gone', '1.4.0', { release: null }],
  ['a hotfix', '1.4.0', { onDefault: false, image: null }],
])('%s: nothing to do', (_, tag, given) => {
  const { refusal, result } = ci.planRelease({ ...usual, ...given }, tag)
  expect(refusal).toBeUndefined()
  expect(Object.values(result.outputs).join('')).toBe('')
})

test.each<[string, Partial<ci.ReleaseRunFacts>, string]>([
  ['below one that was out', { before: ['1.3.0', '1.5.0'] }, '1.4.0 is not above 1.5.0'],
  ['without an image', { image: { ...usual.image!, digest: null, tested: null } }, 'no image'],
  ['an image that has changed', { image: { ...usual.image!, whole: false } }, 'was deleted or changed'],
  ['never on dev', { dev: { commit: other, contains: false } }, 'dev runs bbbbbbb'],
  ['in a freeze', { config: frozen }, 'frozen'],
  [
    'a version that another commit has, spelt otherwise',
    {
      tags: new Map([
        ['1.4.0', commit],
        ['v1.4.0', other],
      ]),
    },
    'The tag v1.4.0 already exists at bbbbbbb.',
  ],
  [
    'without a hotfix',
    { lacked: [{ version: '1.3.1', commit: other, pr: null, onMain: true }] },
    '1 hotfix commit is on the default branch but not in this release: 1.3.1.',
  ],
])('%s: refused, wherever it was published', (_, given, message) => {
  const { refusal } = ci.planRelease({ ...usual, ...given }, '1.4.0')
  expect(refusal?.message).toContain(message)
  // It is published: no flag helps any more.
  expect(refusal?.hint).not.toContain('--force')
})

test('what was overridden when it was published stays overridden', () => {
  const release = { ...published, body: '<!-- rel-forced: freeze -->' }
  expect(ci.planRelease({ ...usual, config: frozen, release }, '1.4.0').refusal).toBeUndefined()
})

const promoting: PromoteFacts = { image: 'ghcr.io/acme/widgets', tagged: null, whole: true }
test.each<[string, Partial<PromoteFacts>, boolean, string]>([
  ['before', {}, false, 'promote true'],
  ['promoted already', { tagged: digest }, false, 'promote false'],
  ['elsewhere', { tagged: elsewhere }, false, `is ${elsewhere} already`],
  ['changed', { whole: false }, false, 'has changed'],
  ['gone', { whole: null }, false, 'There is no image'],
  ['afterwards', { tagged: digest }, true, 'done'],
  ['nobody made it', {}, true, 'is not there'],
  ['somebody was faster', { tagged: elsewhere }, true, `is ${elsewhere} already`],
])('promotion, %s: %s', (_, given, done, words) => {
  const { refusal, result } = planPromote({ ...promoting, ...given }, { version: '1.4.0', digest, done })
  const { promote } = result.outputs
  expect(refusal?.message ?? (promote === undefined ? 'done' : `promote ${promote}`)).toContain(words)
})

const person = (login: string, role: string | null, teams: readonly string[] | null = []) => ({
  login,
  role,
  teams,
})
test.each<[string, string, readonly ReturnType<typeof person>[], string]>([
  ['reviewers decide', '', [], ''],
  ['a maintainer, by default', 'gates: dispatch', [person('rosa', 'maintain')], ''],
  [
    'an administrator is one too',
    'gates: dispatch\napprovers: [role:maintain]',
    [person('olga', 'admin')],
    '',
  ],
  ['somebody who writes', 'gates: dispatch', [person('dev', 'write')], 'dev cannot approve'],
  ['by login, whatever the case', 'gates: dispatch\napprovers: [Dev]', [person('dev', 'write')], ''],
  [
    'whoever repeats it counts',
    'gates: dispatch',
    [person('rosa', 'maintain'), person('dev', 'write')],
    'dev cannot',
  ],
  ['a team', 'gates: dispatch\napprovers: [team:ops]', [person('dev', 'write', ['ops'])], ''],
  ['another team', 'gates: dispatch\napprovers: [team:ops]', [person('dev', 'write', [])], 'dev cannot'],
  [
    'a team that is not to be seen',
    'gates: dispatch\napprovers: [team:ops]',
    [person('dev', 'write', null)],
    'ORG_READ_TOKEN',
  ],
  [
    'a map',
    'gates: dispatch\napprovers: {production: [olga]}',
    [person('rosa', 'maintain')],
    'approvers: olga',
  ],
])('authorise, %s', (_, text, people, words) => {
  const wish = { environment: 'production', version: '1.4.0', comment: '' }
  const { refusal } = planAuthorise({ config: config(text), people }, wish)
  expect(refusal?.message ?? '').toContain(words)
  expect(refusal === undefined).toBe(words === '')
})

test.each<[string, string, string | null]>([
  ['dev', 'staging', null],
  ['dev', 'production', 'dev cannot approve production; approvers: olga.'],
  ['olga', 'staging', 'olga cannot approve staging; approvers: dev.'],
  ['olga', 'production', null],
])('authorise, each environment has its own approvers: %s at %s', (login, stage, message) => {
  const map = 'gates: dispatch\napprovers: {staging: [dev], production: [olga]}'
  for (const [text, environment] of [
    [map, stage],
    [`${map}\nservices: {api: {paths: [api]}}`, `${stage}/api`],
  ] as const) {
    const facts = { config: config(text), people: [person(login, 'admin')] }
    const { refusal } = planAuthorise(facts, { environment, version: '1.4.0', comment: '' })
    expect(refusal?.message ?? null).toBe(message?.replaceAll(stage, environment) ?? null)
  }
})

test('authorise, an environment that the map of approvers leaves out: maintainers and administrators', () => {
  const settings = config('gates: dispatch\napprovers: {staging: [dev]}')
  const may = (role: string): boolean =>
    planAuthorise(
      { config: settings, people: [person('dev', role)] },
      { environment: 'production', version: '1.4.0', comment: '' },
    ).refusal === undefined
  expect(['write', 'maintain', 'admin'].map(may)).toEqual([false, true, true])
})

test.each([
  ['staging', '1.4.0 at production:', 'is not a version'],
  ['production: x', '1.4.0', 'There is no gate at production: x'],
  ['qa1', '', 'There is no gate at qa1'],
  ['production', '', undefined],
])('authorise, nobody speaks of another gate: %s, %s', (environment, version, words) => {
  const facts = { config: config('gates: dispatch'), people: [person('rosa', 'maintain')] }
  const { refusal, result } = planAuthorise(facts, { environment, version, comment: 'Tested by QA' })
  if (words === undefined) expect(refusal).toBeUndefined()
  else expect(refusal?.message).toContain(words)
  expect(result.why.includes('Tested by QA')).toBe(words === undefined)
})

test.each([
  ['gates: dispatch', 'rejected', 'production of 1.4.0 was rejected by olga: Not on a Friday.'],
  ['', 'refused', 'The reviewers of production on GitHub decide: nothing is rejected here.'],
])('reject, %s', (text, code, message) => {
  const wish = { environment: 'production', version: '1.4.0', comment: 'Not on a Friday' }
  expect(planReject({ config: config(text), by: 'olga' }, wish).refusal).toMatchObject({ code, message })
})
