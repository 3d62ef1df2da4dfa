import type { ImmutableReleases, Release, SpentTag } from './release-rows.js'

/** The tables of releases. */
export interface ReleaseTables {
  releases: Release
  immutableReleases: ImmutableReleases
  spentTags: SpentTag
}

export const releaseTables = {
  releases: {
    key: (row: Release) => row.id,
    indexes: {
      repository: (row: Release) => row.repository,
      /** The published release of a tag. */
      tag: (row: Release) => (row.draft ? null : `${row.repository}/${row.tag}`),
      immutable: (row: Release) => (row.immutable && !row.draft ? row.repository : null),
      latest: (row: Release) => (row.latest && !row.draft && !row.prerelease ? row.repository : null),
    },
  },
  immutableReleases: { key: (row: ImmutableReleases) => row.repository, indexes: {} },
  spentTags: { key: (row: SpentTag) => `${row.repository}/${row.tag}`, indexes: {} },
} as const
