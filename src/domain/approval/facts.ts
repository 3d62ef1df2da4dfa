import { gatedStages } from '../model/stage.js'
import type { Config } from '../../config.js'
import type { Lacked } from '../line/audit.js'
import { runningIn, type History, type Running } from '../model/deployment.js'
import { publishedAs, type Release } from '../model/release.js'
import type { RunFact } from '../model/run.js'
import type { Person } from '../model/approvers.js'
import type { Rejection } from '../model/deploy-run.js'
import type { VersionRun } from './runs.js'

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
  readonly gone: ReadonlyMap<string, ReadonlyMap<string, readonly Lacked[]>>
}

/** A version at the gate of an environment, on its way there, let in already, turned away, or taken back by a rollback. */
export interface Crossing {
  readonly repository: string
  readonly environment: string
  readonly version: string | null
  readonly commit: string
  readonly place: 'gate' | 'coming' | 'inside' | 'rejected' | 'rolled-back'
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

export const runningThere = (facts: ApprovalFacts, environment: string): Running | null =>
  runningIn(historyOf(facts, environment), () => null)

/** The release of a version that crosses. */
export const releaseOf = (
  { releases, config }: ApprovalFacts,
  { environment, version }: Pick<Crossing, 'environment' | 'version'>,
): Release | undefined => {
  const service = gatedStages(config).find((one) => one.environment === environment)?.service
  return service && publishedAs(releases, service, version)
}
