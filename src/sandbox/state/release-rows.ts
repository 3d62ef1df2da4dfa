/** A release or a draft. Several drafts may have the same tag name, but only one published release. */
export interface Release {
  readonly id: number
  readonly repository: number
  readonly tag: string
  /** A branch or full SHA: where publishing creates the tag if it does not exist. */
  readonly target: string
  readonly name: string | null
  readonly body: string | null
  readonly draft: boolean
  readonly prerelease: boolean
  /** Whether the repository made releases immutable when it was published. */
  readonly immutable: boolean
  /** Whether it is marked as the latest release of the repository. */
  readonly latest: boolean
  /** The requested `make_latest`; for a draft it applies when it is published. */
  readonly makeLatest: MakeLatest
  readonly author: string
  /** The date of the released commit; for a draft the date of its creation. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly publishedAt: string | null
  /** The name in the URL of a draft, which has no tag yet: untagged-… */
  readonly untagged: string
}
export type MakeLatest = 'true' | 'false' | 'legacy'

/** A repository whose releases become immutable when they are published. */
export interface ImmutableReleases {
  readonly repository: number
}

/** The tag of an immutable release, also of a deleted one: no other release may use it. */
export interface SpentTag {
  readonly repository: number
  readonly tag: string
}
