import {
  forHotfixes,
  forMain,
  forPullRequests,
  forReleases,
  inProduction,
  onGitHub,
  temporary,
  toProduction,
  toStaging,
  withAws,
  withDocker,
  withHelmfile,
  type Choices,
  type Condition,
  type Place,
} from './choices.js'

/** A file of the pack: where it belongs, when a repository has it, and what of it stays, by path. */
export interface Template {
  /** In the repository, below .github. */
  readonly path: string
  /** In the folder of the templates. */
  readonly source: string
  readonly wanted: Condition
  readonly places: readonly Place[]
  /** Written once; what people make of it is theirs. */
  readonly owner: 'rel' | 'team'
  /** In a list, a part is named by its `id`, or is the word itself. */
  readonly parts: Readonly<Record<string, Condition>>
  /** Words of the configuration, by where they stand. Null: the template's own. */
  readonly values: Readonly<Record<string, (choices: Choices) => string | null>>
}

const always: Condition = () => true
const not =
  (condition: Condition): Condition =>
  (choices) =>
    !condition(choices)

type Parts = Template['parts']
const workflow = (name: string, wanted: Condition, parts: Parts = {}): Template => ({
  path: `workflows/${name}.yml`,
  source: `workflows/${name}.yml`,
  wanted,
  places: ['alone', 'caller', 'shared'],
  owner: 'rel',
  parts,
  values: {},
})
/** One that others call. */
const callee = (name: string, wanted: Condition, parts: Parts = {}): Template => ({
  ...workflow(name, wanted, parts),
  places: ['alone', 'shared'],
})
const action = (name: string, wanted: Condition, values: Template['values']): Template => ({
  ...callee(name, wanted),
  path: `actions/${name}/action.yml`,
  source: `actions/${name}/action.yml`,
  values,
})
/** An action of the team's, to begin with. Private ones have a repository of their own. */
const ofTeam = (name: string, source: string, wanted: Condition = always): Template => ({
  ...action(name, (choices) => wanted(choices) && choices.config.actions.private === null, {}),
  source: `actions/${name}/${source}.yml`,
  places: ['alone', 'caller'],
  owner: 'team',
})

const aws = (key: 'region' | 'cicd' | 'helm') => (choices: Choices) => {
  const { credentials } = choices.config.deploy
  return credentials === 'kubeconfig' ? null : credentials.aws[key]
}

/** Every file of the pack, and every part of one that not every repository wants. */
export const templates: readonly Template[] = [
  workflow('feature-branch', always, { 'jobs.plan': forPullRequests, 'jobs.deploy': forPullRequests }),
  workflow('main-branch', always, { 'jobs.plan': forMain, 'jobs.deploy': forMain }),
  workflow('release', always, {
    'jobs.staging': toStaging,
    'jobs.production': toProduction,
  }),
  workflow('deploy', forReleases, { 'jobs.finalise': inProduction, 'jobs.reintegrate': inProduction }),
  workflow('hotfix-branch', always, { 'jobs.plan': forHotfixes, 'jobs.deploy': forHotfixes }),
  workflow('hotfix-release', always, { 'jobs.production': toProduction }),
  workflow('environments', temporary, {
    'on.pull_request.branches.main': forPullRequests,
    'on.pull_request.branches.release/**': forHotfixes,
  }),
  workflow('sweep', temporary),
  callee('rel-build', always),
  callee('rel-deploy', always, { 'jobs.deploy.concurrency.queue': onGitHub }),
  callee('rel-gated-deploy', forReleases),
  callee('rel-undeploy', temporary, {
    'jobs.undeploy.environment': onGitHub,
    'jobs.undeploy.concurrency.queue': onGitHub,
  }),
  action('setup-rel', always, {
    'inputs.version.default': ({ version }) => version,
    'inputs.registry.default': ({ config }) => config.actions.registry,
  }),
  action('aws', withAws, {
    'inputs.region.default': aws('region'),
    'inputs.cicd.default': aws('cicd'),
    'inputs.helm.default': aws('helm'),
  }),
  ofTeam('build', 'docker', withDocker),
  ofTeam('build', 'own', not(withDocker)),
  ofTeam('test', 'action'),
  ofTeam('deploy', 'helmfile', withHelmfile),
  ofTeam('deploy', 'own', not(withHelmfile)),
  ofTeam('undeploy', 'helmfile', (choices) => temporary(choices) && withHelmfile(choices)),
  ofTeam('undeploy', 'own', (choices) => temporary(choices) && !withHelmfile(choices)),
  ofTeam('promote', 'docker', withDocker),
  ofTeam('promote', 'own', not(withDocker)),
]
