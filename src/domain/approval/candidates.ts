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
 * Every version that is about to cross into an environment, the newest run first. `named`: where approving starts it, this one
 * instead of the highest.
 */
export const candidatesIn = (facts: ApprovalFacts, named: string | null = null): readonly Candidate[] =>
  gatedStages(facts.config).flatMap((stage) => [
    ...reviewerCandidates(facts, stage),
    ...(facts.config.gates === 'dispatch' ? dispatchCandidates(facts, stage, named) : []),
  ])

/** Is there a version above what an environment runs, which somebody could start where gates are dispatched? */
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
    const history = histories.find((one) => one.environment === environment)
    if (!history) return false
    const running = runningIn(history, versionAt(releases, environment))
    return versionsAbove(releases, environment, valid(running?.version ?? '') ?? '0.0.0-0', null).length > 0
  })

/** The versions that wait for somebody to start them. */
export const startableIn = (facts: ApprovalFacts): readonly StartableVersion[] =>
  candidatesIn(facts)
    .filter(({ place, gate }) => place === 'gate' && gate === null)
    .map(({ environment, run, since, version, approvers, mayApprove }) => ({
      environment,
      waiting: { run: run.id, url: run.url, since, version, approvers, mayApprove },
    }))
