import { bareVersion, versionIn, type Service } from './service.js'

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

/** A release with the commit of its tag; null before the tag is there. */
export type TaggedRelease = Pick<Release, 'tag' | 'draft' | 'prerelease'> & { readonly commit: string | null }

/** A release that was asked for by its tag. */
export type ReleaseByTag = TaggedRelease & Pick<Release, 'id' | 'body'>

/** One of the newest releases. `latest`: GitHub shows it as the latest. */
export type RecentRelease = TaggedRelease & Pick<Release, 'url'> & { readonly latest: boolean }

/** A release whose tag is a version. */
export interface VersionedRelease {
  readonly release: Release
  readonly version: string
}

/** A release as --json shows it: docs/json.md. `version`: null where its tag is no version. */
export interface ShownRelease extends Pick<
  Release,
  'tag' | 'draft' | 'prerelease' | 'url' | 'publishedAt' | 'author'
> {
  readonly version: string | null
  readonly commit: string | null
  readonly latest: boolean
  readonly notes: string
  readonly prs: readonly ShownPull[]
  readonly digest: string | null
}
export interface ShownPull {
  readonly number: number
  readonly title: string
  readonly author: string
  readonly labels: readonly string[]
}

/** A release as `rel status --json` shows it. */
export type ReleaseSummary = Pick<ShownRelease, 'version' | 'tag' | 'commit' | 'url'>
export const summaryOf = ({ tag, commit, url }: RecentRelease): ReleaseSummary => ({
  version: bareVersion(tag.slice(tag.indexOf('/') + 1)),
  tag,
  commit,
  url,
})

/** The published release of a version; without a version there is none. */
export const publishedAs = (
  releases: readonly Release[],
  service: Service,
  version: string | null,
): Release | undefined =>
  version === null
    ? undefined
    : releases.find(({ draft, tag }) => !draft && versionIn(service, tag) === version)

/** A tag, the object it names, and the commit that it stands on; null where that is not known, since a tag may be an object itself. */
export interface Tag {
  readonly name: string
  readonly object: string
  readonly commit: string | null
}
