import { compare, gt } from 'semver'
import type { Config } from '../../config.js'
import { runningIn, type History, type Running } from '../deployment.js'
import type { Release } from '../release.js'
import type { RunFact } from '../run.js'
import { environmentOf, serviceOfTag, servicesOf, versionIn, type Service } from '../service.js'
import { deployFile, releaseFile, type StartTrigger } from '../trigger.js'
import { stagesOf } from '../publish/outcome.js'
import { approverOf, approversOf, type Person } from './approver.js'

/** A run of the pack that carries a version. `branch`: the tag of a release's run. */
export interface VersionRun {
  readonly node: string
  readonly title: string
  readonly branch: string
  readonly commit: string
  readonly run: RunFact
}

/** What is looked at before somebody approves: of one repository. */
export interface ApprovalFacts {
  readonly repository: string
  readonly config: Config
  readonly defaultBranch: string
  readonly now: string
  readonly viewer: Person
  /** The newest hundred. */
  readonly releases: readonly Release[]
  /** Newest first. */
  readonly runs: readonly VersionRun[]
  /** Of every environment behind a gate. */
  readonly histories: readonly History[]
  /** What the tags of versions point to in the registry. */
  readonly digests: ReadonlyMap<string, string | null>
}

/** A version at the gate of an environment, on its way there, or let in already. */
export interface Crossing {
  readonly repository: string
  readonly environment: string
  readonly version: string | null
  readonly commit: string
  readonly place: 'gate' | 'coming' | 'inside'
  readonly since: string
  readonly approvers: readonly string[]
  readonly mayApprove: boolean
  /** The run that carries it, or whose end is the gate. */
  readonly run: RunFact
  readonly node: string
  /** The id of the environment whose reviewers decide; null: approving starts the deployment. */
  readonly gate: number | null
}

/** Environments behind a gate, each with its service and its place among the stages. */
interface Stage {
  readonly service: Service
  readonly environment: string
  /** The stage before it; null for the first. */
  readonly before: string | null
}

export const gatedStages = (config: Config): readonly Stage[] =>
  servicesOf(config).flatMap((service) =>
    stagesOf(config).map((stage, index, all) => ({
      service,
      environment: environmentOf(service, stage),
      before: index === 0 ? null : environmentOf(service, all[index - 1]!),
    })),
  )

/** Every version that is about to cross into an environment, the newest run first. */
export const crossingsOf = (facts: ApprovalFacts): readonly Crossing[] =>
  gatedStages(facts.config).flatMap((stage) => [
    ...facts.runs.flatMap((run) => byRun(facts, run, stage)),
    ...(facts.config.gates === 'dispatch' ? byDispatch(facts, stage) : []),
  ])

const historyOf = ({ histories }: ApprovalFacts, environment: string): History =>
  histories.find((one) => one.environment === environment) ?? { environment, deployments: [], more: null }

export const runningThere = (facts: ApprovalFacts, environment: string): Running | null =>
  runningIn(historyOf(facts, environment), () => null)

const named = /^Deploy (\S+) to (\S+)$/
/** As `deploy.yml` names its run. */
export const titleOf = (version: string, environment: string): string => `Deploy ${version} to ${environment}`

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
      place: gate ? 'gate' : isThere ? 'inside' : 'coming',
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

/** Approving starts the deployment: of the highest version that is promoted, and that the stage before runs. */
function byDispatch(facts: ApprovalFacts, stage: Stage): readonly Crossing[] {
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

/** How the deployment that approving lets go on, or starts, is followed. */
export const triggerOf = (
  { gate, place, run, node, version, environment }: Crossing,
  now: string,
): StartTrigger =>
  gate === null && place === 'gate' && version !== null
    ? { kind: 'dispatch', workflow: deployFile, title: titleOf(version, environment), since: now }
    : { kind: 'run', run: run.id, node }
