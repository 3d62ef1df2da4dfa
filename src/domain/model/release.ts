/**
 * A release as GitHub has it. `target`: what the tag of a draft will be put on, a commit where rel made it, a branch where
 * somebody chose one; for a published release it says nothing once the tag is there. `body`: '' where there is none.
 */
export interface Release {
  readonly id: number
  readonly tag: string
  readonly name: string
  readonly target: string
  readonly draft: boolean
  readonly prerelease: boolean
  readonly body: string
  readonly url: string
  readonly author: string
  readonly createdAt: string
  readonly publishedAt: string | null
}

/** A tag, the object it names, and the commit that it stands on; null where that is not known, since a tag may be an object itself. */
export interface Tag {
  readonly name: string
  readonly object: string
  readonly commit: string | null
}
