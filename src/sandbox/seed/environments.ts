import type { SystemWrite } from '../request.js'
import { ensureEnvironment } from '../rules/deployments/environments.js'

const unreviewed = ['preview', 'qa1', 'qa2', 'qa3', 'qa4', 'dev', 'hotfix']
const reviewed = ['staging', 'production']
const reviewers = ['rosa', 'olga']

/** Adds the environments of the process. Staging and production require a reviewer, who can be the user who started the run. */
export function putEnvironments(write: SystemWrite): void {
  const { world, tx } = write
  for (const name of unreviewed) ensureEnvironment(write, name)
  const ids = reviewers.flatMap((login) => world.store.get('users', login)?.id ?? [])
  for (const name of reviewed)
    tx.put('environments', {
      ...ensureEnvironment(write, name),
      reviewers: ids.map((id) => ({ type: 'User', id })),
    })
}
