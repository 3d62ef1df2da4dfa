import { expect, test } from 'vitest'
import { planEnvironments, policiesFor } from '../../../src/domain/init/environments.js'
import type { EnvironmentState, InitFacts } from '../../../src/domain/init/facts.js'
import { describe } from '../../../src/domain/plan/plan.js'
import { config, facts, olga, production, rosa } from '../../support/init.js'

const say = (policies: readonly { name: string; type: string }[]): string =>
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
])('%s lets in what deploys there (%s)', (environment, text, policies) => {
  expect(say(policiesFor(config(text), 'trunk', environment))).toBe(policies)
})

test.each<[string, EnvironmentState | null, Partial<InitFacts>, readonly string[], string | null]>([
  [
    'one that is not there is made',
    null,
    { reviewers: [rosa] },
    [
      'Set up the environment production, which waits for rosa',
      'Let tags *, release/**, main deploy to production',
    ],
    null,
  ],
  ['one that is as it should be', production(), {}, [], null],
  [
    'reviewers are added to those that are there',
    production({ reviewers: [olga] }),
    { reviewers: [rosa, olga] },
    ['Set up the environment production, which waits for olga, rosa'],
    null,
  ],
  [
    'what is missing is let in, what else is let in stays',
    production({
      policies: [
        { name: 'main', type: 'branch' },
        { name: 'beta', type: 'branch' },
      ],
    }),
    {},
    ['Let tags *, release/** deploy to production'],
    'it also lets in beta, which was left as it is',
  ],
  [
    'a branch of that name is no tag',
    production({
      policies: [
        { name: '*', type: 'branch' },
        { name: 'release/**', type: 'branch' },
        { name: 'main', type: 'branch' },
      ],
    }),
    {},
    ['Let tags * deploy to production'],
    'it also lets in *, which was left as it is',
  ],
  [
    'open to all: it is limited',
    production({ lets: 'all', policies: [] }),
    {},
    ['Set up the environment production', 'Let tags *, release/**, main deploy to production'],
    null,
  ],
  [
    'protected branches only: that was somebody’s decision',
    production({ lets: 'protected', policies: [] }),
    {},
    [],
    'it lets in protected branches only, which was left as it is: tags *, release/**, main may be refused there',
  ],
  [
    'reviewers where approving is starting: both have to agree, and that is said',
    production({ policies: [{ name: 'main', type: 'branch' }], reviewers: [olga] }),
    { config: config('environments: [production]\ngates: dispatch') },
    [],
    'it has the reviewers olga, who were left: what is started there waits for them too',
  ],
  ['names are the same in small and capital letters', production({ name: 'Production' }), {}, [], null],
])('environments: %s', (_, found, more, steps, note) => {
  const [planned] = planEnvironments(facts({ ...more, environments: found ? [found] : [] }))
  expect(planned?.steps.map(describe)).toEqual(steps)
  expect(planned?.shown.note).toBe(note)
})

test('a wait timer and "no self-review" that people set survive a reviewer who is added', () => {
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
