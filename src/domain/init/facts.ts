import type { Config } from '../../config.js'
import type { PullRequest } from '../model/pull-request.js'

/** What the flags or the answers ask for; undefined: nothing was said about it. */
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
  /** Into the work tree: nothing is written to GitHub. */
  readonly local: boolean
  /** GitHub's environments stay as they are. */
  readonly skipEnvironments: boolean
}

/** What is on GitHub (or in the work tree) before, as far as it decides what a good start is. */
export interface DetectedDefaults {
  readonly repository: string
  readonly defaultBranch: string
  /** The newest commit of the default branch, and its tree. */
  readonly head: { readonly commit: string; readonly tree: string }
  readonly isPrivate: boolean
  readonly mayPush: boolean
  readonly mayAdminister: boolean
  readonly mergeCommits: boolean
  /** Names of the newest tags. */
  readonly tags: readonly string[]
  /** Names of files and folders at the root. */
  readonly root: readonly string[]
  /** The texts of the configuration and of every file that the pack can have, where they are; by path. */
  readonly texts: ReadonlyMap<string, string>
  /** The branch on which `rel init` proposes, if it is there, and its open pull request. */
  readonly proposal: {
    readonly commit: string
    readonly tree: string
    readonly parents: readonly string[]
    readonly texts: ReadonlyMap<string, string>
    readonly pullRequest: PullRequest | null
  } | null
}

/** A value that `.github/rel.yml` should have; `key` is its path, `image.name`. */
export interface Setting {
  readonly key: string
  readonly value: unknown
}

/** One file of the pack: what is there, and what becomes of it. `reason` begins in lower case. */
export interface InitFile {
  readonly path: string
  readonly before: string | null
  readonly action: 'created' | 'updated' | 'removed' | 'kept' | 'unchanged'
  /** Null: it goes. */
  readonly after: string | null
  readonly reason: string
  /** `rel` keeps its files current; a file of the team is written once, and theirs from then on. */
  readonly owner: 'rel' | 'team'
}

export interface Reviewer {
  readonly type: 'User' | 'Team'
  readonly id: number
  readonly name: string
}

/** Which branches and tags may deploy: all, protected branches, or those that policies name. */
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
  /** The version of rel, whose pack it is. */
  readonly version: string
  /** As the configuration will be. */
  readonly config: Config
  readonly files: readonly InitFile[]
  /** What was asked for and the configuration says otherwise. */
  readonly overruled: readonly (Setting & { readonly found: unknown })[]
  /** Labels that are there, in lower case. */
  readonly labels: readonly string[]
  readonly environments: readonly EnvironmentState[]
  readonly reviewers: readonly Reviewer[]
}
