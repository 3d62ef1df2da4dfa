import { serviceOfTag, versionIn, type Service } from '../service.js'
import { deployFile, releaseFile, type StartTrigger } from '../trigger.js'
import { byDispatch } from './dispatch.js'
import {
  gatedStages,
  historyOf,
  titleOf,
  type ApprovalFacts,
  type Crossing,
  type Stage,
  type VersionRun,
} from './ground.js'

/** Every version that is about to cross into an environment, the newest run first. */
export const crossingsOf = (facts: ApprovalFacts): readonly Crossing[] =>
  gatedStages(facts.config).flatMap((stage) => [
    ...facts.runs.flatMap((run) => byRun(facts, run, stage)),
    ...(facts.config.gates === 'dispatch' ? byDispatch(facts, stage) : []),
  ])

const named = /^Deploy (\S+) to (\S+)$/
/** Where a run goes, and with which version. */
function aimOf(
  { run, branch, title }: VersionRun,
  { service }: Stage,
): { version: string | null; only: string | null } {
  const [, version = null, only = null] = run.file === deployFile ? (named.exec(title) ?? []) : []
  return { version: version ?? versionIn(service, branch), only }
}

/** A run that goes on: it waits at the gate, is on its way to it, or was let in. */
function byRun(facts: ApprovalFacts, one: VersionRun, stage: Stage): readonly Crossing[] {
  const { run, node } = one
  const { environment, service } = stage
  const { version, only } = aimOf(one, stage)
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
  if (!gate && !isThere && run.file === releaseFile && facts.config.gates === 'dispatch') return []
  return [
    {
      repository: facts.repository,
      environment,
      version,
      commit: commitOf(facts, one, version, service),
      place: gate ? 'gate' : isThere || isStarted ? 'inside' : 'coming',
      since: deployment?.createdAt ?? run.updatedAt,
      approvers: gate?.approvers ?? [],
      mayApprove: gate?.mayApprove ?? false,
      run,
      node,
      gate: gate?.id ?? null,
    },
  ]
}

/** A dispatched run is of main, whatever it deploys: its release knows the commit. */
function commitOf(
  { releases }: ApprovalFacts,
  { run, commit }: VersionRun,
  version: string | null,
  service: Service,
): string {
  if (run.file !== deployFile) return commit
  const release = releases.find(({ tag, draft }) => !draft && versionIn(service, tag) === version)
  return release && /^[0-9a-f]{40}$/.test(release.target) ? release.target : commit
}

/** How the deployment that approving lets go on, or starts, is followed. */
export const triggerOf = (
  { gate, place, run, node, version, environment }: Crossing,
  now: string,
): StartTrigger =>
  gate === null && place === 'gate' && version !== null
    ? { kind: 'dispatch', workflow: deployFile, title: titleOf(version, environment), since: now }
    : { kind: 'run', run: run.id, node }
