import { compare, valid } from 'semver'
import { underWayOf } from '../model/deployment.js'
import type { RunFact } from '../model/run.js'
import { serviceOfTag } from '../model/service.js'
import { deployFile } from '../model/pack-names.js'
import { aimOf, type ApprovalFacts, commitOf, type Crossing, historyOf, type VersionRun } from './facts.js'
import { gatedStages, type Stage } from '../model/stage.js'

/** What runs carry to an environment, the newest run first. */
export const byRuns = (facts: ApprovalFacts, stage: Stage): readonly Crossing[] =>
  facts.runs.flatMap((run) => byRun(facts, run, stage))

/** The highest version that was let in, and does not run there yet. */
export const enteringAt = (facts: ApprovalFacts, stage: Stage): string | null =>
  byRuns(facts, stage)
    .filter(({ place }) => place === 'inside')
    .flatMap(({ version }) => valid(version) ?? [])
    .toSorted(compare)
    .at(-1) ?? null

/** A run that goes on: it waits at the gate, is on its way to it, or was let in. */
function byRun(facts: ApprovalFacts, one: VersionRun, stage: Stage): readonly Crossing[] {
  const { run, node } = one
  const { environment, service } = stage
  const { version, only } = aimOf(facts.releases, one, service)
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
      commit: commitOf(facts.releases, one, version, service),
      place: gate ? 'gate' : isThere || isStarted ? 'inside' : 'coming',
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
        underWayOf(historyOf(facts, next.environment), id) !== null),
  )
