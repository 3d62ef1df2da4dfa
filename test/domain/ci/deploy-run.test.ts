import { expect, test } from 'vitest'
import { planDeployRun, type DeployRunFacts } from '../../../src/domain/ci/deploy-run.js'
import { linesBelow } from '../../../src/domain/line/line.js'
import { config } from '../../support/facts.js'

const commit = 'a'.repeat(40)
const digest = `sha256:${'1'.repeat(64)}`
const elsewhere = `sha256:${'2'.repeat(64)}`
const published = { id: 1, tag: '1.4.0', draft: false, prerelease: false, body: '', commit }

const deploying: DeployRunFacts = {
  config: config(''),
  release: published,
  onDefault: true,
  image: 'ghcr.io/acme/widgets',
  digests: { version: digest, commit: digest },
  isIntact: true,
  isHotfix: false,
  running: '1.3.0',
  before: { environment: 'staging', runs: '1.4.0' },
}
const options = (environment: string, rollback = false) => ({ environment, version: '1.4.0', rollback })
test.each<[string, Partial<DeployRunFacts>, string, string]>([
  ['production', {}, 'production', 'true'],
  ['staging', {}, 'staging', 'false'],
  [
    'an image without a tag of the commit',
    { digests: { version: digest, commit: null } },
    'production',
    'true',
  ],
  ['dev', {}, 'dev', 'Versions are not deployed to dev'],
  [
    'a stage that is not configured',
    { config: config('environments: [dev]') },
    'production',
    'not deployed to',
  ],
  ['a version without a release', { release: null }, 'production', 'There is no release'],
  [
    'a version that was never promoted',
    { digests: { version: null, commit: digest } },
    'production',
    'never promoted',
  ],
  [
    'a version tag at another image',
    { digests: { version: elsewhere, commit: digest } },
    'production',
    'was built as',
  ],
  ['a changed image', { isIntact: false }, 'production', 'has changed'],
])('checks a dispatched deployment: %s', (_, given, environment, words) => {
  const { refusal, result } = planDeployRun({ ...deploying, ...given }, options(environment))
  expect(refusal?.message ?? result.outputs['final']).toContain(words)
})

test.each<[string, boolean, string, string]>([
  ['marks a hotfix for production as to be reintegrated', false, 'production', 'true'],
  ['does not mark a version that main contains', true, 'production', 'false'],
  ['does not mark a hotfix for staging', false, 'staging', 'false'],
])('%s', (_, onDefault, environment, hotfix) => {
  const { result } = planDeployRun({ ...deploying, onDefault }, options(environment))
  expect(result.outputs['hotfix']).toBe(hotfix)
})

const past = { before: { environment: 'staging', runs: '1.3.0' } }
test.each<[string, Partial<DeployRunFacts>, boolean, string]>([
  [
    'a version that staging does not run',
    past,
    false,
    'production takes only the version that staging runs; that is 1.3.0, not 1.4.0.',
  ],
  ['an empty staging', { before: { environment: 'staging', runs: null } }, false, 'that is none, not 1.4.0'],
  ['a hotfix, which skips staging', { ...past, isHotfix: true }, false, ''],
  ['the version that is already there', { ...past, running: '1.4.0' }, false, ''],
  ['an older version as a rollback', { ...past, running: '1.5.0' }, true, ''],
  [
    'an older version without rollback',
    { ...past, running: '1.5.0' },
    false,
    'takes only the version that staging runs',
  ],
  ['a newer version declared as a rollback', past, true, 'takes only the version that staging runs'],
  ['a rollback of an unknown version', { ...past, running: null }, true, ''],
  ['a repository without staging', { before: null }, false, ''],
])('checks the stage order of a dispatched deployment to production: %s', (_, given, rollback, words) => {
  const { refusal } = planDeployRun({ ...deploying, ...given }, options('production', rollback))
  expect(refusal?.message ?? '').toContain(words)
  expect(refusal === undefined).toBe(words === '')
})

test.each([
  ['1.4.2', null, ['refs/heads/release/1.4.0', 'refs/heads/release/1.4.1']],
  ['1.4.0', null, []],
  ['1.4.1', 'api', ['refs/heads/release/api/1.4.0']],
])('lists the lines on which %s may have been made', (version, name, expected) => {
  expect(linesBelow({ name, paths: [], prefix: '' }, version)).toEqual(expected)
})
