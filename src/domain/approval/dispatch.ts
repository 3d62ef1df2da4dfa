import { compare, gt } from 'semver'
import { environmentOf, type Service } from '../service.js'
import { hotfixFile, releaseFile } from '../trigger.js'
import { approverOf, approversOf } from './approver.js'
import { runningThere, type ApprovalFacts, type Crossing, type Stage } from './ground.js'
import { carriedBy, titleOf, type VersionRun } from './version-run.js'

/** Approving starts the deployment: of the highest version that is promoted, and that the stage before runs. */
export function byDispatch(facts: ApprovalFacts, stage: Stage): readonly Crossing[] {
  const all = promoted(facts, stage).flatMap((candidate) => startable(facts, stage, candidate) ?? [])
  const found = all.find(({ place }) => place === 'gate') ?? all[0]
  return found ? [found] : []
}

/** A hotfix passes no stage before production. */
function startable(facts: ApprovalFacts, stage: Stage, { version, own }: Candidate): Crossing | null {
  const { environment } = stage
  const before = own.run.file === hotfixFile ? null : stage.before
  const running = runningThere(facts, environment)
  if (running?.version && !gt(version, running.version)) return null
  if (isUnderWay(facts, version, environment)) return null
  const earlier = before === null ? null : runningThere(facts, before)
  const isReady = own.run.conclusion === 'success' && (before === null || earlier?.version === version)
  const isComing = own.run.conclusion === null || (before !== null && isUnderWay(facts, version, before))
  if (!isReady && !isComing) return null
  const approvers = approversOf(facts.config, environment)
  return {
    repository: facts.repository,
    environment,
    version,
    commit: own.commit,
    place: isReady ? 'gate' : 'coming',
    since: earlier?.since ?? own.run.updatedAt,
    approvers,
    mayApprove: approverOf(facts.viewer, approvers) !== null,
    run: own.run,
    node: own.node,
    gate: null,
  }
}

const isUnderWay = ({ runs }: ApprovalFacts, version: string, environment: string): boolean =>
  runs.some(({ run, title }) => run.conclusion === null && title === titleOf(version, environment))

/** A version, and the run that promotes it. */
interface Candidate {
  readonly version: string
  readonly own: VersionRun
}

/** The versions that were promoted for a stage, or are about to be, highest first. Hotfixes go to production alone. */
const promoted = (facts: ApprovalFacts, { service, environment }: Stage): readonly Candidate[] =>
  facts.runs
    .filter(
      ({ run }) => run.file === releaseFile || (run.file === hotfixFile && isLast(service, environment)),
    )
    .filter(({ run }) => (run.conclusion ?? 'success') === 'success')
    .flatMap((own) => {
      const version = carriedBy(facts.releases, own, service)
      return version === null ? [] : [{ version, own }]
    })
    .toSorted((one, other) => compare(other.version, one.version))

const isLast = (service: Service, environment: string): boolean =>
  environment === environmentOf(service, 'production')
