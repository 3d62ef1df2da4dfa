import { compare, gt } from 'semver'
import type { Config } from '../../config.js'
import { runningIn, type History, type Running } from '../deployment.js'
import type { Release } from '../release.js'
import type { RunFact } from '../run.js'
import { environmentOf, serviceOfTag, servicesOf, type Service } from '../service.js'
import { deployFile, hotfixFile, releaseFile, type StartTrigger } from '../trigger.js'
import { stagesOf } from '../publish/outcome.js'
import { approverOf, approversOf, type Person } from './approver.js'
import { aimOf, carriedBy, commitOf, titleOf, type VersionRun } from './version-run.js'

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
  const isThere = deployment !== undefined && deployment.state !== 'waiting'
  if (isThere && ['success', 'failure', 'inactive'].includes(deployment.state)) return []
  // Where gates are dispatched a release's own run deploys nothing.
  if (!gate && !isThere && run.file === releaseFile && facts.config.gates === 'dispatch') return []
  return [
    {
      repository: facts.repository,
      environment,
      version,
      commit: commitOf(facts.releases, one, version, service),
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

/** Approving starts the deployment: of the highest version that is promoted, and that the stage before runs. */
function byDispatch(facts: ApprovalFacts, stage: Stage): readonly Crossing[] {
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

/** How the deployment that approving lets go on, or starts, is followed. */
export const triggerOf = (
  { gate, place, run, node, version, environment }: Crossing,
  now: string,
): StartTrigger =>
  gate === null && place === 'gate' && version !== null
    ? { kind: 'dispatch', workflow: deployFile, title: titleOf(version, environment), since: now }
    : { kind: 'run', run: run.id, node }
