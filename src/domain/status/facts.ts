import type { DemandFacts } from '../label/demand.js'
import type { Unreintegrated } from '../line/audit.js'
import type { DeploymentState, History, Running } from '../model/deployment.js'
import type { ShownPullRequest } from '../model/pull-request.js'
import type { EnvironmentKind } from '../model/environment.js'
import type { RecentRelease, ReleaseSummary } from '../model/release.js'
import type { WaitingGate, StartableVersion, PendingApproval } from '../approval/facts.js'

/** `behind`: by commit, how many commits of the default branch it lacks; unknown commits are left out. */
export interface StatusFacts extends DemandFacts {
  readonly repository: string
  readonly histories: readonly History[]
  readonly gates: readonly WaitingGate[]
  /** With dispatched gates: the versions that wait to be started. */
  readonly startable: readonly StartableVersion[]
  readonly releases: readonly RecentRelease[]
  /** The branches `release/…`, with their commits. */
  readonly branches: ReadonlyMap<string, string>
  readonly behind: ReadonlyMap<string, number>
  readonly unreintegrated: readonly Unreintegrated[]
}

/** An environment as --json shows it: docs/json.md. `state`: that of the newest deployment; a failed one leaves `runs` as it was. */
export interface EnvironmentStatus {
  readonly repository: string
  readonly environment: string
  readonly kind: EnvironmentKind
  readonly runs: Running | null
  readonly state: 'empty' | Exclude<DeploymentState, 'inactive'>
  readonly behind: { readonly commits: number | null; readonly versions: number | null } | null
  readonly waiting: PendingApproval | null
  readonly holder: ShownPullRequest | null
  readonly problem: string | null
}
export interface Status {
  readonly environments: readonly EnvironmentStatus[]
  readonly latest: ReleaseSummary | null
  readonly draft: ReleaseSummary | null
  readonly unreintegrated: readonly Unreintegrated[]
}
