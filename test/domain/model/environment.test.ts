import { expect, test } from 'vitest'
import { requireConfigured, previewOf, slotIn, slotsOf, slug } from '../../../src/domain/model/environment.js'
import { config } from '../../support/facts.js'

test.each([
  ['feature/login', 'feature-login'],
  ['feature-login', 'feature-login'],
  ['Feature/Login', 'feature-login-1ce27'],
  ['a_b', 'a-b-648fa'],
  ['a/b', 'a-b'],
  ['a-b', 'a-b'],
  ['a//b', 'a-b-7a9ac'],
  ['-x', 'x-a4209'],
  ['日本語', '77710'],
  ['staging', 'staging'],
  ['$(touch owned)', 'touch-owned-75bd2'],
  ['x'.repeat(40), 'x'.repeat(40)],
  ['x'.repeat(250), `${'x'.repeat(40)}-086d4`],
])('computes the slug of %s', (branch, expected) => {
  expect(slug(branch)).toBe(expected)
})

test('computes slugs that are DNS labels of at most 46 characters and depend on the branch alone', () => {
  for (let seed = 1; seed < 2000; seed++) {
    const branch = Array.from({ length: 1 + ((seed * 7) % 90) }, (_, place) =>
      String.fromCodePoint(33 + ((seed * 31 + place * 17 * seed) % 900)),
    ).join('')
    expect(slug(branch)).toMatch(/^[a-z0-9]([a-z0-9-]{0,44}[a-z0-9])?$/)
    expect(slug(branch)).toBe(slug(branch))
  }
})

test('never maps a branch to the name of a stage', () => {
  for (const branch of ['staging', 'production', 'qa1', 'kube-system', 'hotfix'])
    expect(previewOf(branch)).toBe(`preview/${branch}`)
})

test.each([
  ['qa2', 2],
  ['deploy/qa12', 12],
  ['queue/qa3', 3],
  ['qa0', null],
  ['qa', null],
  ['deploy', null],
  ['qa2x', null],
  ['x/qa2', null],
])('parses the slot in %s', (name, slot) => {
  expect(slotIn(name)).toBe(slot)
})

test('sorts slots by number', () => {
  expect(slotsOf(config('environments: [qa10, dev, qa2, qa1]'))).toEqual([1, 2, 10])
})

const services = 'services: {api: {paths: [api]}, web: {paths: [web]}}'
test.each([
  ['staging', '', null],
  ['preview/feature-login', '', null],
  ['staging/api', services, null],
  ['preview/feature-login/api', services, null],
  ['preview', '', 'Missing branch: name a preview as in preview/feature-login.'],
  ['preview/', '', 'Missing branch: name a preview as in preview/feature-login.'],
  ['staging/api', '', 'no staging/api environment'],
  ['preview/feature/login', '', 'no preview/feature/login environment'],
  ['staging', services, 'no staging environment'],
  ['staging/other', services, 'no staging/other environment'],
  ['nowhere', '', 'no nowhere environment'],
])('checks the full name %s, with %o', (environment, text, message) => {
  const check = () => requireConfigured(config(text), environment)
  if (message === null) expect(check).not.toThrow()
  else expect(check).toThrow(message)
})
