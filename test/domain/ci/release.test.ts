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
  image: { name: 'ghcr.io/acme/widgets', digest, tested: digest, isIntact: true, registryError: null },
  tags: new Map([['1.4.0', commit]]),
  earlierVersions: ['1.3.0', '1.3.1'],
  missingHotfixes: [],
}
const frozen = config('freeze: [{from: 2026-01-01T00:00:00Z, to: 2027-01-01T00:00:00Z}]')

test('outputs the line and the gates of a release', () => {
  expect(ci.planRelease(usual, '1.4.0').result.outputs).toEqual({
    version: '1.4.0',
    commit,
    digest,
    branch: 'release/1.4.0',
    staging: 'staging',
    production: 'production',
  })
})

test('outputs no gate with gates: dispatch or without the stage', () => {
  const outputs = (text: string) => ci.planRelease({ ...usual, config: config(text) }, '1.4.0').result.outputs
  expect(outputs('gates: dispatch')).toMatchObject({ version: '1.4.0', staging: '', production: '' })
  expect(outputs('environments: [dev, production]')).toMatchObject({ staging: '', production: 'production' })
  expect(
    ci.planRelease({ ...usual, config: config('services: {api: {paths: [api]}}') }, 'api/1.4.0').result
      .outputs,
  ).toMatchObject({ branch: 'release/api/1.4.0', production: 'production/api' })
})

test.each<[string, string, Partial<ci.ReleaseRunFacts>]>([
  ['a tag that is not a version', 'nightly', {}],
  ['a pre-release', '1.4.0', { release: { ...published, prerelease: true } }],
  ['a deleted release', '1.4.0', { release: null }],
  ['a hotfix', '1.4.0', { onDefault: false, image: null }],
])('does nothing for %s', (_, tag, given) => {
  const { refusal, result } = ci.planRelease({ ...usual, ...given }, tag)
  expect(refusal).toBeUndefined()
  expect(Object.values(result.outputs).join('')).toBe('')
})

test.each<[string, Partial<ci.ReleaseRunFacts>, string]>([
  ['below an earlier version', { earlierVersions: ['1.3.0', '1.5.0'] }, '1.4.0 is not above 1.5.0'],
  ['without an image', { image: { ...usual.image!, digest: null, tested: null } }, 'no image'],
  ['with a changed image', { image: { ...usual.image!, isIntact: false } }, 'deleted or changed'],
  ['that dev never ran', { dev: { commit: other, contains: false } }, 'dev runs bbbbbbb'],
  ['during a freeze', { config: frozen }, 'frozen'],
  [
    'of a version that another commit has, in the other spelling',
    {
      tags: new Map([
        ['1.4.0', commit],
        ['v1.4.0', other],
      ]),
    },
    'The tag v1.4.0 already exists at bbbbbbb.',
  ],
  [
    'that lacks a hotfix',
    { missingHotfixes: [{ version: '1.3.1', commit: other, pr: null, onMain: true }] },
    '1 hotfix commit is on the default branch but not in this release: 1.3.1.',
  ],
])('refuses a published release %s', (_, given, message) => {
  const { refusal } = ci.planRelease({ ...usual, ...given }, '1.4.0')
  expect(refusal?.message).toContain(message)
  // It is published already, so no flag can override the check.
  expect(refusal?.hint).not.toContain('--force')
})

test('accepts checks that were overridden when the release was published', () => {
  const release = { ...published, body: '<!-- rel-forced: freeze -->' }
  expect(ci.planRelease({ ...usual, config: frozen, release }, '1.4.0').refusal).toBeUndefined()
})

