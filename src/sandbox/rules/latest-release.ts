import { compare, parse } from 'semver'
import type { Release } from '../state/release-rows.js'
import type { Repository } from '../state/rows.js'
import type { World } from '../world.js'

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
  const candidates = world.store
    .by('releases', 'repository', repository.id)
    .filter(({ draft, prerelease }) => !draft && !prerelease)
  return candidates.reduce<Release | null>(
    (best, release) => (best === null || comesAfter(release, best) ? release : best),
    null,
  )
}

function comesAfter(one: Release, other: Release): boolean {
  const [day, otherDay] = [one.createdAt.slice(0, 10), other.createdAt.slice(0, 10)]
  if (day !== otherDay) return day > otherDay
  const [version, otherVersion] = [versionOf(one), versionOf(other)]
  if (version && otherVersion && compare(version, otherVersion) !== 0)
    return compare(version, otherVersion) > 0
  return one.createdAt >= other.createdAt
}

/** Tags such as v1.2.3 and service/v1.2.3. */
const versionOf = ({ tag }: Release) => parse(tag.replace(/^.*\//, ''), { loose: true })
