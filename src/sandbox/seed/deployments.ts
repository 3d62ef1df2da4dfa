import type { SystemWrite } from '../request.js'
import { ensureEnvironment } from '../rules/deployments/environments.js'
import type { DeploymentState } from '../state/deployment-rows.js'
import { wholeSeconds } from '../world.js'
import { timeOf, type SeededHistory } from './history.js'
import type { SeedOptions } from './options.js'

const creator = 'github-actions[bot]'
const environment = 'dev'

/** Adds successful deployments of dev in the order of main's commits: the last is main's head, and all others are inactive. */
export function putDeployments(
  write: SystemWrite,
  { main, now }: SeededHistory,
  { deployments }: SeedOptions,
): void {
  const { world, tx, repository } = write
  ensureEnvironment(write, environment)
  for (let left = deployments - 1; left >= 0; left -= 1) {
    // If there are more deployments than commits, the oldest commit was deployed repeatedly.
    const index = Math.max(0, main.length - 1 - left)
    const when = wholeSeconds(timeOf(now, main.length - 1 - index))
    const states: readonly DeploymentState[] = left === 0 ? ['success'] : ['success', 'inactive']
    const deployment = tx.put('deployments', {
      id: world.store.nextId(),
      repository: repository.id,
      sha: main[index] ?? '',
      ref: repository.defaultBranch,
      task: 'deploy',
      payload: {},
      originalEnvironment: environment,
      environment,
      description: null,
      creator,
      createdAt: when,
      updatedAt: when,
      transient: false,
      production: false,
      state: states.at(-1) ?? null,
    })
    for (const state of states)
      tx.put('deploymentStatuses', {
        id: world.store.nextId(),
        repository: repository.id,
        deployment: deployment.id,
        state,
        creator,
        description: '',
        environment,
        logUrl: '',
        environmentUrl: '',
        createdAt: when,
      })
  }
}
