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
])('creates missing labels for %s, with existing labels %j', (text, existing, made) => {
  expect(planLabels('acme/widgets', config(text), existing).map(({ label }) => label)).toEqual(made)
})

test.each<[string, Partial<DetectedDefaults>, object]>([
  ['an empty repository', {}, { prefix: '', build: 'docker', deploy: 'helmfile' }],
  [
    'a newest version tag with v',
    { tags: ['nightly', 'v1.4.0', '1.3.0'] },
    { prefix: 'v', build: 'docker', deploy: 'helmfile' },
  ],
  [
    'pre-releases, which do not count',
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
    'own actions beside a Dockerfile and a helmfile',
    {
      root: ['Dockerfile', 'helmfile.yaml'],
      texts: new Map([
        ['.github/actions/build/action.yml', ''],
        ['.github/actions/deploy/action.yml', ''],
      ]),
    },
    { prefix: '', build: 'docker', deploy: 'helmfile' },
  ],
])('proposes defaults for %s', (_, more, proposals) => {
  expect(proposalsOf({ ...defaults, ...more })).toEqual(proposals)
})

const noFlags = { reviewers: [], local: false, skipEnvironments: false } as const
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

test('changes only requested settings of an existing configuration; with gates: dispatch, reviewers become approvers', () => {
  const options = {
    ...nothing,
    ...noFlags,
    gates: 'dispatch',
    reviewers: ['rosa', 'team:ops', 'acme/sre'],
  } as const
  const proposals = { prefix: 'v', build: 'own', deploy: 'own' } as const
  const known = { proposals, environments: ['dev'], gates: 'dispatch', isNew: false } as const
  const approvers = { key: 'approvers', value: ['rosa', 'team:ops', 'team:acme/sre'] }
  expect(settingsOf(options, known)).toEqual([{ key: 'gates', value: 'dispatch' }, approvers])
  expect(settingsOf({ ...options, gates: undefined }, known)).toEqual([approvers])
  expect(settingsOf(options, { ...known, gates: 'reviewers' })).toEqual([{ key: 'gates', value: 'dispatch' }])
  const first = settingsOf({ ...nothing, ...noFlags }, { ...known, gates: 'reviewers', isNew: true })
  expect(first.map(({ key }) => key)).toEqual([
    'environments',
    'versions.prefix',
    'image.build',
    'deploy.with',
  ])
})

test('distinguishes teams from logins', () => {
  expect(['rosa', 'team:ops', 'team:acme/ops', 'acme/ops'].map(teamIn)).toEqual([
    null,
    'ops',
    'acme/ops',
    'acme/ops',
  ])
})

const pull = pullRequest(7, { head: 'rel/init' })
const proposal = (text: string | null, open: boolean, parents = ['c0']) => ({
  commit: 'c1',
  tree: 't1',
  parents,
  texts: new Map(text === null ? [] : [[file.path, text]]),
  pullRequest: open ? pull : null,
})
test.each<[string, Partial<InitFacts>, readonly string[]]>([
  ['a first run', {}, ['new from c0 on t0', 'open']],
  ['a commit without a pull request, of an interrupted run', { proposal: proposal('a', false) }, ['open']],
  ['a merged or closed pull request', { proposal: proposal('old', false) }, ['on from c1 c0 on t0', 'open']],
  [
    'a merged pull request, with a default branch that moved on',
    { proposal: proposal('a', false, ['b9']) },
    ['on from c1 c0 on t0', 'open'],
  ],
  ['an open pull request to update', { proposal: proposal('old', true) }, ['on from c1 on t1']],
  ['no change', { files: [{ ...file, action: 'unchanged' }], proposal: proposal('a', true) }, []],
  ['a file that was edited by hand', { files: [{ ...file, action: 'kept' }] }, []],
])('plans the commit and the pull request: %s', (_, more, steps) => {
  const plan = planInit(facts({ ...more, environments: [production({ reviewers: [rosa] })] }), noFlags)
  const shown = plan.steps.map((step) =>
    step.kind === 'commit-files'
      ? `${step.isNew ? 'new' : 'on'} from ${step.parents.join(' ')} on ${step.tree}`
      : 'open',
  )
  expect(shown).toEqual(steps)
})

test('leaves environments to an administrator, and does the rest', () => {
  const plan = planInit(facts({ mayAdminister: false }), noFlags)
  expect(plan.steps.map(({ kind }) => kind)).toEqual(['commit-files', 'open-pull-request'])
  expect(plan.refusal?.code).toBe('permission')
  expect(plan.result.environments.map(({ action }) => action)).toEqual(['left'])
  expect(
    planInit(facts({ mayAdminister: false }), { ...noFlags, skipEnvironments: true }).refusal,
  ).toBeUndefined()
  expect(
    planInit(facts({ mayAdminister: false, environments: [production()] }), noFlags).refusal,
  ).toBeUndefined()
})

test('refuses a user who cannot push before it writes anything', () => {
  const plan = planInit(facts({ mayAdminister: false, mayPush: false }), noFlags)
  expect([plan.steps, plan.refusal?.code]).toEqual([[], 'permission'])
})
