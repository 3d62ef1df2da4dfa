import { gt, lte, patch, valid } from 'semver'
import { kindOf } from './environment.js'
import type { TaggedRelease } from './release.js'
import { releaseBranchOf, versionIn, type Service } from './service.js'

/** The service in an environment's name, such as `production/api` or `preview/login/api`. */
const serviceOf = (environment: string): Service => ({
  name: environment.split('/')[kindOf(environment) === 'ephemeral' ? 2 : 1] ?? null,
  paths: [],
  prefix: '',
})

/** Finds the version at a commit by its tag, for the service of an environment; null if there is none. */
export const versionAt =
  (releases: readonly TaggedRelease[], environment: string) =>
  (commit: string): string | null =>
    releases.flatMap((release) =>
      release.commit === commit && !release.draft
        ? (versionIn(serviceOf(environment), release.tag) ?? [])
        : [],
    )[0] ?? null

export const isNewer = (version: string | null, than: string): boolean =>
  version !== null && valid(version) !== null && gt(version, than)

/** The published versions above `version`, up to `limit` if there is one. */
export const versionsAbove = (
  releases: readonly TaggedRelease[],
  environment: string,
  version: string,
  limit: string | null,
): readonly string[] =>
  releases
    .filter(({ draft }) => !draft)
    .flatMap(({ tag }) => versionIn(serviceOf(environment), tag) ?? [])
    .filter((other) => gt(other, version) && (limit === null || lte(other, limit)))

/** The versions that pass every stage. A hotfix goes straight to production, and has no release branch of its own. */
export const withoutHotfixes = (
  versions: readonly string[],
  environment: string,
  branches: ReadonlyMap<string, string>,
): readonly string[] =>
  versions.filter(
    (version) => patch(version) === 0 || branches.has(releaseBranchOf(serviceOf(environment), version)),
  )

/** The tags of published releases, with their commits. */
export const tagsOf = (releases: readonly TaggedRelease[]): ReadonlyMap<string, string> =>
  new Map(
    releases.flatMap(({ tag, commit, draft }) => (draft || commit === null ? [] : [[tag, commit] as const])),
  )
