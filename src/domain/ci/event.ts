import type { DevFact } from '../model/deployment.js'
import type { Refusal } from '../plan/refusal.js'
import type { PullRequest } from '../model/pull-request.js'
import type { LabelRules, RequestedEnvironment } from '../label/request.js'

/** The event that started a run. `commit`: the commit of the event. */
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

/** A push to a release branch. `before`: the commit of the branch before the push. */
export interface LinePush {
  readonly branch: string
  readonly commit: string
  readonly before: string
}

/** An event about a version: a published release, a dispatched deployment, or a push to a line. */
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
  /** The pull request as it is now; null if the event has none. */
  readonly pullRequest: PullRequest | null
  /** Every open pull request with a label of an environment. */
  readonly open: readonly PullRequest[]
  /** The status of the newest check `ci` of the head; null if the pack has not built it yet. */
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

/** The result of a CI command. `why`: for the job summary; `outputs`: for later jobs. */
export interface CiResult {
  readonly why: readonly string[]
  readonly outputs: Readonly<Record<string, string>>
}
