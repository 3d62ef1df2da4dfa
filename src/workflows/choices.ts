import type { Config } from '../config.js'

/** What of a repository decides how the pack looks there. */
export interface Choices {
  readonly config: Config
  readonly defaultBranch: string
  /** An Enterprise server knows neither `deployment: false` nor `queue: max`. */
  readonly server: 'github' | 'enterprise'
  /** The version of rel that the pack belongs to. */
  readonly version: string
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
