import { mustAdmin } from '../../permissions.js'
import { GitHubError, notFound } from '../../errors.js'
import { type Request } from '../../request.js'
import type { BranchPolicy, Environment } from '../../state/deployment-rows.js'
import type { World } from '../../world.js'
import { fnmatch } from '../repository/fnmatch.js'

/**
 * May a job that runs on this ref deploy to the environment? `ref` is a full name. Jobs of a pull request run on
 * refs/pull/N/merge, which a branch policy names as a whole (GitHub changelog of 2025-12-08). Without any protected branch
 * "protected branches only" lets every branch in.
 */
export function refMayDeploy(
  { branchPolicy }: Pick<Environment, 'branchPolicy'>,
  policies: readonly Pick<BranchPolicy, 'name' | 'type'>[],
  ref: string,
  protectedBranches: readonly string[],
): boolean {
  if (branchPolicy === null) return true
  const type = ref.startsWith('refs/tags/') ? 'tag' : 'branch'
  const name = ref.replace(/^refs\/(heads|tags)\//, '')
  if (branchPolicy === 'custom')
    return policies.some((policy) => policy.type === type && fnmatch(policy.name, name))
  if (!ref.startsWith('refs/heads/')) return false
  return protectedBranches.length === 0 || protectedBranches.includes(name)
}

/** What GitHub writes on a job that may not deploy. */
export const refusalOf = ({ name }: Pick<Environment, 'name'>, ref: string): string =>
  `${ref.startsWith('refs/tags/') ? 'Tag' : 'Branch'} "${ref.replace(/^refs\/(heads|tags)\//, '')}" is not allowed to deploy to ${name} due to environment protection rules.`

export const policiesOf = (world: World, { id }: Environment): readonly BranchPolicy[] =>
  world.store.by('branchPolicies', 'environment', id)

/** Null: such a policy is there already. */
export function createPolicy(
  request: Request,
  environment: Environment,
  { name, type }: Pick<BranchPolicy, 'name' | 'type'>,
): BranchPolicy | null {
  const { world, repository } = request
  mustAdmin(request)
  if (environment.branchPolicy !== 'custom') throw notFound()
  if (name === '') throw new GitHubError(422, 'The name of a deployment branch policy must not be empty.')
  if (policiesOf(world, environment).some((known) => known.name === name && known.type === type)) return null
  return world.store.transaction((tx) =>
    tx.put('branchPolicies', {
      id: world.store.nextId(),
      repository: repository.id,
      environment: environment.id,
      name,
      type,
    }),
  )
}

export function deletePolicy(request: Request, environment: Environment, id: number): void {
  const { world } = request
  mustAdmin(request)
  const policy = world.store.get('branchPolicies', id)
  if (policy?.environment !== environment.id) throw notFound()
  world.store.transaction((tx) => tx.remove('branchPolicies', policy))
}
