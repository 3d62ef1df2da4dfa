import { mustAdmin } from '../../permissions.js'
import { type Request } from '../../request.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'

/** Whether newly published releases become immutable. Only administrators may read the setting. */
export function areReleasesImmutable(request: Request): boolean {
  const { world, repository } = request
  mustAdmin(request)
  return world.store.get('immutableReleases', repository.id) !== null
}

/** Releases that are already published do not change. */
export function setReleasesImmutable(request: Request, immutable: boolean): void {
  const { world, repository } = request
  mustAdmin(request)
  const row = { repository: repository.id }
  world.store.transaction((tx) =>
    immutable ? tx.put('immutableReleases', row) : tx.remove('immutableReleases', row),
  )
}

/** The tag of an immutable release cannot be moved or deleted while the release exists. */
export const isTagImmutable = (world: World, repository: Repository, tag: string): boolean =>
  world.store.first('releases', 'tag', `${repository.id}/${tag}`)?.immutable === true
