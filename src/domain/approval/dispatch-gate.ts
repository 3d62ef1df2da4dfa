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
 * The candidates whose deployment an approval starts: the highest promoted version that the stage before runs, and the highest
 * hotfix, which skips that stage; or the named version. A rejected version does not wait and does not block a lower one. A version
 * being deployed supersedes older ones. A rolled-back version waits only if it is named.
 */
export function dispatchCandidates(
  facts: ApprovalFacts,
  stage: Stage,
  named: string | null,
): readonly Candidate[] {
  const candidates = promoted(facts, stage).filter(({ version }) =>
    named === null ? !isSuperseded(facts, stage, version) : isMeant(stage.service, version, named),
  )
  const all = candidates.flatMap((candidate) => startable(facts, stage, candidate) ?? [])
  const at = (place: Candidate['place']): readonly Candidate[] =>
    all.filter((candidate) => candidate.place === place)
  const waiting = at('gate')
  const open = [waiting.find((candidate) => !isHotfix(candidate)), waiting.find(isHotfix)].filter(
    (candidate) => candidate !== undefined,
  )
  return [
    ...(open.length > 0 ? open : at('arriving').slice(0, 1)),
    ...at('rejected'),
    ...at('rolled-back').slice(0, 1),
  ]
}

const isHotfix = ({ run }: Candidate): boolean => run.file === hotfixFile

type Place = Pick<Candidate, 'place' | 'rejection'>

function startable(facts: ApprovalFacts, stage: Stage, candidate: PromotedVersion): Candidate | null {
  const { environment } = stage
  const { version, promotion } = candidate
  const running = runningAt(facts, environment)
  if (running?.version && !gt(version, running.version)) return null
  if (isBeingDeployed(facts, version, environment)) return null
  const place = placeOf(facts, stage, candidate)
  if (!place) return null
  const approvers = approversOf(facts.config, environment)
  const before = promotion.run.file === hotfixFile ? null : stage.before
  return {
    ...place,
    repository: facts.repository,
    environment,
    version,
    commit: promotion.commit,
    since: (before === null ? null : runningAt(facts, before)?.since) ?? promotion.run.updatedAt,
    approvers,
    mayApprove: approverOf(facts.viewer, approvers) !== null,
    run: promotion.run,
    node: promotion.node,
    gate: null,
  }
}

/** A version arrives while it is being promoted or is on its way through the stage before; after that it waits or was rejected. */
function placeOf(facts: ApprovalFacts, stage: Stage, candidate: PromotedVersion): Place | null {
  const { version, promotion } = candidate
  const { environment, before } = stage
  if (promotion.run.conclusion === null) return { place: 'arriving', rejection: null }
  const order = {
    version,
    running: runningAt(facts, environment)?.version ?? null,
    before: before === null ? null : { environment: before, runs: runningAt(facts, before)?.version ?? null },
    isHotfix: promotion.run.file === hotfixFile,
    rollback: false,
  }
  if (mayPassStage(order)) {
    const rejection = facts.rejections.find(
      (known) => known.version === version && known.environment === environment,
    )
    const open = isRolledBack(facts, environment, version) ? 'rolled-back' : 'gate'
    return { place: rejection ? 'rejected' : open, rejection: rejection ?? null }
  }
  if (before !== null && isBeingDeployed(facts, version, before))
    return { place: 'arriving', rejection: null }
  const earlier = gatedStages(facts.config).find((known) => known.environment === before)
  if (!earlier || isSuperseded(facts, earlier, version)) return null
  const earlierCandidate = startable(facts, earlier, candidate)
  return earlierCandidate && earlierCandidate.place !== 'rolled-back'
    ? { place: earlierCandidate.rejection ? 'rejected' : 'arriving', rejection: earlierCandidate.rejection }
    : null
}

const isSuperseded = (facts: ApprovalFacts, stage: Stage, version: string): boolean =>
  isNewer(approvedVersionAt(facts, stage), version)

/** The environment ran the version before; what it runs now is older, because only newer versions are candidates. */
const isRolledBack = (facts: ApprovalFacts, environment: string, version: string): boolean =>
  runningAt(facts, environment) !== null &&
  historyOf(facts, environment).deployments.some(
    (deployment) => hasRun(deployment) && recordOf(deployment, () => null).version === version,
  )

const isBeingDeployed = ({ runs }: ApprovalFacts, version: string, environment: string): boolean =>
  runs.some(({ run, title }) => run.conclusion === null && title === deployTitle(version, environment))

/** A version, and the run that promotes it. */
interface PromotedVersion {
  readonly version: string
  readonly promotion: VersionRun
}

/** The versions that were or are being promoted for a stage, highest first. Hotfixes go to production only. */
const promoted = (facts: ApprovalFacts, { service, environment }: Stage): readonly PromotedVersion[] =>
  facts.runs
    .filter(
      ({ run }) => run.file === releaseFile || (run.file === hotfixFile && isLast(service, environment)),
    )
    .filter(({ run }) => (run.conclusion ?? 'success') === 'success')
    .flatMap((promotion) => {
      const version = versionOfRun(facts.releases, promotion, service)
      // A version without an image is not promoted; where the registry cannot be read (undefined) it may be.
      const isMissing = version === null || facts.digests.get(version) === null
      return isMissing ? [] : [{ version, promotion }]
    })
    .toSorted((first, second) => compare(second.version, first.version))

const isLast = (service: Service, environment: string): boolean =>
  environment === environmentOf(service, 'production')
