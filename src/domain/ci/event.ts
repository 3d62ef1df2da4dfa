import type { DevFact } from '../model/deployment.js'
import type { Refusal } from '../plan/refusal.js'
import type { PullRequest } from '../model/pull-request.js'
import type { LabelRules, RequestedEnvironment } from '../label/request.js'

/** What started a run, in one small shape. `commit`: what the event was about. */
export type CiEvent =
  | { readonly kind: 'code'; readonly pullRequest: number; readonly commit: string; readonly actor: string }
  | {
      readonly kind: 'labeled' | 'unlabeled'
      readonly pullRequest: number
      readonly label: string
      readonly actor: string
    }
  | { readonly kind: 'closed' | 'dispatch'; readonly pullRequest: number; readonly actor: string }
  | { readonly kind: 'push'; readonly branch: string; readonly commit: string }
  | { readonly kind: 'nothing'; readonly name: string }

/** A push to a release branch. `before`: where the branch was. */
export interface LinePush {
  readonly branch: string
  readonly commit: string
  readonly before: string
}

/** What is about a version: a release that was published, one that is to be deployed by hand, or one that a line may become. */
export type VersionEvent =
  | { readonly kind: 'release'; readonly tag: string }
  | {
      readonly kind: 'deploy'
      readonly environment: string
      readonly version: string
      readonly rollback: boolean
    }
  | ({ readonly kind: 'line' } & LinePush)
export const isAboutVersion = (event: CiEvent | VersionEvent): event is VersionEvent =>
  ['release', 'deploy', 'line'].includes(event.kind)

export interface CiFacts extends LabelRules {
  /** The pull request as it is now; null where the event is about none. */
  readonly pullRequest: PullRequest | null
  /** Every open pull request that carries a label of an environment. */
  readonly open: readonly PullRequest[]
  /** What the newest check `ci` of the head says; null: nothing was built by the pack yet. */
  readonly ci: 'running' | 'passed' | 'failed' | null
  /** Whether the image of the head is in the registry. */
  readonly image: boolean
  readonly dev: DevFact | null
}

export interface CiTarget extends RequestedEnvironment {
  readonly commit: string
}
export interface CiPlan {
  readonly pr: number | null
  readonly commit: string | null
  readonly build: boolean
  readonly deploy: readonly CiTarget[]
  readonly undeploy: readonly RequestedEnvironment[]
  readonly why: readonly string[]
  readonly refusal?: Refusal
}

/** What a command of CI tells the jobs after it, and the people who read the run. */
export interface CiResult {
  readonly why: readonly string[]
  readonly outputs: Readonly<Record<string, string>>
}
