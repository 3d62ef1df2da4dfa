import { transaction, type Request } from '../../request.js'
import type { Release } from '../../state/release-rows.js'
import type { Transaction } from '../../state/store.js'
import type { World } from '../../world.js'
import { electedRelease } from './latest-release.js'
import { actionsOf, recordRelease } from './events.js'

/** Writes a release as it is to be, with the mark of the latest and the events that follow. */
export function putRelease(request: Request, before: Release | null, wanted: Release): Release {
  const { world } = request
  return transaction(request, (write) => {
    const release = { ...wanted, id: before?.id ?? world.store.nextId() }
    const eligible = !release.draft && !release.prerelease
    const first = write.tx.put('releases', eligible ? release : { ...release, latest: false })
    const after = eligible ? rank(world, write.tx, first) : first
    if (after.immutable) write.tx.put('spentTags', { repository: after.repository, tag: after.tag })
    for (const action of actionsOf(before, after)) recordRelease(write, after, action)
    return after
  })
}

/**
 * `true` sets the release as the latest and unsets the one before; `false` unsets it. `legacy` leaves it to date and version:
 * when they elect this release, none remains set.
 */
function rank(world: World, tx: Transaction, release: Release): Release {
  const set = world.store.one('releases', 'latest', release.repository)
  if (release.makeLatest === 'true') {
    if (set && set.id !== release.id) tx.put('releases', { ...set, latest: false })
    return tx.put('releases', { ...release, latest: true })
  }
  const unset = tx.put('releases', { ...release, latest: false })
  if (release.makeLatest === 'false' || !set || set.id === release.id) return unset
  const elected = electedRelease(world, { id: release.repository })
  if (elected?.id === release.id) tx.put('releases', { ...set, latest: false })
  return unset
}
