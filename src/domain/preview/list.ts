import { toShownPullRequest, type ShownPullRequest } from '../model/pull-request.js'
import { statusOf } from '../status/status.js'
import { type EnvironmentStatus, type StatusFacts } from '../status/facts.js'
import { claimsOn } from '../label/demand.js'

/** One row of `rel preview list`: a preview and the open pull requests whose branch maps to its name. */
export interface Preview extends EnvironmentStatus {
  readonly prs: readonly ShownPullRequest[]
}

/** Every preview that an open pull request requests or that still runs, sorted by name. Branches of forks get none. */
export const previewsOf = (facts: StatusFacts): readonly Preview[] =>
  statusOf(facts)
    .environments.filter(({ kind }) => kind === 'ephemeral')
    .map((preview) => ({
      ...preview,
      prs: claimsOn(facts, preview.environment).map(({ pullRequest }) => toShownPullRequest(pullRequest)),
    }))
