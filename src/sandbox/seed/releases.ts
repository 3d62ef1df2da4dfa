import type { SystemWrite } from '../request.js'
import { wholeSeconds } from '../world.js'
import { tagOf, timeOf, type SeededHistory } from './history.js'
import type { SeedOptions } from './options.js'

/** Adds published releases; the last one is the latest. */
export function putReleases(
  { world, tx, repository }: SystemWrite,
  { releases, now }: SeededHistory,
  { pulls }: SeedOptions,
): void {
  releases.forEach((sha, index) => {
    const tag = tagOf(index + 1)
    tx.put('refs', { repository: repository.id, name: `refs/tags/${tag}`, sha })
    const when = wholeSeconds(timeOf(now, pulls + releases.length - index - 1))
    const id = world.store.nextId()
    tx.put('releases', {
      id,
      repository: repository.id,
      tag,
      target: repository.defaultBranch,
      name: tag,
      body: `All changes up to ${tag}.`,
      draft: false,
      prerelease: false,
      immutable: false,
      latest: index === releases.length - 1,
      makeLatest: 'true',
      author: 'rosa',
      createdAt: when,
      updatedAt: when,
      publishedAt: when,
      untagged: `untagged-${id.toString(16).padStart(20, '0')}`,
    })
  })
}
