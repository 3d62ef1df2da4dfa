import { setTimeout as sleep } from 'node:timers/promises'
import { GitHubError } from '../errors.js'
import { openEvents } from '../rules/actions/runner-state.js'
import type { World } from '../world.js'

/**
 * Is there an event that the runner has not looked at, is a run queued or in progress? One that waits at a gate waits for a
 * person, and one behind it in its concurrency group does too: they do not count.
 */
const isBusy = (world: World, repository: number | null): boolean =>
  openEvents(world).some((event) => repository === null || event.repository === repository) ||
  world.store.all('repositories').some(({ id }) => {
    if (repository !== null && id !== repository) return false
    const statuses = world.store.by('runs', 'unfinished', id).map(({ status }) => status)
    const still = statuses.includes('waiting') ? ['waiting', 'pending'] : ['waiting']
    return statuses.some((status) => !still.includes(status))
  })

/** Returns when nothing runs any more, in all repositories or in one; 504 when that takes longer than `seconds`. */
export async function untilIdle(
  world: World,
  seconds: number,
  repository: number | null,
): Promise<{ readonly idle: true }> {
  const end = Date.now() + seconds * 1000
  while (isBusy(world, repository)) {
    if (Date.now() >= end) throw new GitHubError(504, `Runs are still going on after ${seconds} seconds.`)
    await sleep(25)
  }
  return { idle: true }
}
