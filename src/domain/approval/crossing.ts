import { serviceOfTag } from '../service.js'
import { deployFile, type StartTrigger } from '../trigger.js'
import { byDispatch } from './dispatch.js'
import { gatedStages, historyOf, type ApprovalFacts, type Crossing, type Stage } from './ground.js'
import { aimOf, commitOf, newestIn, titleOf, type VersionRun } from './version-run.js'

/**
 * Every version that is about to cross into an environment, the newest run first. `named`: where approving starts it, this one
 * instead of the highest.
 */
export const crossingsOf = (facts: ApprovalFacts, named: string | null = null): readonly Crossing[] =>
  gatedStages(facts.config).flatMap((stage) => [
    ...facts.runs.flatMap((run) => byRun(facts, run, stage)),
    ...(facts.config.gates === 'dispatch' ? byDispatch(facts, stage, named) : []),
  ])

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
  if (isThere && ['success', 'failure', 'inactive'].includes(deployment.state)) return []
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

/** How the deployment that approving lets go on, or starts, is followed. */
export const triggerOf = (
  { gate, place, run, node, version, environment }: Crossing,
  { now, runs }: Pick<ApprovalFacts, 'now' | 'runs'>,
): StartTrigger =>
  gate === null && place === 'gate' && version !== null
    ? {
        kind: 'dispatch',
        workflow: deployFile,
        title: titleOf(version, environment),
        since: now,
        after: newestIn(runs),
      }
    : { kind: 'run', run: run.id, node }
