import { expect, test } from 'vitest'
import { planEnvironments, policiesFor } from '../../../src/domain/init/environments.js'
import type { EnvironmentState, InitFacts } from '../../../src/domain/init/facts.js'
import { describe } from '../../../src/domain/plan/plan.js'
import { config, facts, olga, production, rosa } from '../../support/init.js'

const namesOf = (policies: readonly { name: string; type: string }[]): string =>
  policies.map(({ name, type }) => `${type} ${name}`).join(', ')

test.each([
  ['dev', '', 'branch trunk'],
  ['qa2', '', 'branch refs/pull/*/merge, branch trunk'],
  ['hotfix', '', 'branch refs/pull/*/merge, branch release/**, branch trunk'],
  ['staging', '', 'tag *, branch release/**, branch trunk'],
  ['production', 'versions: {prefix: v}', 'tag v*, branch release/**, branch trunk'],
  ['production', 'gates: dispatch', 'branch trunk'],
  ['production/api', 'services: {api: {paths: [api]}}', 'tag */*, branch release/*/*, branch trunk'],
  ['dev/api', 'services: {api: {paths: [api]}}', 'branch trunk'],
])('lists the branches and tags that may deploy to %s (%s)', (environment, text, policies) => {
  expect(namesOf(policiesFor(config(text), 'trunk', environment))).toBe(policies)
})

test.each<[string, EnvironmentState | null, Partial<InitFacts>, readonly string[], string | null]>([
  [
    'creates a missing one',
    null,
    { reviewers: [rosa] },
    [
      'Set up the environment production with the reviewers rosa',
      'Allow deployments to production from tags *, release/**, main',
    ],
    null,
  ],
  ['leaves an up-to-date one unchanged', production(), {}, [], null],
  [
    'adds reviewers to the existing ones',
    production({ reviewers: [olga] }),
    { reviewers: [rosa, olga] },
    ['Set up the environment production with the reviewers olga, rosa'],
    null,
  ],
  [
    'adds missing policies and keeps other ones',
    production({
      policies: [
        { name: 'main', type: 'branch' },
        { name: 'beta', type: 'branch' },
      ],
    }),
    {},
    ['Allow deployments to production from tags *, release/**'],
    'also allows beta (left unchanged)',
  ],
  [
    'distinguishes a branch from a tag of the same name',
    production({
      policies: [
        { name: '*', type: 'branch' },
        { name: 'release/**', type: 'branch' },
        { name: 'main', type: 'branch' },
      ],
    }),
    {},
    ['Allow deployments to production from tags *'],
    'also allows * (left unchanged)',
  ],
  [
    'limits one that is open to all branches',
    production({ lets: 'all', policies: [] }),
    {},
    ['Set up the environment production', 'Allow deployments to production from tags *, release/**, main'],
    null,
  ],
  [
    'keeps a limit to protected branches',
    production({ lets: 'protected', policies: [] }),
    {},
    [],
    'allows protected branches only (left unchanged); deployments from tags *, release/**, main may be refused',
  ],
  [
    'notes existing reviewers with gates: dispatch',
    production({ policies: [{ name: 'main', type: 'branch' }], reviewers: [olga] }),
    { config: config('environments: [production]\ngates: dispatch') },
    [],
    'has the reviewers olga (left unchanged), who must approve each deployment too',
  ],
  ['compares names case-insensitively', production({ name: 'Production' }), {}, [], null],
])('environments: %s', (_, found, more, steps, note) => {
  const [planned] = planEnvironments(facts({ ...more, environments: found ? [found] : [] }))
  expect(planned?.steps.map(describe)).toEqual(steps)
  expect(planned?.shown.note).toBe(note)
})

test('keeps a wait timer and "prevent self-review" when it adds a reviewer', () => {
  const found = production({ waitTimer: 30, preventSelfReview: true, reviewers: [olga] })
  const [planned] = planEnvironments(facts({ environments: [found], reviewers: [rosa] }))
  expect(planned?.steps).toEqual([
    expect.objectContaining({
      waitTimer: 30,
      preventSelfReview: true,
      reviewers: [olga, rosa],
      lets: 'named',
    }),
  ])
})
