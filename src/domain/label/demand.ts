import { environmentsOf, labelOf, previewLabel, previewOf, queueLabel } from '../model/environment.js'
import { holds, mayHold, type LabelRules } from './request.js'
import type { PullRequest } from '../model/pull-request.js'
import type { Claim } from './claim.js'

/** An open pull request with one of the labels, and when it got its labels. */
export interface LabelledPullRequest {
  readonly pullRequest: PullRequest
  readonly committed: string
  readonly labellings: readonly { readonly label: string; readonly at: string }[]
}

/** Who asks for environments, and the rules by which their wishes are read. */
export interface DemandFacts extends LabelRules {
  readonly labelled: readonly LabelledPullRequest[]
}

/** The names of the previews that open pull requests want, one for each service. A fork's branch has none. */
export const requestedPreviews = ({ config, defaultBranch, labelled }: DemandFacts): readonly string[] => [
  ...new Set(
    labelled
      .filter(
        ({ pullRequest: { fork, base, labels } }) =>
          !fork && base === defaultBranch && labels.includes(previewLabel),
      )
      .flatMap(({ pullRequest: { head } }) => environmentsOf(config, [previewOf(head)])),
  ),
]

/** Who holds an environment, or would: the open pull requests that want it. */
export const claimsOn = (facts: DemandFacts, environment: string): readonly Claim[] =>
  facts.labelled
    .filter(({ pullRequest }) => holds(pullRequest, environment, facts))
    .map((one) => claimBy(labelOf(environment), one))

/** Who stands in line for a slot, the first one first. */
export const slotQueue = ({ labelled }: DemandFacts, slot: number): readonly Claim[] =>
  labelled
    .filter(({ pullRequest }) => mayHold(pullRequest) && pullRequest.labels.includes(queueLabel(slot)))
    .map((one) => claimBy(queueLabel(slot), one))
    .toSorted((one, other) => one.since.localeCompare(other.since))

const claimBy = (
  label: string | null,
  { pullRequest, committed, labellings }: LabelledPullRequest,
): Claim => ({
  pullRequest,
  committed,
  since: labellings.findLast((one) => one.label === label)?.at ?? '',
  comments: [],
})
