import { isWorkflow, mustWrite } from '../../permissions.js'
import { GitHubError, notFound } from '../../errors.js'
import { resolveCommit } from '../../git/refs.js'
import { transaction, type Request, type Write } from '../../request.js'
import type { Deployment } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { mergeDefaultBranch } from '../pulls/auto-merge.js'
import { contextsOf } from '../actions/commit-statuses.js'
import { ensureEnvironment } from './environments.js'
import { mustFitLength } from '../field.js'
import { recordEvent } from '../record.js'

export interface DeploymentOptions {
  readonly ref: string
  readonly task: string
  readonly payload: unknown
  readonly environment: string
  readonly description: string | null
  readonly transient: boolean
  /** Undefined: true for an environment named production. */
  readonly production: boolean | undefined
  readonly autoMerge: boolean
  /** Undefined: all contexts of the commit. */
  readonly requiredContexts: readonly string[] | undefined
}

export function deploymentOf(world: World, repository: Repository, id: number): Deployment {
  const deployment = world.store.get('deployments', id)
  if (deployment?.repository !== repository.id) throw notFound()
  return deployment
}

/**
 * Creates a deployment, or returns GitHub's message if it merged the default branch into the ref instead. Protection rules of
 * the environment are not checked: only jobs wait for them.
 */
export async function createDeployment(
  request: Request,
  options: DeploymentOptions,
): Promise<Deployment | { readonly merged: string }> {
  const { world, repository } = request
  mustWrite(request, 'deployments')
  mustFitLength('Deployment', 'description', options.description, 140)
  const git = world.git(repository)
  if ((await resolveCommit(git, options.ref)) === null)
    throw new GitHubError(422, `No ref found for: ${options.ref}`)
  if (options.autoMerge) {
    const merged = await mergeDefaultBranch(request, options.ref)
    if (merged !== null) return { merged }
  }
  const sha = await resolveCommit(git, options.ref)
  if (sha === null) throw new GitHubError(422, `No ref found for: ${options.ref}`)
  mustBeGreen(world, repository, sha, options)
  return transaction(request, (write) => putDeployment(write, sha, options))
}

/** A deployment is active until it has a status other than success. The only one of its environment can always be deleted. */
export function deleteDeployment(request: Request, deployment: Deployment): void {
  const { store } = request.world
  mustWrite(request, 'deployments')
  const environment = `${deployment.repository}/${deployment.environment.toLowerCase()}`
  const isActive = deployment.state === null || deployment.state === 'success'
  if (isActive && store.by('deployments', 'environment', environment).length > 1)
    throw new GitHubError(
      422,
      'We cannot delete an active deployment unless it is the only deployment in a given environment.',
    )
  transaction(request, ({ tx }) => {
    for (const status of store.by('deploymentStatuses', 'deployment', deployment.id))
      tx.remove('deploymentStatuses', status)
    tx.remove('deployments', deployment)
  })
}

/** Writes the row and its event, and creates the environment if it is missing. */
export function putDeployment(
  write: Write,
  sha: string,
  options: Omit<DeploymentOptions, 'autoMerge' | 'requiredContexts'>,
): Deployment {
  const { world, tx, actor, repository } = write
  const at = world.now()
  const { name } = ensureEnvironment(write, options.environment)
  const deployment = tx.put('deployments', {
    id: world.store.nextId(),
    repository: repository.id,
    sha,
    ref: options.ref,
    task: options.task,
    payload: options.payload,
    originalEnvironment: name,
    environment: name,
    description: options.description,
    creator: actor.user.login,
    viaActions: isWorkflow(actor),
    createdAt: at,
    updatedAt: at,
    transient: options.transient,
    production: options.production ?? name.toLowerCase() === 'production',
    state: null,
  })
  const { id: deploymentId, ref, task } = deployment
  const payload = { deployment: deploymentId, environment: name, ref, sha, task, payload: options.payload }
  recordEvent(write, 'deployment', 'created', payload)
  return deployment
}

/** Refuses a commit unless the required contexts, or by default all of its contexts, are successes. */
function mustBeGreen(
  world: World,
  repository: Repository,
  sha: string,
  { ref, requiredContexts }: DeploymentOptions,
): void {
  if (requiredContexts?.length === 0) return
  const all = contextsOf(world, repository, sha)
  const required = requiredContexts?.map(
    (context) => all.find((candidate) => candidate.context === context) ?? { context, state: 'pending' },
  )
  if ((required ?? all).every(({ state }) => state === 'success')) return
  throw new GitHubError(409, `Conflict: Commit status checks failed for ${ref}.`, {
    errors: [
      { contexts: required ?? all, resource: 'Deployment', field: 'required_contexts', code: 'invalid' },
    ],
  })
}
