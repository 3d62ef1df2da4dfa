import { compare, gt } from 'semver'
import { recordOf, hasRun } from '../model/deployment.js'
import { environmentOf, type Service } from '../model/service.js'
import { isMeant } from '../model/version-meant.js'
import { hotfixFile, releaseFile, deployTitle } from '../model/pack-names.js'
import { isNewer } from '../model/version.js'
import { approverOf, approversOf } from '../model/approvers.js'
import { approvedVersionAt } from './reviewer-gate.js'
import {
  type ApprovalFacts,
  versionOfRun,
  type Candidate,
  historyOf,
  runningAt,
  type VersionRun,
} from './facts.js'
import { gatedStages, mayPassStage, type Stage } from '../model/stage.js'

/**
 * Approving starts the deployment: of the highest version that is promoted, and that the stage before runs, and of the highest
 * hotfix, which goes past that; or of the version that is named. What was turned away does not wait, nor does it keep a lower
 * one from waiting; what is being deployed overtakes what is older, and what
 * was rolled back waits only for whoever names it.
 */
export function dispatchCandidates(
  facts: ApprovalFacts,
  stage: Stage,
  named: string | null,
): readonly Candidate[] {
  const candidates = promoted(facts, stage).filter(({ version }) =>
    named === null ? !isOvertaken(facts, stage, version) : isMeant(stage.service, version, named),
  )
  const all = candidates.flatMap((candidate) => startable(facts, stage, candidate) ?? [])
  const at = (place: Candidate['place']): readonly Candidate[] => all.filter((one) => one.place === place)
  const waiting = at('gate')
  const open = [waiting.find((one) => !isHotfix(one)), waiting.find(isHotfix)].filter(
    (one) => one !== undefined,
  )
  return [
    ...(open.length > 0 ? open : at('arriving').slice(0, 1)),
    ...at('rejected'),
    ...at('rolled-back').slice(0, 1),
  ]
}

const isHotfix = ({ run }: Candidate): boolean => run.file === hotfixFile

type Standing = Pick<Candidate, 'place' | 'rejection'>

function startable(facts: ApprovalFacts, stage: Stage, candidate: PromotedVersion): Candidate | null {
  const { environment } = stage
  const { version, own } = candidate
  const there = runningAt(facts, environment)
  if (there?.version && !gt(version, there.version)) return null
  if (isUnderWay(facts, version, environment)) return null
  const standing = standingOf(facts, stage, candidate)
  if (!standing) return null
  const approvers = approversOf(facts.config, environment)
  const before = own.run.file === hotfixFile ? null : stage.before
  return {
    ...standing,
    repository: facts.repository,
    environment,
    version,
    commit: own.commit,
    since: (before === null ? null : runningAt(facts, before)?.since) ?? own.run.updatedAt,
    approvers,
    mayApprove: approverOf(facts.viewer, approvers) !== null,
    run: own.run,
    node: own.node,
    gate: null,
  }
}

/** It waits, it was turned away, or it comes: while it is promoted, and while it is on its way through the stage before. */
function standingOf(facts: ApprovalFacts, stage: Stage, candidate: PromotedVersion): Standing | null {
  const { version, own } = candidate
  const { environment, before } = stage
  if (own.run.conclusion === null) return { place: 'arriving', rejection: null }
  const passage = {
    version,
    running: runningAt(facts, environment)?.version ?? null,
    before: before === null ? null : { environment: before, runs: runningAt(facts, before)?.version ?? null },
    isHotfix: own.run.file === hotfixFile,
    rollback: false,
  }
  if (mayPassStage(passage)) {
    const own = facts.rejections.find((one) => one.version === version && one.environment === environment)
    const open = isRolledBack(facts, environment, version) ? 'rolled-back' : 'gate'
    return { place: own ? 'rejected' : open, rejection: own ?? null }
  }
  if (before !== null && isUnderWay(facts, version, before)) return { place: 'arriving', rejection: null }
  const earlier = gatedStages(facts.config).find((one) => one.environment === before)
  if (!earlier || isOvertaken(facts, earlier, version)) return null
  const earlierCandidate = startable(facts, earlier, candidate)
  return earlierCandidate && earlierCandidate.place !== 'rolled-back'
    ? { place: earlierCandidate.rejection ? 'rejected' : 'arriving', rejection: earlierCandidate.rejection }
    : null
}

const isOvertaken = (facts: ApprovalFacts, stage: Stage, version: string): boolean =>
  isNewer(approvedVersionAt(facts, stage), version)

/** It ran there once, and what runs there now is older, or nobody would ask. */
const isRolledBack = (facts: ApprovalFacts, environment: string, version: string): boolean =>
  runningAt(facts, environment) !== null &&
  historyOf(facts, environment).deployments.some(
    (one) => hasRun(one) && recordOf(one, () => null).version === version,
  )

const isUnderWay = ({ runs }: ApprovalFacts, version: string, environment: string): boolean =>
  runs.some(({ run, title }) => run.conclusion === null && title === deployTitle(version, environment))

/** A version, and the run that promotes it. */
interface PromotedVersion {
  readonly version: string
  readonly own: VersionRun
}

/** The versions that were promoted for a stage, or are about to be, highest first. Hotfixes go to production alone. */
const promoted = (facts: ApprovalFacts, { service, environment }: Stage): readonly PromotedVersion[] =>
  facts.runs
    .filter(
      ({ run }) => run.file === releaseFile || (run.file === hotfixFile && isLast(service, environment)),
    )
    .filter(({ run }) => (run.conclusion ?? 'success') === 'success')
    .flatMap((own) => {
      const version = versionOfRun(facts.releases, own, service)
      // What the registry does not have is not promoted; what is not to be seen from here may be.
      const isMissing = version === null || facts.digests.get(version) === null
      return isMissing ? [] : [{ version, own }]
    })
    .toSorted((one, other) => compare(other.version, one.version))

const isLast = (service: Service, environment: string): boolean =>
  environment === environmentOf(service, 'production')
