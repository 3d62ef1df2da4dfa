import { mustAdmin } from '../../permissions.js'
import { GitHubError, notFound } from '../../errors.js'
import { transaction, type Request, type SystemWrite } from '../../request.js'
import { scopeKey } from '../../state/actions-rows.js'
import type { Environment, Reviewer } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { Transaction } from '../../state/store.js'
import type { World } from '../../world.js'
import { canBeReviewer } from './environment-reviewers.js'

export interface EnvironmentOptions {
  readonly waitTimer: number
  readonly preventSelfReview: boolean
  readonly reviewers: readonly Reviewer[]
  readonly branchPolicy: { readonly protected: boolean; readonly custom: boolean } | null
}

/** Finds an environment; names are case-insensitive. */
export const findEnvironment = (
  world: World,
  repository: Pick<Repository, 'id'>,
  name: string,
): Environment | null => world.store.get('environments', `${repository.id}/${name.toLowerCase()}`)

export function environmentOf(world: World, repository: Repository, name: string): Environment {
  const environment = findEnvironment(world, repository, name)
  if (!environment) throw notFound()
  return environment
}

const invalid = (message: string): GitHubError => new GitHubError(422, message)

/** Creates or replaces an environment; settings missing in the options are reset. */
export function putEnvironment(request: Request, name: string, options: EnvironmentOptions): Environment {
  const { world, repository } = request
  mustAdmin(request)
  mustBeValid(world, repository, options)
  return transaction(request, (write) => {
    const { tx } = write
    const environment = ensureEnvironment(write, name)
    const branchPolicy = options.branchPolicy && (options.branchPolicy.protected ? 'protected' : 'custom')
    if (branchPolicy !== 'custom') removePolicies(world, tx, environment)
    return tx.put('environments', {
      ...environment,
      waitTimer: options.waitTimer,
      preventSelfReview: options.preventSelfReview && options.reviewers.length > 0,
      reviewers: options.reviewers,
      branchPolicy,
      updatedAt: world.now(),
    })
  })
}

function mustBeValid(world: World, repository: Repository, options: EnvironmentOptions): void {
  if (options.waitTimer < 0 || options.waitTimer > 43_200)
    throw invalid('The wait timer must be between 0 and 43200 minutes.')
  if (options.reviewers.length > 6) throw invalid('An environment may have up to 6 reviewers.')
  if (options.reviewers.some((reviewer) => !canBeReviewer(world, repository, reviewer)))
    throw invalid('Reviewers must have at least read access to the repository.')
  if (options.branchPolicy && options.branchPolicy.protected === options.branchPolicy.custom)
    throw invalid('protected_branches and custom_branch_policies cannot have the same value')
}

/** Finds or creates an environment; a deployment or job with an unknown name creates one without protection. */
export function ensureEnvironment({ world, tx, repository }: SystemWrite, name: string): Environment {
  const existing = findEnvironment(world, repository, name)
  if (existing) return existing
  if (name === '' || name.length > 255) throw invalid('Environment name must be 1 to 255 characters long.')
  const at = world.now()
  const { nextId } = world.store
  return tx.put('environments', {
    id: nextId(),
    repository: repository.id,
    name,
    waitTimer: 0,
    preventSelfReview: false,
    reviewers: [],
    branchPolicy: null,
    ruleIds: { timer: nextId(), reviewers: nextId(), branches: nextId() },
    createdAt: at,
    updatedAt: at,
  })
}

/** Deletes an environment with its policies, secrets and variables; its deployments stay. */
export function deleteEnvironment(request: Request, name: string): void {
  const { world, repository } = request
  mustAdmin(request)
  const environment = environmentOf(world, repository, name)
  const scope = scopeKey({ repository: repository.id, environment: environment.id })
  world.store.transaction((tx) => {
    removePolicies(world, tx, environment)
    for (const secret of world.store.by('secrets', 'scope', scope)) tx.remove('secrets', secret)
    for (const variable of world.store.by('variables', 'scope', scope)) tx.remove('variables', variable)
    const key = world.store.get('boxKeys', scope)
    if (key) tx.remove('boxKeys', key)
    tx.remove('environments', environment)
  })
}

function removePolicies(world: World, tx: Transaction, environment: Environment): void {
  for (const policy of world.store.by('branchPolicies', 'environment', environment.id))
    tx.remove('branchPolicies', policy)
}
