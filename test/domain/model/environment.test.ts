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
])('the slug of %s', (branch, expected) => {
  expect(slug(branch)).toBe(expected)
})

test('a slug is a DNS label of at most 46 letters that depends on the branch alone', () => {
  for (let seed = 1; seed < 2000; seed++) {
    const branch = Array.from({ length: 1 + ((seed * 7) % 90) }, (_, place) =>
      String.fromCodePoint(33 + ((seed * 31 + place * 17 * seed) % 900)),
    ).join('')
    expect(slug(branch)).toMatch(/^[a-z0-9]([a-z0-9-]{0,44}[a-z0-9])?$/)
    expect(slug(branch)).toBe(slug(branch))
  }
})

test('no branch name reaches a stage: previews have a namespace of their own', () => {
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
])('the slot in %s', (name, slot) => {
  expect(slotIn(name)).toBe(slot)
})

test('slots come in the order of their numbers', () => {
  expect(slotsOf(config('environments: [qa10, dev, qa2, qa1]'))).toEqual([1, 2, 10])
})

const services = 'services: {api: {paths: [api]}, web: {paths: [web]}}'
test.each([
  ['staging', '', null],
  ['preview/feature-login', '', null],
  ['staging/api', services, null],
  ['preview/feature-login/api', services, null],
  ['preview', '', 'A preview is named with its branch'],
  ['preview/', '', 'A preview is named with its branch'],
  ['staging/api', '', 'no staging/api environment'],
  ['preview/feature/login', '', 'no preview/feature/login environment'],
  ['staging', services, 'no staging environment'],
  ['staging/other', services, 'no staging/other environment'],
  ['nowhere', '', 'no nowhere environment'],
])('the whole name %s, with %o', (environment, text, words) => {
  const demanded = () => requireConfigured(config(text), environment)
  if (words === null) expect(demanded).not.toThrow()
  else expect(demanded).toThrow(words)
})
