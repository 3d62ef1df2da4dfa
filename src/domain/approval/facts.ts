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

/** The facts of one repository that an approval depends on. */
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
  /** The deployments of every environment behind a gate. */
  readonly histories: readonly History[]
  /** With dispatched gates: the rejections still in effect, newest first. */
  readonly rejections: readonly Rejection[]
  /** The digest of each version's image in the registry; null: there is no image. Versions whose image cannot be read are left out. */
  readonly digests: ReadonlyMap<string, string | null>
  /** By environment, then by version: the hotfix commits that the environment runs and the version lacks. */
  readonly lostHotfixes: ReadonlyMap<string, ReadonlyMap<string, readonly MissingCommit[]>>
}

/** A version at the gate of an environment, on its way to it, already approved, rejected, or rolled back. */
export interface Candidate {
  readonly repository: string
  readonly environment: string
  readonly version: string | null
  readonly commit: string
  readonly place: 'gate' | 'arriving' | 'approved' | 'rejected' | 'rolled-back'
  readonly since: string
  readonly approvers: readonly string[]
  readonly mayApprove: boolean
  /** The run that carries the version; with dispatched gates, the run that promoted it. */
  readonly run: RunFact
  readonly node: string
  /** The id of the environment whose reviewers decide; null with dispatched gates, where approving starts the deployment. */
  readonly gate: number | null
  /** The rejection, here or at the stage before. */
  readonly rejection: Rejection | null
}

export const historyOf = ({ histories }: ApprovalFacts, environment: string): History =>
  histories.find((history) => history.environment === environment) ?? {
    environment,
    deployments: [],
    more: null,
  }

export const runningAt = (facts: ApprovalFacts, environment: string): Running | null =>
  runningIn(historyOf(facts, environment), () => null)

/** The published release of a candidate's version. */
export const releaseOf = (
  { releases, config }: ApprovalFacts,
  { environment, version }: Pick<Candidate, 'environment' | 'version'>,
): Release | undefined => {
  const service = gatedStages(config).find((stage) => stage.environment === environment)?.service
  return service && publishedAs(releases, service, version)
}

/** The gate of an environment at which a run waits. */
export interface WaitingGate extends Gate {
  readonly run: number
}

/** A deployment that waits for approval, and since when. */
export interface PendingApproval extends Omit<WaitingGate, 'environment' | 'id'> {
  readonly url: string
  readonly since: string
  readonly version: string | null
}

/** A version whose deployment an approver can start; `waiting.run` is the run that promoted it. */
export interface StartableVersion {
  readonly environment: string
  readonly waiting: PendingApproval
}

/** A run of the pack that carries a version. `branch` is the tag for the run of a release. */
export interface VersionRun {
  readonly node: string
  readonly title: string
  readonly branch: string
  readonly commit: string
  /** The login of whoever started or re-ran it. */
  readonly by: string
  readonly run: RunFact
}

/** The highest run id; 0 without runs. */
export const newestRunId = (runs: readonly VersionRun[]): number =>
  Math.max(0, ...runs.map(({ run }) => run.id))

/** The version that a run carries, and the one environment that it deploys to; null: it passes every stage. */
export function destinationOf(
  releases: readonly Release[],
  run: VersionRun,
  service: Service,
): { version: string | null; environment: string | null } {
  const deployed = run.run.file === deployFile ? readDeployTitle(run.title) : null
  return {
    version: deployed?.version ?? versionOfRun(releases, run, service),
    environment: deployed?.environment ?? null,
  }
}

/**
 * The run of a release has its tag as its branch. The run of a hotfix has its line, so its version is that of the release at its
 * commit which is above the version the line began at.
 */
export function versionOfRun(
  releases: readonly Release[],
  { run, branch, commit }: VersionRun,
  service: Service,
): string | null {
  if (run.file !== hotfixFile) return versionIn(service, branch)
  const line = versionOfBranch(service, branch)
  const published = releases.filter(({ draft, target }) => !draft && target === commit)
  const versions = published.flatMap(({ tag }) => versionIn(service, tag) ?? [])
  return versions.find((version) => line !== null && gt(version, line)) ?? null
}

/** A dispatched run is at the head of main whatever it deploys, so the commit is taken from the release. */
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
