import { mustAdmin } from '../../permissions.js'
import { GitHubError, notFound } from '../../errors.js'
import { type Request } from '../../request.js'
import type { BranchPolicy, Environment } from '../../state/deployment-rows.js'
import type { World } from '../../world.js'
import { fnmatch } from '../repository/fnmatch.js'

/**
 * Whether a job that runs on this ref may deploy to the environment. `ref` is a full name. Jobs of a pull request run on
 * refs/pull/N/merge, which a branch policy has to match in full (GitHub changelog of 2025-12-08). "Protected branches only"
 * allows every branch if the repository has no protected branch.
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

/** GitHub's annotation of a job that may not deploy. */
export const refusalOf = ({ name }: Pick<Environment, 'name'>, ref: string): string =>
  `${ref.startsWith('refs/tags/') ? 'Tag' : 'Branch'} "${ref.replace(/^refs\/(heads|tags)\//, '')}" is not allowed to deploy to ${name} due to environment protection rules.`

export const policiesOf = (world: World, { id }: Environment): readonly BranchPolicy[] =>
  world.store.by('branchPolicies', 'environment', id)

/** Null if the policy already exists. */
export function createPolicy(
  request: Request,
  environment: Environment,
  { name, type }: Pick<BranchPolicy, 'name' | 'type'>,
): BranchPolicy | null {
  const { world, repository } = request
  mustAdmin(request)
  if (environment.branchPolicy !== 'custom') throw notFound()
  if (name === '') throw new GitHubError(422, 'The name of a deployment branch policy must not be empty.')
  if (policiesOf(world, environment).some((policy) => policy.name === name && policy.type === type))
    return null
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
