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
export const onGitHub: Condition = ({ server }) => server === 'github'
