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

/** What runs carry to an environment, the newest run first. */
export const reviewerCandidates = (facts: ApprovalFacts, stage: Stage): readonly Candidate[] =>
  facts.runs.flatMap((run) => candidateOfRun(facts, run, stage))

/** The highest version that was let in, and does not run there yet. */
export const approvedVersionAt = (facts: ApprovalFacts, stage: Stage): string | null =>
  reviewerCandidates(facts, stage)
    .filter(({ place }) => place === 'approved')
    .flatMap(({ version }) => valid(version) ?? [])
    .toSorted(compare)
    .at(-1) ?? null

/** A run that goes on: it waits at the gate, is on its way to it, or was let in. */
function candidateOfRun(facts: ApprovalFacts, one: VersionRun, stage: Stage): readonly Candidate[] {
  const { run, node } = one
  const { environment, service } = stage
  const { version, only } = destinationOf(facts.releases, one, service)
  const gate = run.gates.find((each) => each.environment === environment)
  const isOurs =
    only === null ? serviceOfTag([service], one.branch) !== null || gate !== undefined : only === environment
  if (run.conclusion !== null || !isOurs) return []
  const deployment = historyOf(facts, environment).deployments.find(({ page }) =>
    page?.includes(`/runs/${run.id}/`),
  )
  // Where gates are dispatched, whoever started it has opened them.
  const isStarted = only !== null && facts.config.gates === 'dispatch'
  const isThere = deployment !== undefined && deployment.state !== 'waiting'
  // What failed in a run that goes on may be of an earlier try of it.
  const ended = ['success', 'inactive', ...(isStarted ? [] : ['failure'])]
  if (isThere && ended.includes(deployment.state)) return []
  if (!gate && !isThere && isBeyond(facts, run, environment)) return []
  // Where gates are dispatched a release's own run deploys nothing.
  if (!gate && !isThere && run.file !== deployFile && facts.config.gates === 'dispatch') return []
  return [
    {
      repository: facts.repository,
      environment,
      version,
      commit: commitOfRun(facts.releases, one, version, service),
      place: gate ? 'gate' : isThere || isStarted ? 'approved' : 'arriving',
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

/** It is at the next stage: this one it has passed, whatever is left to be seen of that. */
const isBeyond = (facts: ApprovalFacts, { id, gates }: RunFact, environment: string): boolean =>
  gatedStages(facts.config).some(
    (next) =>
      next.before === environment &&
      (gates.some((gate) => gate.environment === next.environment) ||
        activeDeploymentOf(historyOf(facts, next.environment), id) !== null),
  )
