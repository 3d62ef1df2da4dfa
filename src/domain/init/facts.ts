import type { Config } from '../../config.js'
import type { PullRequest } from '../model/pull-request.js'

/** The flags or answers; undefined if not given. */
export interface InitOptions {
  readonly environments: readonly string[] | undefined
  readonly gates: Config['gates'] | undefined
  readonly deploy: Config['deploy']['with'] | undefined
  readonly build: Config['image']['build'] | undefined
  readonly image: string | undefined
  readonly prefix: Config['versions']['prefix'] | undefined
  readonly workflows: string | undefined
  readonly runner: readonly string[] | undefined
  /** Logins and teams, as typed: `rosa`, `team:ops`, `acme/ops`. */
  readonly reviewers: readonly string[]
  /** Write to the working tree, and nothing to GitHub. */
  readonly local: boolean
  /** Leave GitHub's environments unchanged. */
  readonly skipEnvironments: boolean
}

/** What exists on GitHub or in the working tree, from which defaults are proposed. */
export interface DetectedDefaults {
  readonly repository: string
  readonly defaultBranch: string
  /** The newest commit of the default branch, and its tree. */
  readonly head: { readonly commit: string; readonly tree: string }
  readonly isPrivate: boolean
  readonly mayPush: boolean
  readonly mayAdminister: boolean
  readonly mergeCommits: boolean
  /** The names of the newest tags. */
  readonly tags: readonly string[]
  /** The names of files and folders at the root. */
  readonly root: readonly string[]
  /** The texts of the configuration and of every possible file of the pack that exists, by path. */
  readonly texts: ReadonlyMap<string, string>
  /** The branch of `rel init`, if it exists, and its open pull request. */
  readonly proposal: {
    readonly commit: string
    readonly tree: string
    readonly parents: readonly string[]
    readonly texts: ReadonlyMap<string, string>
    readonly pullRequest: PullRequest | null
  } | null
}

/** A value that `.github/rel.yml` should have. `key`: its path, such as `image.name`. */
export interface Setting {
  readonly key: string
  readonly value: unknown
}

/** One file of the pack, before and after. `reason` begins in lower case. */
export interface InitFile {
  readonly path: string
  readonly before: string | null
  readonly action: 'created' | 'updated' | 'removed' | 'kept' | 'unchanged'
  /** Null if it is deleted. */
  readonly after: string | null
  readonly reason: string
  /** Files of `rel` are kept up to date; files of the team are written once and then left to the team. */
  readonly owner: 'rel' | 'team'
}

export interface Reviewer {
  readonly type: 'User' | 'Team'
  readonly id: number
  readonly name: string
}

/** A GitHub environment. `lets`: which branches and tags may deploy: all, protected branches, or those of the policies. */
export interface EnvironmentState {
  readonly name: string
  readonly waitTimer: number
  readonly preventSelfReview: boolean
  readonly reviewers: readonly Reviewer[]
  readonly lets: 'all' | 'protected' | 'named'
  readonly policies: readonly Policy[]
}
export interface Policy {
  readonly name: string
  readonly type: 'branch' | 'tag'
}

export interface InitFacts extends DetectedDefaults {
  readonly server: 'github' | 'enterprise'
  /** The version of rel. */
  readonly version: string
  /** The configuration after the change. */
  readonly config: Config
  readonly files: readonly InitFile[]
  /** Requested settings to which the existing configuration gives another value. */
  readonly overruled: readonly (Setting & { readonly found: unknown })[]
  /** Existing labels, in lower case. */
  readonly labels: readonly string[]
  readonly environments: readonly EnvironmentState[]
  readonly reviewers: readonly Reviewer[]
}
