import { compare, valid } from 'semver'
import { activeDeploymentOf } from '../model/deployment.js'
import type { RunFact } from '../model/run.js'
import { serviceOfTag } from '../model/service.js'
import { deployFile } from '../model/pack-names.js'
import {
  destinationOf,
  type ApprovalFacts,
  commitOfRun,
  type Candidate,
  historyOf,
  type VersionRun,
} from './facts.js'
import { gatedStages, type Stage } from '../model/stage.js'

/** The candidates that runs carry to an environment with reviewers, the newest run first. */
export const reviewerCandidates = (facts: ApprovalFacts, stage: Stage): readonly Candidate[] =>
  facts.runs.flatMap((run) => candidateOfRun(facts, run, stage))

/** The highest version that is approved and not deployed yet. */
export const approvedVersionAt = (facts: ApprovalFacts, stage: Stage): string | null =>
  reviewerCandidates(facts, stage)
    .filter(({ place }) => place === 'approved')
    .flatMap(({ version }) => valid(version) ?? [])
    .toSorted(compare)
    .at(-1) ?? null

/** The candidate of an unfinished run: it waits at the gate, is on its way to it, or was approved. None for other runs. */
function candidateOfRun(facts: ApprovalFacts, versionRun: VersionRun, stage: Stage): readonly Candidate[] {
  const { run, node, branch } = versionRun
  const { environment, service } = stage
  const { version, environment: only } = destinationOf(facts.releases, versionRun, service)
  const gate = run.gates.find((open) => open.environment === environment)
  const deploysHere =
    only === null ? serviceOfTag([service], branch) !== null || gate !== undefined : only === environment
  if (run.conclusion !== null || !deploysHere) return []
  const deployment = historyOf(facts, environment).deployments.find(({ page }) =>
    page?.includes(`/runs/${run.id}/`),
  )
  // With dispatched gates, starting the run was the approval.
  const wasDispatched = only !== null && facts.config.gates === 'dispatch'
  const isDeploying = deployment !== undefined && deployment.state !== 'waiting'
  // A failure in an unfinished run may belong to an earlier attempt of it.
  const ended = ['success', 'inactive', ...(wasDispatched ? [] : ['failure'])]
  if (isDeploying && ended.includes(deployment.state)) return []
  if (!gate && !isDeploying && hasReachedNextStage(facts, run, environment)) return []
  // With dispatched gates the run of a release deploys nothing.
  if (!gate && !isDeploying && run.file !== deployFile && facts.config.gates === 'dispatch') return []
  return [
    {
      repository: facts.repository,
      environment,
      version,
      commit: commitOfRun(facts.releases, versionRun, version, service),
      place: gate ? 'gate' : isDeploying || wasDispatched ? 'approved' : 'arriving',
      since: deployment?.createdAt ?? run.updatedAt,
      approvers: gate?.approvers ?? [],
      mayApprove: gate?.mayApprove ?? false,
      run,
      node,
      gate: gate?.id ?? null,
      rejection: null,
    },
  ]
}

/** A run that has reached the next stage has passed this one, even if its deployment here is no longer in the history read. */
const hasReachedNextStage = (facts: ApprovalFacts, { id, gates }: RunFact, environment: string): boolean =>
  gatedStages(facts.config).some(
    (next) =>
      next.before === environment &&
      (gates.some((gate) => gate.environment === next.environment) ||
        activeDeploymentOf(historyOf(facts, next.environment), id) !== null),
  )
