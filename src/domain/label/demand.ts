import { environmentsOf, labelOf, previewLabel, previewOf, queueLabel } from '../model/environment.js'
import { holds, mayHold, type LabelRules } from './request.js'
import type { PullRequest } from '../model/pull-request.js'
import type { Claim } from './claim.js'

/** An open pull request with a deployment label, and when each label was added. */
export interface LabelledPullRequest {
  readonly pullRequest: PullRequest
  readonly committed: string
  readonly labellings: readonly { readonly label: string; readonly at: string }[]
}

/** The pull requests that request environments, and the rules that map labels to environments. */
export interface DemandFacts extends LabelRules {
  readonly labelled: readonly LabelledPullRequest[]
}

/** The names of the previews that open pull requests request, one for each service. Branches of forks get none. */
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

/** The open pull requests that request an environment. */
export const claimsOn = (facts: DemandFacts, environment: string): readonly Claim[] =>
  facts.labelled
    .filter(({ pullRequest }) => holds(pullRequest, environment, facts))
    .map((pull) => claimBy(labelOf(environment), pull))

/** The pull requests that wait for a slot, longest first. */
export const slotQueue = ({ labelled }: DemandFacts, slot: number): readonly Claim[] =>
  labelled
    .filter(({ pullRequest }) => mayHold(pullRequest) && pullRequest.labels.includes(queueLabel(slot)))
    .map((pull) => claimBy(queueLabel(slot), pull))
    .toSorted((a, b) => a.since.localeCompare(b.since))

const claimBy = (
  label: string | null,
  { pullRequest, committed, labellings }: LabelledPullRequest,
): Claim => ({
  pullRequest,
  committed,
  since: labellings.findLast((labelling) => labelling.label === label)?.at ?? '',
  comments: [],
})
