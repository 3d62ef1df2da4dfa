import { expect, test } from 'vitest'
import type { DetectedDefaults, InitFacts } from '../../../src/domain/init/facts.js'
import { planLabels } from '../../../src/domain/init/labels.js'
import { planInit } from '../../../src/domain/init/plan.js'
import { proposalsOf, settingsOf, teamIn } from '../../../src/domain/init/settings.js'
import { pullRequest } from '../../support/facts.js'
import { config, facts, file, defaults, production, rosa } from '../../support/init.js'

test.each([
  [
    'environments: [preview]',
    [],
    ['deploy', 'major', 'minor', 'skip-changelog', 'feature', 'fix', 'docs', 'maintenance'],
  ],
  [
    'environments: [qa2]',
    ['major', 'enhancement', 'skip-changelog', 'bug', 'documentation', 'dependencies'],
    ['deploy/qa2', 'queue/qa2'],
  ],
  [
    'environments: [dev]',
    ['breaking', 'minor', 'skip-changelog', 'feature', 'fix', 'docs', 'maintenance'],
    [],
  ],
  [
    'environments: [dev]\nversions: {labels: {patch: [small]}}',
    ['major', 'minor', 'skip-changelog', 'feature', 'fix', 'docs', 'maintenance'],
    ['small'],
  ],
])('labels: %s, of which %j are there', (text, existing, made) => {
  expect(planLabels('acme/widgets', config(text), existing).map(({ label }) => label)).toEqual(made)
})

test.each<[string, Partial<DetectedDefaults>, object]>([
  ['nothing is there', {}, { prefix: '', build: 'docker', deploy: 'helmfile' }],
  [
    'the newest version tag has a v',
    { tags: ['nightly', 'v1.4.0', '1.3.0'] },
    { prefix: 'v', build: 'docker', deploy: 'helmfile' },
  ],
  [
    'pre-releases say nothing',
    { tags: ['v2.0.0-rc.1', '1.3.0'] },
    { prefix: '', build: 'docker', deploy: 'helmfile' },
  ],
  [
    'own actions',
    {
      texts: new Map([
        ['.github/actions/build/action.yml', ''],
        ['.github/actions/deploy/action.yml', ''],
      ]),
    },
    { prefix: '', build: 'own', deploy: 'own' },
  ],
  [
    'own actions beside what rel’s need',
    {
      root: ['Dockerfile', 'helmfile.yaml'],
      texts: new Map([
        ['.github/actions/build/action.yml', ''],
        ['.github/actions/deploy/action.yml', ''],
      ]),
    },
    { prefix: '', build: 'docker', deploy: 'helmfile' },
  ],
])('habits: %s', (_, more, proposals) => {
  expect(proposalsOf({ ...defaults, ...more })).toEqual(proposals)
})

const silence = { reviewers: [], local: false, skipEnvironments: false } as const
const nothing = {
  environments: undefined,
  gates: undefined,
  deploy: undefined,
  build: undefined,
  image: undefined,
  prefix: undefined,
  workflows: undefined,
  runner: undefined,
} as const

test('a configuration that is there gets what was asked for alone; with dispatch, reviewers are its approvers', () => {
  const wish = {
    ...nothing,
    ...silence,
    gates: 'dispatch',
    reviewers: ['rosa', 'team:ops', 'acme/sre'],
  } as const
  const proposals = { prefix: 'v', build: 'own', deploy: 'own' } as const
  const seen = { proposals, environments: ['dev'], gates: 'dispatch', isNew: false } as const
  const approvers = { key: 'approvers', value: ['rosa', 'team:ops', 'team:acme/sre'] }
  expect(settingsOf(wish, seen)).toEqual([{ key: 'gates', value: 'dispatch' }, approvers])
  expect(settingsOf({ ...wish, gates: undefined }, seen)).toEqual([approvers])
  expect(settingsOf(wish, { ...seen, gates: 'reviewers' })).toEqual([{ key: 'gates', value: 'dispatch' }])
  const first = settingsOf({ ...nothing, ...silence }, { ...seen, gates: 'reviewers', isNew: true })
  expect(first.map(({ key }) => key)).toEqual([
    'environments',
    'versions.prefix',
    'image.build',
    'deploy.with',
  ])
})

test('teams and logins', () => {
  expect(['rosa', 'team:ops', 'team:acme/ops', 'acme/ops'].map(teamIn)).toEqual([
    null,
    'ops',
    'acme/ops',
    'acme/ops',
  ])
})

const pull = pullRequest(7, { head: 'rel/init' })
const there = (text: string | null, open: boolean, parents = ['c0']) => ({
  commit: 'c1',
  tree: 't1',
  parents,
  texts: new Map(text === null ? [] : [[file.path, text]]),
  pullRequest: open ? pull : null,
})
test.each<[string, Partial<InitFacts>, readonly string[]]>([
  ['for the first time', {}, ['new from c0 on t0', 'open']],
  ['its answer got lost: the commit is there', { proposal: there('a', false) }, ['open']],
  ['it was merged or closed before', { proposal: there('old', false) }, ['on from c1 c0 on t0', 'open']],
  [
    'it was merged, and the default branch has gone another way',
    { proposal: there('a', false, ['b9']) },
    ['on from c1 c0 on t0', 'open'],
  ],
  ['an open proposal is brought up to date', { proposal: there('old', true) }, ['on from c1 on t1']],
  ['nothing changes', { files: [{ ...file, action: 'unchanged' }], proposal: there('a', true) }, []],
  ['what people changed is no change', { files: [{ ...file, action: 'kept' }] }, []],
])('the proposal: %s', (_, more, steps) => {
  const plan = planInit(facts({ ...more, environments: [production({ reviewers: [rosa] })] }), silence)
  const shown = plan.steps.map((step) =>
    step.kind === 'commit-files'
      ? `${step.isNew ? 'new' : 'on'} from ${step.parents.join(' ')} on ${step.tree}`
      : 'open',
  )
  expect(shown).toEqual(steps)
})

test('who may not administer does the rest, and is told what is left', () => {
  const plan = planInit(facts({ mayAdminister: false }), silence)
  expect(plan.steps.map(({ kind }) => kind)).toEqual(['commit-files', 'open-pull-request'])
  expect(plan.refusal?.code).toBe('permission')
  expect(plan.result.environments.map(({ action }) => action)).toEqual(['left'])
  expect(
    planInit(facts({ mayAdminister: false }), { ...silence, skipEnvironments: true }).refusal,
  ).toBeUndefined()
  expect(
    planInit(facts({ mayAdminister: false, environments: [production()] }), silence).refusal,
  ).toBeUndefined()
})

test('who may not push is refused before anything is written', () => {
  const plan = planInit(facts({ mayAdminister: false, mayPush: false }), silence)
  expect([plan.steps, plan.refusal?.code]).toEqual([[], 'permission'])
})
