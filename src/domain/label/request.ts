import type { Config } from '../../config.js'
import { kindOf, previewLabel, previewOf, slotIn, slotLabel, withoutService } from '../model/environment.js'
import type { PullRequest } from '../model/pull-request.js'

/** An environment and its Kubernetes namespace. The branch name of a preview can never produce the namespace of a configured environment. */
export interface RequestedEnvironment {
  readonly environment: string
  readonly namespace: string
}

/** The rules that map labels to environments. */
export interface LabelRules {
  readonly config: Config
  readonly defaultBranch: string
}

export const environmentForBranch = (environment: string): RequestedEnvironment => ({
  environment,
  namespace: environment.replace(/^preview\//, 'preview-'),
})

export const isRelease = (branch: string): boolean => branch.startsWith('release/')

/** The environment that a label requests for a pull request; null if it requests none. */
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

/** Only open pull requests from branches of the repository itself hold environments. */
export const mayHold = ({ state, fork }: PullRequest): boolean => state === 'open' && !fork

/** Every environment that the labels of a pull request request, whether it is open or not. */
export const requestedEnvironments = (pullRequest: PullRequest, rules: LabelRules): readonly string[] =>
  pullRequest.labels.flatMap((label) => requestOfLabel(label, pullRequest, rules) ?? [])

/** The environments that a pull request holds: the requested ones, if it is open and not from a fork. */
export const heldEnvironments = (pullRequest: PullRequest, rules: LabelRules): readonly string[] =>
  mayHold(pullRequest) ? requestedEnvironments(pullRequest, rules) : []

/** Does the pull request hold the environment, for any service of a monorepo? */
export const holds = (pullRequest: PullRequest, environment: string, rules: LabelRules): boolean =>
  heldEnvironments(pullRequest, rules).includes(withoutService(environment))

/** Another open pull request that holds the environment. */
export const otherHolder = (
  environment: string,
  open: readonly PullRequest[],
  own: PullRequest | null,
  rules: LabelRules,
): PullRequest | undefined =>
  open.find((other) => other.number !== own?.number && heldEnvironments(other, rules).includes(environment))

/**
 * An older open pull request whose branch maps to the same preview name (`a/b`, `a-b`). QA slots and the hotfix environment may
 * be shared instead: the latest deployment wins there.
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