const promoting: PromoteFacts = { image: 'ghcr.io/acme/widgets', tagged: null, isIntact: true }
test.each<[string, Partial<PromoteFacts>, boolean, string]>([
  ['no version tag', {}, false, 'promote true'],
  ['an existing version tag', { tagged: digest }, false, 'promote false'],
  ['a version tag at another image', { tagged: elsewhere }, false, `is already ${elsewhere}`],
  ['a changed image', { isIntact: false }, false, 'has changed'],
  ['a deleted image', { isIntact: null }, false, 'There is no image'],
  ['a version tag after the action', { tagged: digest }, true, 'done'],
  ['no version tag after the action', {}, true, 'does not exist'],
  ['another image after the action', { tagged: elsewhere }, true, `is already ${elsewhere}`],
])('promotes an image: %s', (_, given, done, words) => {
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
  ['gates: reviewers', '', [], ''],
  ['a maintainer, by default', 'gates: dispatch', [person('rosa', 'maintain')], ''],
  [
    'an administrator as maintainer',
    'gates: dispatch\napprovers: [role:maintain]',
    [person('olga', 'admin')],
    '',
  ],
  ['a person with the role write', 'gates: dispatch', [person('dev', 'write')], 'dev cannot approve'],
  ['a login in another case', 'gates: dispatch\napprovers: [Dev]', [person('dev', 'write')], ''],
  [
    'an unauthorised person who re-ran it',
    'gates: dispatch',
    [person('rosa', 'maintain'), person('dev', 'write')],
    'dev cannot',
  ],
  ['a team', 'gates: dispatch\napprovers: [team:ops]', [person('dev', 'write', ['ops'])], ''],
  ['another team', 'gates: dispatch\napprovers: [team:ops]', [person('dev', 'write', [])], 'dev cannot'],
  [
    'a team that is not visible',
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
])('authorises approvers: %s', (_, text, people, words) => {
  const options = { environment: 'production', version: '1.4.0', comment: '' }
  const { refusal } = planAuthorise({ config: config(text), people }, options)
  expect(refusal?.message ?? '').toContain(words)
  expect(refusal === undefined).toBe(words === '')
})

test.each<[string, string, string | null]>([
  ['dev', 'staging', null],
  ['dev', 'production', 'dev cannot approve production; approvers: olga.'],
  ['olga', 'staging', 'olga cannot approve staging; approvers: dev.'],
  ['olga', 'production', null],
])('checks the approvers of each environment: %s at %s', (login, stage, message) => {
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

test('authorises maintainers and administrators for an environment without approvers', () => {
  const settings = config('gates: dispatch\napprovers: {staging: [dev]}')
  const may = (role: string): boolean =>
    planAuthorise(
      { config: settings, people: [person('dev', role)] },
      { environment: 'production', version: '1.4.0', comment: '' },
    ).refusal === undefined
  expect(['write', 'maintain', 'admin'].map(may)).toEqual([false, true, true])
})

test.each([
  ['staging', '1.4.0 at production:', 'Invalid version "1.4.0 at production:"'],
  ['production: x', '1.4.0', 'There is no gate at production: x'],
  ['qa1', '', 'There is no gate at qa1'],
  ['production', '', undefined],
])('refuses titles that name another gate: %s, %s', (environment, version, words) => {
  const facts = { config: config('gates: dispatch'), people: [person('rosa', 'maintain')] }
  const { refusal, result } = planAuthorise(facts, { environment, version, comment: 'Tested by QA' })
  if (words === undefined) expect(refusal).toBeUndefined()
  else expect(refusal?.message).toContain(words)
  expect(result.why.includes('Tested by QA')).toBe(words === undefined)
})

test.each([
  ['gates: dispatch', 'rejected', '1.4.0 for production was rejected by olga: Not on a Friday.'],
  [
    'gates: reviewers',
    'refused',
    'Deployments to production are rejected by its required reviewers on GitHub, not by this workflow.',
  ],
])('rejects a version with %s', (text, code, message) => {
  const options = { environment: 'production', version: '1.4.0', comment: 'Not on a Friday' }
  expect(planReject({ config: config(text), by: 'olga' }, options).refusal).toMatchObject({ code, message })
})
