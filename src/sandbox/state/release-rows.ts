/** A release or a draft of one. Several drafts may have the same tag name; of the published ones each has its own. */
export interface Release {
  readonly id: number
  readonly repository: number
  readonly tag: string
  /** A branch or a whole sha: where the tag is made if it is not there when the release is published. */
  readonly target: string
  readonly name: string | null
  readonly body: string | null
  readonly draft: boolean
  readonly prerelease: boolean
  /** Was it published while its repository made releases immutable? */
  readonly immutable: boolean
  /** Was it, of all releases of the repository, the last one to be set as the latest? */
  readonly latest: boolean
  /** What was asked for while it was a draft; it counts when it is published. */
  readonly makeLatest: MakeLatest
  readonly author: string
  /** The date of the released commit; of a draft, when it was made. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly publishedAt: string | null
  /** What a draft's page is called, as it has no tag yet: untagged-… */
  readonly untagged: string
}
export type MakeLatest = 'true' | 'false' | 'legacy'

/** A repository whose releases cannot be changed once they are published. */
export interface ImmutableReleases {
  readonly repository: number
}

/** The tag of an immutable release, whether that is still there or not: no other release gets it. */
export interface SpentTag {
  readonly repository: number
  readonly tag: string
}
