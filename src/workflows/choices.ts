import type { Config } from '../config.js'

/** What of a repository decides how the pack looks there. */
export interface Choices {
  readonly config: Config
  readonly defaultBranch: string
  /** An Enterprise server knows neither `deployment: false` nor `queue: max`. */
  readonly server: 'github' | 'enterprise'
  /** The version of rel that the pack belongs to. */
  readonly version: string
  /** `owner/name`. Left out, it is not the one with the shared workflows. */
  readonly repository?: string
}

export type Condition = (choices: Choices) => boolean

/** Environments of pull requests into the default branch. */
export const forPullRequests: Condition = ({ config }) =>
  config.environments.some((name) => name === 'preview' || name.startsWith('qa'))
export const forHotfixes: Condition = ({ config }) => config.environments.includes('hotfix')
export const temporary: Condition = (choices) => forPullRequests(choices) || forHotfixes(choices)
export const forMain: Condition = ({ config }) => config.environments.includes('dev')
const has =
  (environment: string): Condition =>
  ({ config }) =>
    config.environments.some((name) => name === environment)
/** With gates of GitHub's own a release's run waits itself; else it ends before them. */
const waitsItself: Condition = ({ config }) => config.gates === 'reviewers'
export const forReleases: Condition = (choices) => has('staging')(choices) || has('production')(choices)
export const toStaging: Condition = (choices) => has('staging')(choices) && waitsItself(choices)
export const toProduction: Condition = (choices) => has('production')(choices) && waitsItself(choices)
export const inProduction: Condition = has('production')
export const onGitHub: Condition = ({ server }) => server === 'github'
export const withDocker: Condition = ({ config }) => config.image.build === 'docker'
export const withHelmfile: Condition = ({ config }) => config.deploy.with === 'helmfile'
export const withAws: Condition = ({ config }) => config.deploy.credentials !== 'kubeconfig'
/** The token of a job reads and writes only the registry of its own server. */
export const inGitHubPackages: Condition = ({ config, server }) =>
  server === 'enterprise' || config.image.name.startsWith('ghcr.io/')

/** Where the shared workflows are; null where they are copied. */
export interface Shared {
  readonly repository: string
  readonly ref: string
}
export function sharedOf({ config: { workflows } }: Choices): Shared | null {
  const [repository = '', ref = ''] = workflows.split('@')
  return workflows === 'local' ? null : { repository, ref }
}

/** With workflows of its own, with callers of shared ones, or with those that are called. */
export type Place = 'alone' | 'caller' | 'shared'
export function placeOf(choices: Choices): Place {
  const shared = sharedOf(choices)
  if (!shared) return 'alone'
  return shared.repository.toLowerCase() === choices.repository?.toLowerCase() ? 'shared' : 'caller'
}
