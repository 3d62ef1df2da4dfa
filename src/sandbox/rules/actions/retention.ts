import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { repositoryById } from '../access/access.js'
import { actionsBotOf } from '../access/actions-bot.js'
import { removeRun } from './run-removal.js'

/** Days that runs and artifacts are kept by default (docs: "Configuring the retention period"). */
const defaultDays = 90

export const retentionDaysOf = ({ retentionDays = defaultDays }: Pick<Repository, 'retentionDays'>): number =>
  retentionDays

/** The most that a repository can set. */
export const maxRetentionDays = (repository: Pick<Repository, 'private'>): number =>
  repository.private ? 400 : 90

/**
 * Removes the runs, checks and commit statuses that are older than the retention; deployments stay (changelog 2026-10-01). A
 * changed retention applies to new runs only.
 */
export function removeExpired(world: World): void {
  const now = Date.parse(world.now())
  const isOlder = (at: string, days: number): boolean => now - Date.parse(at) >= days * 86_400_000
  const daysOf = (id: number): number => retentionDaysOf(repositoryById(world, id))
  world.store.transaction((tx) => {
    for (const run of world.store.all('runs'))
      if (run.status === 'completed' && isOlder(run.createdAt, retentionDaysOf(run)))
        removeRun(
          { world, tx, actor: actionsBotOf(world), repository: repositoryById(world, run.repository) },
          run,
        )
    for (const check of world.store.all('checkRuns'))
      if (check.startedAt && isOlder(check.startedAt, daysOf(check.repository))) tx.remove('checkRuns', check)
    for (const status of world.store.all('commitStatuses'))
      if (isOlder(status.createdAt, daysOf(status.repository))) tx.remove('commitStatuses', status)
  })
}
