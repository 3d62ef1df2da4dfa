import {
  hasHotfix,
  hasDev,
  hasPullRequestEnvironments,
  hasStages,
  hasProduction,
  isGitHubCom,
  hasTemporaryEnvironments,
  gatesProduction,
  gatesStaging,
  usesAws,
  buildsWithDocker,
  deploysWithHelmfile,
  type PackOptions,
  type Condition,
  type RepositoryRole,
} from './pack-options.js'

/** A file of the pack: where it belongs, when a repository has it, and what of it stays, by path. */
export interface Template {
  /** In the repository, below .github. */
  readonly path: string
  /** In the folder of the templates. */
  readonly source: string
  readonly wanted: Condition
  readonly roles: readonly RepositoryRole[]
  /** Written once; what people make of it is theirs. */
  readonly owner: 'rel' | 'team'
  /** In a list, a part is named by its `id`, or is the word itself. */
  readonly parts: Readonly<Record<string, Condition>>
  /** Words of the configuration, by where they stand. Null: the template's own. */
  readonly values: Readonly<Record<string, (choices: PackOptions) => string | null>>
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
  roles: ['alone', 'caller', 'shared'],
  owner: 'rel',
  parts,
  values: {},
})
/** One that others call. */
const callee = (name: string, wanted: Condition, parts: Parts = {}): Template => ({
  ...workflow(name, wanted, parts),
  roles: ['alone', 'shared'],
})
const action = (name: string, wanted: Condition, values: Template['values']): Template => ({
  ...callee(name, wanted),
  path: `actions/${name}/action.yml`,
  source: `actions/${name}/action.yml`,
  values,
})
/** An action of the team's, to begin with. Private ones have a repository of their own. */
const teamAction = (name: string, source: string, wanted: Condition = always): Template => ({
  ...action(name, (choices) => wanted(choices) && choices.config.actions.private === null, {}),
  source: `actions/${name}/${source}.yml`,
  roles: ['alone', 'caller'],
  owner: 'team',
})

const aws = (key: 'region' | 'cicd' | 'helm') => (choices: PackOptions) => {
  const { credentials } = choices.config.deploy
  return credentials === 'kubeconfig' ? null : credentials.aws[key]
}

/** Every file of the pack, and every part of one that not every repository wants. */
export const templates: readonly Template[] = [
  workflow('feature-branch', always, {
    'jobs.plan': hasPullRequestEnvironments,
    'jobs.deploy': hasPullRequestEnvironments,
  }),
  workflow('main-branch', always, { 'jobs.plan': hasDev, 'jobs.deploy': hasDev }),
  workflow('release', always, {
    'jobs.staging': gatesStaging,
    'jobs.production': gatesProduction,
  }),
  workflow('deploy', hasStages, { 'jobs.finalise': hasProduction, 'jobs.reintegrate': hasProduction }),
  workflow('hotfix-branch', always, { 'jobs.plan': hasHotfix, 'jobs.deploy': hasHotfix }),
  workflow('hotfix-release', always, { 'jobs.production': gatesProduction }),
  workflow('environments', hasTemporaryEnvironments, {
    'on.pull_request.branches.main': hasPullRequestEnvironments,
    'on.pull_request.branches.release/**': hasHotfix,
  }),
  workflow('sweep', hasTemporaryEnvironments),
  callee('rel-build', always),
  callee('rel-deploy', always, { 'jobs.deploy.concurrency.queue': isGitHubCom }),
  callee('rel-gated-deploy', hasStages),
  callee('rel-undeploy', hasTemporaryEnvironments, {
    'jobs.undeploy.environment': isGitHubCom,
    'jobs.undeploy.concurrency.queue': isGitHubCom,
  }),
  action('setup-rel', always, {
    'inputs.version.default': ({ version }) => version,
    'inputs.registry.default': ({ config }) => config.actions.registry,
  }),
  action('aws', usesAws, {
    'inputs.region.default': aws('region'),
    'inputs.cicd.default': aws('cicd'),
    'inputs.helm.default': aws('helm'),
  }),
  teamAction('build', 'docker', buildsWithDocker),
  teamAction('build', 'own', not(buildsWithDocker)),
  teamAction('test', 'action'),
  teamAction('deploy', 'helmfile', deploysWithHelmfile),
  teamAction('deploy', 'own', not(deploysWithHelmfile)),
  teamAction(
    'undeploy',
    'helmfile',
    (choices) => hasTemporaryEnvironments(choices) && deploysWithHelmfile(choices),
  ),
  teamAction(
    'undeploy',
    'own',
    (choices) => hasTemporaryEnvironments(choices) && !deploysWithHelmfile(choices),
  ),
  teamAction('promote', 'docker', buildsWithDocker),
  teamAction('promote', 'own', not(buildsWithDocker)),
]
