import { reviewerCandidates } from './reviewer-gate.js'
import { dispatchCandidates } from './dispatch-gate.js'
import { type ApprovalFacts, type Candidate, type StartableVersion } from './facts.js'
import { valid } from 'semver'
import { type History, runningIn } from '../model/deployment.js'
import type { Config } from '../../config.js'
import type { TaggedRelease } from '../model/release.js'
import { versionAt, versionsAbove } from '../model/version.js'
import { gatedStages } from '../model/stage.js'

/**
 * Every version on its way into an environment behind a gate, the newest run first. `named`: with dispatched gates, this version
 * is the candidate instead of the highest.
 */
export const candidatesIn = (facts: ApprovalFacts, named: string | null = null): readonly Candidate[] =>
  gatedStages(facts.config).flatMap((stage) => [
    ...reviewerCandidates(facts, stage),
    ...(facts.config.gates === 'dispatch' ? dispatchCandidates(facts, stage, named) : []),
  ])

/** With dispatched gates: is there a version above the one that an environment runs? */
export const mayStartVersion = ({
  config,
  histories,
  releases,
}: {
  readonly config: Config
  readonly histories: readonly History[]
  readonly releases: readonly TaggedRelease[]
}): boolean =>
  config.gates === 'dispatch' &&
  gatedStages(config).some(({ environment }) => {
    const history = histories.find((known) => known.environment === environment)
    if (!history) return false
    const running = runningIn(history, versionAt(releases, environment))
    return versionsAbove(releases, environment, valid(running?.version ?? '') ?? '0.0.0-0', null).length > 0
  })

/** With dispatched gates: the versions that wait for an approver to start their deployment. */
export const startableIn = (facts: ApprovalFacts): readonly StartableVersion[] =>
  candidatesIn(facts)
    .filter(({ place, gate }) => place === 'gate' && gate === null)
    .map(({ environment, run, since, version, approvers, mayApprove }) => ({
      environment,
      waiting: { run: run.id, url: run.url, since, version, approvers, mayApprove },
    }))
