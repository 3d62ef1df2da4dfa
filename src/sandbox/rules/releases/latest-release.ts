import { compare, parse, type SemVer } from 'semver'
import type { Release } from '../../state/release-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'

type RepositoryId = Pick<Repository, 'id'>

/** Newest first. */
export const releasesOf = (world: World, repository: RepositoryId): readonly Release[] =>
  world.store
    .by('releases', 'repository', repository.id)
    .toSorted((left, right) =>
      left.createdAt === right.createdAt ? right.id - left.id : left.createdAt < right.createdAt ? 1 : -1,
    )

/** The published release of a tag. */
export const releaseOfTag = (world: World, repository: RepositoryId, tag: string): Release | null =>
  world.store.first('releases', 'tag', `${repository.id}/${tag}`)

/**
 * The release marked as the latest; without one "the one created on the most recent date; in the event that multiple
 * releases had the same date, the semantic version number broke the tie" (GitHub's changelog, 2022-10-21). A release with
 * `make_latest: false` can still be elected.
 */
export function latestRelease(world: World, repository: RepositoryId): Release | null {
  return world.store.first('releases', 'latest', repository.id) ?? electedRelease(world, repository)
}

/** The latest release by date and version, without regard to marks. */
export function electedRelease(world: World, repository: RepositoryId): Release | null {
  const eligible = world.store
    .by('releases', 'repository', repository.id)
    .filter(({ draft, prerelease }) => !draft && !prerelease)
  const last = eligible.reduce((day, release) => (dayOf(release) > day ? dayOf(release) : day), '')
  const [first, ...rest] = eligible
    .filter((release) => dayOf(release) === last)
    .map((release) => ({ release, version: versionOf(release) }))
  if (!first) return null
  return rest.reduce((best, candidate) => (comesAfter(candidate, best) ? candidate : best), first).release
}

const dayOf = ({ createdAt }: Release): string => createdAt.slice(0, 10)

/** Tags such as v1.2.3 and service/v1.2.3. */
const versionOf = ({ tag }: Release): SemVer | null => parse(tag.replace(/^.*\//, ''), { loose: true })

interface Candidate {
  readonly release: Release
  readonly version: SemVer | null
}
function comesAfter(left: Candidate, right: Candidate): boolean {
  const order = left.version && right.version ? compare(left.version, right.version) : 0
  return order === 0 ? left.release.createdAt >= right.release.createdAt : order > 0
}
