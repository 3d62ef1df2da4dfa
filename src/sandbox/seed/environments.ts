import { ensureEnvironment } from '../rules/deployments/environments.js'
import type { Repository } from '../state/rows.js'
import type { Transaction } from '../state/store.js'
import type { World } from '../world.js'

const open = ['preview', 'qa1', 'qa2', 'qa3', 'qa4', 'dev', 'hotfix']
const reviewed = ['staging', 'production']
const reviewers = ['rosa', 'olga']

/** The environments of the process; staging and production ask for a reviewer, who may be the one who started the run. */
export function putEnvironments(world: World, tx: Transaction, repository: Repository): void {
  for (const name of open) ensureEnvironment(world, tx, repository, name)
  const ids = reviewers.flatMap((login) => world.store.get('users', login)?.id ?? [])
  for (const name of reviewed)
    tx.put('environments', {
      ...ensureEnvironment(world, tx, repository, name),
      reviewers: ids.map((id) => ({ type: 'User', id })),
    })
}
