import { bareVersion, versionIn, type Service } from './service.js'

/**
 * A release on GitHub. `target`: where the tag of a draft will be created: a commit if rel made the draft, maybe a branch
 * otherwise; meaningless once the tag exists. `body`: '' if empty.
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

/** A release with the commit of its tag; null before the tag exists. */
export type TaggedRelease = Pick<Release, 'tag' | 'draft' | 'prerelease'> & { readonly commit: string | null }

/** A release that was looked up by its tag. */
export type ReleaseByTag = TaggedRelease & Pick<Release, 'id' | 'body'>

/** One of the newest releases. `latest`: GitHub shows it as the latest. */
export type RecentRelease = TaggedRelease & Pick<Release, 'url'> & { readonly latest: boolean }

/** A release whose tag is a version. */
export interface VersionedRelease {
  readonly release: Release
  readonly version: string
}

/** A release as --json shows it: docs/json.md. `version`: null if its tag is not a version. */
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

/** The published release of a version, if there is one. */
export const publishedAs = (
  releases: readonly Release[],
  service: Service,
  version: string | null,
): Release | undefined =>
  version === null
    ? undefined
    : releases.find(({ draft, tag }) => !draft && versionIn(service, tag) === version)

/** A tag, the object to which it points, and its commit; null if an annotated tag's commit is not known. */
export interface Tag {
  readonly name: string
  readonly object: string
  readonly commit: string | null
}
