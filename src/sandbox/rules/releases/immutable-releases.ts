import { mustAdmin, type Actor } from '../../actor.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'

/** Are releases that are published from now on immutable? Only administrators may ask. */
export function areReleasesImmutable(world: World, actor: Actor, repository: Repository): boolean {
  mustAdmin(world, actor, repository)
  return world.store.get('immutableReleases', repository.id) !== null
}

/** Releases that are published already stay as they are. */
export function setReleasesImmutable(
  world: World,
  actor: Actor,
  repository: Repository,
  immutable: boolean,
): void {
  mustAdmin(world, actor, repository)
  const row = { repository: repository.id }
  world.store.transaction((tx) =>
    immutable ? tx.put('immutableReleases', row) : tx.remove('immutableReleases', row),
  )
}

/** The tag of an immutable release can neither be moved nor deleted while the release is there. */
export const isTagImmutable = (world: World, repository: Repository, tag: string): boolean =>
  world.store.one('releases', 'tag', `${repository.id}/${tag}`)?.immutable === true
