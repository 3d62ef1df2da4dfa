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
const wish = (environment: string, rollback = false) => ({ environment, version: '1.4.0', rollback })
test.each<[string, Partial<DeployRunFacts>, string, string]>([
  ['production', {}, 'production', 'true'],
  ['staging', {}, 'staging', 'false'],
  ['without a tag of the commit', { digests: { version: digest, commit: null } }, 'production', 'true'],
  ['dev', {}, 'dev', 'Versions are not deployed to dev'],
  ['a stage that there is not', { config: config('environments: [dev]') }, 'production', 'not deployed to'],
  ['no release', { release: null }, 'production', 'There is no release'],
  ['never promoted', { digests: { version: null, commit: digest } }, 'production', 'never promoted'],
  ['another image', { digests: { version: elsewhere, commit: digest } }, 'production', 'was built as'],
  ['changed', { isIntact: false }, 'production', 'has changed'],
])('deployed by hand, %s', (_, given, environment, words) => {
  const { refusal, result } = planDeployRun({ ...deploying, ...given }, wish(environment))
  expect(refusal?.message ?? result.outputs['final']).toContain(words)
})

test.each<[string, boolean, string, string]>([
  ['a hotfix in production comes back', false, 'production', 'true'],
  ['what main has does not', true, 'production', 'false'],
  ['nothing does from staging', false, 'staging', 'false'],
])('%s', (_, onDefault, environment, hotfix) => {
  const { result } = planDeployRun({ ...deploying, onDefault }, wish(environment))
  expect(result.outputs['hotfix']).toBe(hotfix)
})

const past = { before: { environment: 'staging', runs: '1.3.0' } }
test.each<[string, Partial<DeployRunFacts>, boolean, string]>([
  [
    'what staging does not run',
    past,
    false,
    'production gets what staging runs: that is 1.3.0, and not 1.4.0.',
  ],
  [
    'before staging ran anything',
    { before: { environment: 'staging', runs: null } },
    false,
    'that is nothing',
  ],
  ['a hotfix, which passes no stage', { ...past, isHotfix: true }, false, ''],
  ['what runs there, once more', { ...past, running: '1.4.0' }, false, ''],
  ['an older one that is asked for', { ...past, running: '1.5.0' }, true, ''],
  ['an older one that is not asked for', { ...past, running: '1.5.0' }, false, 'gets what staging runs'],
  ['something newer that calls itself a rollback', past, true, 'gets what staging runs'],
  ['a rollback of nobody knows what', { ...past, running: null }, true, ''],
  ['where there is no staging', { before: null }, false, ''],
])('production by hand, %s', (_, given, rollback, words) => {
  const { refusal } = planDeployRun({ ...deploying, ...given }, wish('production', rollback))
  expect(refusal?.message ?? '').toContain(words)
  expect(refusal === undefined).toBe(words === '')
})

test.each([
  ['1.4.2', null, ['refs/heads/release/1.4.0', 'refs/heads/release/1.4.1']],
  ['1.4.0', null, []],
  ['1.4.1', 'api', ['refs/heads/release/api/1.4.0']],
])('%s may have been made on the lines below it', (version, name, expected) => {
  expect(linesBelow({ name, paths: [], prefix: '' }, version)).toEqual(expected)
})
