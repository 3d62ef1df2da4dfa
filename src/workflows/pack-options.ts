import type { Config } from '../config.js'

/** What of a repository decides how the pack looks there. */
export interface PackOptions {
  readonly config: Config
  readonly defaultBranch: string
  /** An Enterprise server knows neither `deployment: false` nor `queue: max`. */
  readonly server: 'github' | 'enterprise'
  /** The version of rel that the pack belongs to. */
  readonly version: string
  /** `owner/name`. Left out, it is not the one with the shared workflows. */
  readonly repository?: string
}

export type Condition = (choices: PackOptions) => boolean

/** Environments of pull requests into the default branch. */
export const hasPullRequestEnvironments: Condition = ({ config }) =>
  config.environments.some((name) => name === 'preview' || name.startsWith('qa'))
export const hasHotfix: Condition = ({ config }) => config.environments.includes('hotfix')
export const hasTemporaryEnvironments: Condition = (choices) =>
  hasPullRequestEnvironments(choices) || hasHotfix(choices)
export const hasDev: Condition = ({ config }) => config.environments.includes('dev')
const hasEnvironment =
  (environment: string): Condition =>
  ({ config }) =>
    config.environments.some((name) => name === environment)
/** With gates of GitHub's own a release's run waits itself; else it ends before them. */
const gatedByReviewers: Condition = ({ config }) => config.gates === 'reviewers'
export const hasStages: Condition = (choices) =>
  hasEnvironment('staging')(choices) || hasEnvironment('production')(choices)
export const gatesStaging: Condition = (choices) =>
  hasEnvironment('staging')(choices) && gatedByReviewers(choices)
export const gatesProduction: Condition = (choices) =>
  hasEnvironment('production')(choices) && gatedByReviewers(choices)
export const hasProduction: Condition = hasEnvironment('production')
export const isGitHubCom: Condition = ({ server }) => server === 'github'
export const buildsWithDocker: Condition = ({ config }) => config.image.build === 'docker'
export const deploysWithHelmfile: Condition = ({ config }) => config.deploy.with === 'helmfile'
export const usesAws: Condition = ({ config }) => config.deploy.credentials !== 'kubeconfig'
/** The token of a job reads and writes only the registry of its own server. */
export const usesGitHubPackages: Condition = ({ config, server }) =>
  server === 'enterprise' || config.image.name.startsWith('ghcr.io/')

/** Where the shared workflows are; null where they are copied. */
export interface SharedWorkflows {
  readonly repository: string
  readonly ref: string
}
export function sharedWorkflows({ config: { workflows } }: PackOptions): SharedWorkflows | null {
  const [repository = '', ref = ''] = workflows.split('@')
  return workflows === 'local' ? null : { repository, ref }
}

/** With workflows of its own, with callers of shared ones, or with those that are called. */
export type RepositoryRole = 'alone' | 'caller' | 'shared'
export function roleOf(choices: PackOptions): RepositoryRole {
  const shared = sharedWorkflows(choices)
  if (!shared) return 'alone'
  return shared.repository.toLowerCase() === choices.repository?.toLowerCase() ? 'shared' : 'caller'
}
