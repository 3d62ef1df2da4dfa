import { transaction, type Request } from '../../request.js'
import type { Release } from '../../state/release-rows.js'
import type { Transaction } from '../../state/store.js'
import type { World } from '../../world.js'
import { electedRelease } from './latest-release.js'
import { actionsOf, recordRelease } from './events.js'

/** Writes a release, updates which one is the latest, and records the events. */
export function putRelease(request: Request, before: Release | null, wanted: Release): Release {
  const { world } = request
  return transaction(request, (write) => {
    const release = { ...wanted, id: before?.id ?? world.store.nextId() }
    const eligible = !release.draft && !release.prerelease
    const first = write.tx.put('releases', eligible ? release : { ...release, latest: false })
    const after = eligible ? updateLatest(world, write.tx, first) : first
    if (after.immutable) write.tx.put('spentTags', { repository: after.repository, tag: after.tag })
    for (const action of actionsOf(before, after)) recordRelease(write, after, action)
    return after
  })
}

/**
 * Applies `make_latest`: `true` marks this release as the latest instead of the previous one, `false` unmarks it. `legacy` goes
 * by date and version: if they elect this release, no release stays marked.
 */
function updateLatest(world: World, tx: Transaction, release: Release): Release {
  const marked = world.store.first('releases', 'latest', release.repository)
  if (release.makeLatest === 'true') {
    if (marked && marked.id !== release.id) tx.put('releases', { ...marked, latest: false })
    return tx.put('releases', { ...release, latest: true })
  }
  const unmarked = tx.put('releases', { ...release, latest: false })
  if (release.makeLatest === 'false' || !marked || marked.id === release.id) return unmarked
  const elected = electedRelease(world, { id: release.repository })
  if (elected?.id === release.id) tx.put('releases', { ...marked, latest: false })
  return unmarked
}
