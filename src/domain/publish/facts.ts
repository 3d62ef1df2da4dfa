import type { DevFact } from '../model/deployment.js'
import type { MissingCommit } from '../line/audit.js'
import type { Config } from '../../config.js'
import type { VersionedRelease } from '../model/release.js'
import type { Service } from '../model/service.js'
import type { ImageFact } from '../model/image.js'
import type { RunTrigger } from '../plan/goal.js'
import type { MainRun } from '../model/run.js'

/** A draft to publish. */
export interface Draft extends VersionedRelease {
  readonly commit: string
  readonly image: ImageFact
}

/** The run that made a hotfix, and the branch of its line, which patches share. */
export interface HotfixRun extends Omit<RunTrigger, 'kind'> {
  readonly branch: string
}

/** A published release. `branch`: the head commit of its release branch; null: there is no such branch. */
export interface Published extends VersionedRelease {
  readonly commit: string
  readonly digest: string | null
  readonly branch: string | null
  readonly hotfix: HotfixRun | null
}

export const isDraft = (candidate: Draft | Published): candidate is Draft => candidate.release.draft

export interface PublishFacts {
  readonly repository: string
  readonly config: Config
  readonly service: Service
  readonly now: string
  readonly viewer: string
  /** The viewer's role: read, triage, write, maintain or admin; null: not known. */
  readonly role: string | null
  readonly trunk: { readonly name: string; readonly commit: string }
  readonly candidate: Draft | Published
  readonly dev: DevFact | null
  /** The version that production runs; null: none, or not known. */
  readonly production: string | null
  readonly mainRuns: readonly MainRun[]
  /** The commit of each tag that the version can have; null: the tag does not exist. */
  readonly tags: ReadonlyMap<string, string | null>
  /** The published versions, highest first. */
  readonly versions: readonly string[]
  /** Hotfix commits that the draft does not contain. */
  readonly missingHotfixes: readonly MissingCommit[]
}
