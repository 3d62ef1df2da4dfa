import type { DevFact } from '../model/deployment.js'
import type { MissingCommit } from '../line/audit.js'
import type { Config } from '../../config.js'
import type { VersionedRelease } from '../model/release.js'
import type { Service } from '../model/service.js'
import type { ImageFact } from '../model/image.js'
import type { RunTrigger } from '../plan/goal.js'
import type { MainRun } from '../model/run.js'

/** A draft that could be published. */
export interface Draft extends VersionedRelease {
  readonly commit: string
  readonly image: ImageFact
}

/** The run that made a version of a line, and the branch of that: patches get none of their own. */
export interface HotfixRun extends Omit<RunTrigger, 'kind'> {
  readonly branch: string
}

/** A release that was published; `branch`: the commit of its line, null where that is missing. */
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
  /** What the viewer may do here: read, triage, write, maintain or admin; null where GitHub does not say. */
  readonly role: string | null
  readonly trunk: { readonly name: string; readonly commit: string }
  readonly candidate: Draft | Published
  readonly dev: DevFact | null
  /** The version that production runs, as far as it is told. */
  readonly production: string | null
  readonly mainRuns: readonly MainRun[]
  /** Where the tags are that the version could have; null: free. */
  readonly tags: ReadonlyMap<string, string | null>
  /** Versions that are published, highest first. */
  readonly versions: readonly string[]
  /** Hotfix commits that the draft lacks. */
  readonly lacked: readonly MissingCommit[]
}
