import { compare, gt } from 'semver'
import { versionIn, type Service } from '../service.js'
import { releaseFile } from '../trigger.js'
import { approverOf, approversOf } from './approver.js'
import {
  runningThere,
  titleOf,
  type ApprovalFacts,
  type Crossing,
  type Stage,
  type VersionRun,
} from './ground.js'

/** Approving starts the deployment: of the highest version that is promoted, and that the stage before runs. */
export function byDispatch(facts: ApprovalFacts, stage: Stage): readonly Crossing[] {
  const { environment, before, service } = stage
  const candidate = promoted(facts, service)[0]
  if (!candidate) return []
  const { version, own } = candidate
  const running = runningThere(facts, environment)
  if (running?.version && !gt(version, running.version)) return []
  const isInside = facts.runs.some(
    ({ run, title }) => run.conclusion === null && title === titleOf(version, environment),
  )
  if (isInside) return []
  const earlier = before === null ? null : runningThere(facts, before)
  const isReady = own.run.conclusion === 'success' && (before === null || earlier?.version === version)
  const isComing = own.run.conclusion === null || (before !== null && isUnderWay(facts, version, before))
  if (!isReady && !isComing) return []
  const approvers = approversOf(facts.config, environment)
  return [
    {
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
    },
  ]
}

const isUnderWay = ({ runs }: ApprovalFacts, version: string, environment: string): boolean =>
  runs.some(({ run, title }) => run.conclusion === null && title === titleOf(version, environment))

/** The versions whose releases were promoted, or are about to be, highest first. */
const promoted = (
  { runs }: ApprovalFacts,
  service: Service,
): readonly { readonly version: string; readonly own: VersionRun }[] =>
  runs
    .filter(({ run }) => run.file === releaseFile && (run.conclusion ?? 'success') === 'success')
    .flatMap((own) => {
      const version = versionIn(service, own.branch)
      return version === null ? [] : [{ version, own }]
    })
    .toSorted((one, other) => compare(other.version, one.version))
