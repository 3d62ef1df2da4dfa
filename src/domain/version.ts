import { gt, lte, valid } from 'semver'
import { kindOf } from './environment.js'

/** A release as it stands: its tag, and the commit of that once it is there. */
export interface ReleaseFact {
  readonly tag: string
  readonly commit: string | null
  readonly draft: boolean
  readonly prerelease: boolean
  readonly latest: boolean
  readonly url: string
}

export type ShownRelease = Pick<ReleaseFact, 'tag' | 'commit' | 'url'> & { readonly version: string | null }

/** The service in the name of an environment of a monorepo, such as `production/api` or `preview/login/api`. */
const serviceIn = (environment: string): string | undefined =>
  environment.split('/')[kindOf(environment) === 'ephemeral' ? 2 : 1]

/** Names the version at a commit by its tag, for the service of an environment; null where there is none. */
export const versionAt =
  (releases: readonly ReleaseFact[], environment: string) =>
  (commit: string): string | null =>
    releases.flatMap((one) =>
      one.commit === commit && !one.draft ? (versionIn(one.tag, serviceIn(environment)) ?? []) : [],
    )[0] ?? null

/** How many published versions are above `version`, up to `limit` if there is one. */
export const versionsAbove = (
  releases: readonly ReleaseFact[],
  environment: string,
  version: string,
  limit: string | null,
): number =>
  releases
    .filter(({ draft }) => !draft)
    .flatMap(({ tag }) => versionIn(tag, serviceIn(environment)) ?? [])
    .filter((one) => gt(one, version) && (limit === null || lte(one, limit))).length

/** The version in a tag of a service, with or without `v`. */
function versionIn(tag: string, service: string | undefined): string | null {
  const own = service === undefined ? tag : tag.startsWith(`${service}/`) ? tag.slice(service.length + 1) : ''
  return /^v?\d+\.\d+\.\d+$/.test(own) ? valid(own) : null
}

export const shownRelease = ({ tag, commit, url }: ReleaseFact): ShownRelease => ({
  version: versionIn(tag, tag.includes('/') ? tag.split('/')[0] : undefined),
  tag,
  commit,
  url,
})

/** The tags of releases that were published, with their commits. */
export const tagsOf = (releases: readonly ReleaseFact[]): ReadonlyMap<string, string> =>
  new Map(
    releases.flatMap(({ tag, commit, draft }) => (draft || commit === null ? [] : [[tag, commit] as const])),
  )
