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

/** A file of the pack, the repositories that get it, and its optional parts. */
export interface Template {
  /** The path in the repository, below .github. */
  readonly path: string
  /** The path in the template folder. */
  readonly source: string
  readonly wanted: Condition
  readonly roles: readonly RepositoryRole[]
  /** rel updates its own files; a file of the team is written once and never updated. */
  readonly owner: 'rel' | 'team'
  /** Optional parts by path. An item of a list is named by its `id`, or by its value. */
  readonly parts: Readonly<Record<string, Condition>>
  /** Configured values by path. Null keeps the value of the template. */
  readonly values: Readonly<Record<string, (options: PackOptions) => string | null>>
}

const always: Condition = () => true
const not =
  (condition: Condition): Condition =>
  (options) =>
    !condition(options)

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
/** A reusable workflow that other workflows of the pack call. */
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
/** The first version of a team action. Not written if the team's actions are in a private repository. */
const teamAction = (name: string, source: string, wanted: Condition = always): Template => ({
  ...action(name, (options) => wanted(options) && options.config.actions.private === null, {}),
  source: `actions/${name}/${source}.yml`,
  roles: ['alone', 'caller'],
  owner: 'team',
})

const aws = (key: 'region' | 'cicd' | 'helm') => (options: PackOptions) => {
  const { credentials } = options.config.deploy
  return credentials === 'kubeconfig' ? null : credentials.aws[key]
}

/** All files of the pack with their optional parts. */
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
    (options) => hasTemporaryEnvironments(options) && deploysWithHelmfile(options),
  ),
  teamAction(
    'undeploy',
    'own',
    (options) => hasTemporaryEnvironments(options) && !deploysWithHelmfile(options),
  ),
  teamAction('promote', 'docker', buildsWithDocker),
  teamAction('promote', 'own', not(buildsWithDocker)),
]
