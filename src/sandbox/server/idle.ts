import { setTimeout as sleep } from 'node:timers/promises'
import { GitHubError } from '../errors.js'
import { openEvents } from '../rules/actions/runner-state.js'
import type { World } from '../world.js'

/**
 * Whether there is an event that the runner has not handled, or a run that is queued or in progress. Runs that wait for a
 * review, and runs that are pending behind them in a concurrency group, do not count.
 */
const isBusy = (world: World, repository: number | null): boolean =>
  openEvents(world).some((event) => repository === null || event.repository === repository) ||
  world.store.all('repositories').some(({ id }) => {
    if (repository !== null && id !== repository) return false
    const statuses = world.store.by('runs', 'unfinished', id).map(({ status }) => status)
    const idleStatuses = statuses.includes('waiting') ? ['waiting', 'pending'] : ['waiting']
    return statuses.some((status) => !idleStatuses.includes(status))
  })

/** Returns when no run is in progress, in all repositories or in one; throws 504 after `seconds`. */
export async function untilIdle(
  world: World,
  seconds: number,
  repository: number | null,
): Promise<{ readonly idle: true }> {
  const end = Date.now() + seconds * 1000
  while (isBusy(world, repository)) {
    if (Date.now() >= end)
      throw new GitHubError(504, `Workflow runs are still in progress after ${seconds} seconds`)
    await sleep(25)
  }
  return { idle: true }
}
