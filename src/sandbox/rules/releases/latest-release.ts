import { compare, parse, type SemVer } from 'semver'
import type { Release } from '../../state/release-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'

type Named = Pick<Repository, 'id'>

/** Newest first. */
export const releasesOf = (world: World, repository: Named): readonly Release[] =>
  world.store
    .by('releases', 'repository', repository.id)
    .toSorted((one, other) =>
      one.createdAt === other.createdAt ? other.id - one.id : one.createdAt < other.createdAt ? 1 : -1,
    )

/** The published release of a tag. */
export const releaseOfTag = (world: World, repository: Named, tag: string): Release | null =>
  world.store.one('releases', 'tag', `${repository.id}/${tag}`)

/**
 * The release that was set as the latest; without one "the one created on the most recent date; in the event that multiple
 * releases had the same date, the semantic version number broke the tie" (GitHub's changelog, 2022-10-21). Whoever asked
 * not to be the latest can still be elected so.
 */
export function latestRelease(world: World, repository: Named): Release | null {
  return world.store.one('releases', 'latest', repository.id) ?? electedRelease(world, repository)
}

/** By date and version alone. */
export function electedRelease(world: World, repository: Named): Release | null {
  const eligible = world.store
    .by('releases', 'repository', repository.id)
    .filter(({ draft, prerelease }) => !draft && !prerelease)
  const last = eligible.reduce((day, release) => (dayOf(release) > day ? dayOf(release) : day), '')
  const [first, ...others] = eligible
    .filter((release) => dayOf(release) === last)
    .map((release) => ({ release, version: versionOf(release) }))
  if (!first) return null
  return others.reduce((best, each) => (comesAfter(each, best) ? each : best), first).release
}

const dayOf = ({ createdAt }: Release): string => createdAt.slice(0, 10)

/** Tags such as v1.2.3 and service/v1.2.3. */
const versionOf = ({ tag }: Release): SemVer | null => parse(tag.replace(/^.*\//, ''), { loose: true })

interface Candidate {
  readonly release: Release
  readonly version: SemVer | null
}
function comesAfter(one: Candidate, other: Candidate): boolean {
  const order = one.version && other.version ? compare(one.version, other.version) : 0
  return order === 0 ? one.release.createdAt >= other.release.createdAt : order > 0
}
