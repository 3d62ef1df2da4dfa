import type { Config } from '../config.js'

/** The properties of a repository that the pack is rendered for. */
export interface PackOptions {
  readonly config: Config
  readonly defaultBranch: string
  /** An Enterprise server supports neither `deployment: false` nor `queue: max`. */
  readonly server: 'github' | 'enterprise'
  /** The version of rel that the pack belongs to. */
  readonly version: string
  /** `owner/name`. Without it, the repository is not the one with the shared workflows. */
  readonly repository?: string
}

export type Condition = (options: PackOptions) => boolean

/** Environments for pull requests into the default branch: previews and QA slots. */
export const hasPullRequestEnvironments: Condition = ({ config }) =>
  config.environments.some((name) => name === 'preview' || name.startsWith('qa'))
export const hasHotfix: Condition = ({ config }) => config.environments.includes('hotfix')
export const hasTemporaryEnvironments: Condition = (options) =>
  hasPullRequestEnvironments(options) || hasHotfix(options)
export const hasDev: Condition = ({ config }) => config.environments.includes('dev')
const hasEnvironment =
  (environment: string): Condition =>
  ({ config }) =>
    config.environments.some((name) => name === environment)
/** With GitHub's required reviewers, the run of a release waits at the gate; with dispatched gates it ends before it. */
const gatedByReviewers: Condition = ({ config }) => config.gates === 'reviewers'
export const hasStages: Condition = (options) =>
  hasEnvironment('staging')(options) || hasEnvironment('production')(options)
export const gatesStaging: Condition = (options) =>
  hasEnvironment('staging')(options) && gatedByReviewers(options)
export const gatesProduction: Condition = (options) =>
  hasEnvironment('production')(options) && gatedByReviewers(options)
export const hasProduction: Condition = hasEnvironment('production')
export const isGitHubCom: Condition = ({ server }) => server === 'github'
export const buildsWithDocker: Condition = ({ config }) => config.image.build === 'docker'
export const deploysWithHelmfile: Condition = ({ config }) => config.deploy.with === 'helmfile'
export const usesAws: Condition = ({ config }) => config.deploy.credentials !== 'kubeconfig'
/** The token of a job can access only the registry of its own server. */
export const usesGitHubPackages: Condition = ({ config, server }) =>
  server === 'enterprise' || config.image.name.startsWith('ghcr.io/')

/** The repository and ref of the shared workflows. */
export interface SharedWorkflows {
  readonly repository: string
  readonly ref: string
}
export function sharedWorkflows({ config: { workflows } }: PackOptions): SharedWorkflows | null {
  const [repository = '', ref = ''] = workflows.split('@')
  return workflows === 'local' ? null : { repository, ref }
}

/** Whether a repository has complete workflows, callers of shared workflows, or the shared workflows themselves. */
export type RepositoryRole = 'alone' | 'caller' | 'shared'
export function roleOf(options: PackOptions): RepositoryRole {
  const shared = sharedWorkflows(options)
  if (!shared) return 'alone'
  return shared.repository.toLowerCase() === options.repository?.toLowerCase() ? 'shared' : 'caller'
}
