import { gt } from 'semver'
import type { Config } from '../../config.js'
import type { MissingCommit } from '../line/audit.js'
import { versionOfBranch } from '../line/line.js'
import type { Person } from '../model/approvers.js'
import type { Rejection } from '../model/deploy-run.js'
import { type History, type Running, runningIn } from '../model/deployment.js'
import { deployFile, hotfixFile, readDeployTitle } from '../model/pack-names.js'
import { publishedAs, type Release } from '../model/release.js'
import type { Gate, RunFact } from '../model/run.js'
import { type Service, versionIn } from '../model/service.js'
import { gatedStages } from '../model/stage.js'
import { isCommit } from '../../lib/commit.js'

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
  /** Where gates are dispatched: what was turned away, and still is; the newest first. */
  readonly rejections: readonly Rejection[]
  /** What the tags of versions point to in the registry; null: nothing. Without those that are not to be seen. */
  readonly digests: ReadonlyMap<string, string | null>
  /** By environment: which hotfix commits that run there a version lacks. */
  readonly lostHotfixes: ReadonlyMap<string, ReadonlyMap<string, readonly MissingCommit[]>>
}

/** A version at the gate of an environment, on its way there, let in already, turned away, or taken back by a rollback. */
export interface Candidate {
  readonly repository: string
  readonly environment: string
  readonly version: string | null
  readonly commit: string
  readonly place: 'gate' | 'arriving' | 'approved' | 'rejected' | 'rolled-back'
  readonly since: string
  readonly approvers: readonly string[]
  readonly mayApprove: boolean
  /** The run that carries it, or whose end is the gate. */
  readonly run: RunFact
  readonly node: string
  /** The id of the environment whose reviewers decide; null: approving starts the deployment. */
  readonly gate: number | null
  /** Who turned it away, here or at the stage before. */
  readonly rejection: Rejection | null
}

export const historyOf = ({ histories }: ApprovalFacts, environment: string): History =>
  histories.find((one) => one.environment === environment) ?? { environment, deployments: [], more: null }

export const runningAt = (facts: ApprovalFacts, environment: string): Running | null =>
  runningIn(historyOf(facts, environment), () => null)

/** The release of a version that crosses. */
export const releaseOf = (
  { releases, config }: ApprovalFacts,
  { environment, version }: Pick<Candidate, 'environment' | 'version'>,
): Release | undefined => {
  const service = gatedStages(config).find((one) => one.environment === environment)?.service
  return service && publishedAs(releases, service, version)
}

/** A run that waits for somebody to let it into an environment. */
export interface WaitingGate extends Gate {
  readonly run: number
}

/** What waits at a gate, and since when. */
export interface PendingApproval extends Omit<WaitingGate, 'environment' | 'id'> {
  readonly url: string
  readonly since: string
  readonly version: string | null
}

/** A version that somebody may start; `run`: the one that promoted it. */
export interface StartableVersion {
  readonly environment: string
  readonly waiting: PendingApproval
}

/** A run of the pack that carries a version. `branch`: the tag of a release's run. */
export interface VersionRun {
  readonly node: string
  readonly title: string
  readonly branch: string
  readonly commit: string
  /** Who started it, or ran it again. */
  readonly by: string
  readonly run: RunFact
}

/** The id of the newest of some runs; 0 where there are none. */
export const newestRunId = (runs: readonly VersionRun[]): number =>
  Math.max(0, ...runs.map(({ run }) => run.id))

/** Where a run goes, and with which version. */
export function destinationOf(
  releases: readonly Release[],
  one: VersionRun,
  service: Service,
): { version: string | null; only: string | null } {
  const deployed = one.run.file === deployFile ? readDeployTitle(one.title) : null
  return {
    version: deployed?.version ?? versionOfRun(releases, one, service),
    only: deployed?.environment ?? null,
  }
}

/** A release's run is of its tag, a hotfix's of its line: there the release at its commit tells, beyond the one that the line began at. */
export function versionOfRun(
  releases: readonly Release[],
  { run, branch, commit }: VersionRun,
  service: Service,
): string | null {
  if (run.file !== hotfixFile) return versionIn(service, branch)
  const line = versionOfBranch(service, branch)
  const own = releases.filter(({ draft, target }) => !draft && target === commit)
  const versions = own.flatMap(({ tag }) => versionIn(service, tag) ?? [])
  return versions.find((version) => line !== null && gt(version, line)) ?? null
}

/** A dispatched run is of main, whatever it deploys: its release knows the commit. */
export function commitOfRun(
  releases: readonly Release[],
  { run, commit }: VersionRun,
  version: string | null,
  service: Service,
): string {
  if (run.file !== deployFile) return commit
  const release = publishedAs(releases, service, version)
  return release && isCommit(release.target) ? release.target : commit
}
