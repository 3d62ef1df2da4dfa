import type { Config } from '../config.js'
import { environmentsOf, kindOf, labelOf, previewLabel, previewOf } from './environment.js'
import type { PullRequest } from './pull-request.js'
import type { Claim } from './slot.js'

/** An open pull request with one of the labels, and when it got its labels. */
export interface LabelledPullRequest {
  readonly pullRequest: PullRequest
  readonly committed: string
  readonly labellings: readonly { readonly label: string; readonly at: string }[]
}

/** Who asks for environments, and the rules by which their wishes are read. */
export interface WantedFacts {
  readonly config: Config
  readonly defaultBranch: string
  readonly labelled: readonly LabelledPullRequest[]
}

/** The names of the previews that open pull requests want, one for each service. A fork's branch has none. */
export const previewsWanted = ({ config, defaultBranch, labelled }: WantedFacts): readonly string[] => [
  ...new Set(
    labelled
      .filter(
        ({ pullRequest: { fork, base, labels } }) =>
          !fork && base === defaultBranch && labels.includes(previewLabel),
      )
      .flatMap(({ pullRequest: { head } }) => environmentsOf(config, [previewOf(head)])),
  ),
]

/** Who wants an environment: for previews and slots, the open pull requests with its label. */
export function claimsOn({ labelled, defaultBranch }: WantedFacts, environment: string): readonly Claim[] {
  const label = labelOf(environment)
  const wants = ({ fork, base, head, labels }: PullRequest): boolean =>
    label !== null &&
    !fork &&
    labels.includes(label) &&
    (environment.startsWith('hotfix') ? base.startsWith('release/') : base === defaultBranch) &&
    (kindOf(environment) !== 'ephemeral' || `${environment}/`.startsWith(`${previewOf(head)}/`))
  return labelled
    .filter(({ pullRequest }) => wants(pullRequest))
    .map(({ pullRequest, committed, labellings }) => ({
      pullRequest,
      committed,
      since: labellings.findLast((one) => one.label === label)?.at ?? '',
      comments: [],
    }))
}
