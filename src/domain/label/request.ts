import type { Config } from '../../config.js'
import { kindOf, previewLabel, previewOf, slotIn, slotLabel, withoutService } from '../model/environment.js'
import type { PullRequest } from '../model/pull-request.js'

/** An environment, and where it lives: the name of a preview's branch can never reach a configured environment's namespace. */
export interface RequestedEnvironment {
  readonly environment: string
  readonly namespace: string
}

/** What decides where pull requests run. */
export interface LabelRules {
  readonly config: Config
  readonly defaultBranch: string
}

export const environmentForBranch = (environment: string): RequestedEnvironment => ({
  environment,
  namespace: environment.replace(/^preview\//, 'preview-'),
})

export const isRelease = (branch: string): boolean => branch.startsWith('release/')

/** The environment that a label asks for on a pull request; null where it asks for none. */
export function requestOfLabel(
  label: string,
  { head, base }: PullRequest,
  { config, defaultBranch }: LabelRules,
): string | null {
  const has = (name: string): boolean => config.environments.includes(name)
  if (isRelease(base)) return label === previewLabel && has('hotfix') ? 'hotfix' : null
  if (base !== defaultBranch) return null
  if (label === previewLabel) return has('preview') ? previewOf(head) : null
  const slot = slotIn(label)
  return slot !== null && label === slotLabel(slot) && has(`qa${slot}`) ? `qa${slot}` : null
}

/** Only open pull requests of the repository itself hold environments. */
export const mayHold = ({ state, fork }: PullRequest): boolean => state === 'open' && !fork

/** Every environment that the labels of a pull request ask for, whether it is open or not. */
export const requestedEnvironments = (pullRequest: PullRequest, rules: LabelRules): readonly string[] =>
  pullRequest.labels.flatMap((label) => requestOfLabel(label, pullRequest, rules) ?? [])

/** Those of them that it holds. */
export const heldEnvironments = (pullRequest: PullRequest, rules: LabelRules): readonly string[] =>
  mayHold(pullRequest) ? requestedEnvironments(pullRequest, rules) : []

/** Does it hold an environment, of whichever service of a monorepo? */
export const holds = (pullRequest: PullRequest, environment: string, rules: LabelRules): boolean =>
  heldEnvironments(pullRequest, rules).includes(withoutService(environment))

/** Another open pull request that wants the environment. */
export const otherHolder = (
  environment: string,
  open: readonly PullRequest[],
  own: PullRequest | null,
  rules: LabelRules,
): PullRequest | undefined =>
  open.find((other) => other.number !== own?.number && heldEnvironments(other, rules).includes(environment))

/**
 * An open pull request that had this preview first, from another branch that looks alike (`a/b`, `a-b`). What has a name of
 * its own may be shared: the latest deployment runs there.
 */
export const sameSlugHolder = (
  environment: string,
  own: PullRequest,
  open: readonly PullRequest[],
  rules: LabelRules,
): PullRequest | undefined =>
  kindOf(environment) === 'ephemeral'
    ? open.find(
        (other) =>
          other.head !== own.head &&
          other.number < own.number &&
          heldEnvironments(other, rules).includes(environment),
      )
    : undefined
