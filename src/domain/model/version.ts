import { gt, lte, patch, valid } from 'semver'
import { kindOf } from './environment.js'
import type { TaggedRelease } from './release.js'
import { releaseBranchOf, versionIn, type Service } from './service.js'

/** The service in the name of an environment of a monorepo, such as `production/api` or `preview/login/api`. */
const serviceOf = (environment: string): Service => ({
  name: environment.split('/')[kindOf(environment) === 'ephemeral' ? 2 : 1] ?? null,
  paths: [],
  prefix: '',
})

/** Names the version at a commit by its tag, for the service of an environment; null where there is none. */
export const versionAt =
  (releases: readonly TaggedRelease[], environment: string) =>
  (commit: string): string | null =>
    releases.flatMap((one) =>
      one.commit === commit && !one.draft ? (versionIn(serviceOf(environment), one.tag) ?? []) : [],
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
    .filter((one) => gt(one, version) && (limit === null || lte(one, limit)))

/** Those that come through every stage. A hotfix goes from its line straight to production, and has no branch of its own. */
export const withoutHotfixes = (
  versions: readonly string[],
  environment: string,
  branches: ReadonlyMap<string, string>,
): readonly string[] =>
  versions.filter((one) => patch(one) === 0 || branches.has(releaseBranchOf(serviceOf(environment), one)))

/** The tags of releases that were published, with their commits. */
export const tagsOf = (releases: readonly TaggedRelease[]): ReadonlyMap<string, string> =>
  new Map(
    releases.flatMap(({ tag, commit, draft }) => (draft || commit === null ? [] : [[tag, commit] as const])),
  )
