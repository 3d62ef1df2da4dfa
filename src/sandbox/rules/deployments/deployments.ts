import { mustWrite } from '../../actor.js'
import { GitHubError, notFound } from '../../errors.js'
import { resolveCommit } from '../../git/refs.js'
import { transaction, type Request, type Write } from '../../request.js'
import type { Deployment } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { bringUpToDate } from '../pulls/auto-merge.js'
import { contextsOf } from '../actions/commit-statuses.js'
import { ensureEnvironment } from './environments.js'
import { mustFit } from '../field.js'
import { recordEvent } from '../record.js'

export interface DeploymentWish {
  readonly ref: string
  readonly task: string
  readonly payload: unknown
  readonly environment: string
  readonly description: string | null
  readonly transient: boolean
  /** Undefined: production is what is called so. */
  readonly production: boolean | undefined
  readonly autoMerge: boolean
  /** Undefined: all contexts that the commit has. */
  readonly requiredContexts: readonly string[] | undefined
}

export function deploymentOf(world: World, repository: Repository, id: number): Deployment {
  const deployment = world.store.get('deployments', id)
  if (deployment?.repository !== repository.id) throw notFound()
  return deployment
}

/**
 * A deployment, or what GitHub says when it has merged the default branch into the ref instead of making one. Protection
 * rules of the environment are not asked: only jobs wait for them.
 */
export async function createDeployment(
  request: Request,
  wish: DeploymentWish,
): Promise<Deployment | { readonly merged: string }> {
  const { world, repository } = request
  mustWrite(request, 'deployments')
  mustFit('Deployment', 'description', wish.description, 140)
  const git = world.git(repository)
  if ((await resolveCommit(git, wish.ref)) === null)
    throw new GitHubError(422, `No ref found for: ${wish.ref}`)
  if (wish.autoMerge) {
    const merged = await bringUpToDate(request, wish.ref)
    if (merged !== null) return { merged }
  }
  const sha = await resolveCommit(git, wish.ref)
  if (sha === null) throw new GitHubError(422, `No ref found for: ${wish.ref}`)
  mustBeGreen(world, repository, sha, wish)
  return transaction(request, (write) => putDeployment(write, sha, wish))
}

/** The row and its event; its environment comes into being with it. */
export function putDeployment(
  write: Write,
  sha: string,
  wish: Omit<DeploymentWish, 'autoMerge' | 'requiredContexts'>,
): Deployment {
  const { world, tx, actor, repository } = write
  const at = world.now()
  const { name } = ensureEnvironment(write, wish.environment)
  const deployment = tx.put('deployments', {
    id: world.store.nextId(),
    repository: repository.id,
    sha,
    ref: wish.ref,
    task: wish.task,
    payload: wish.payload,
    originalEnvironment: name,
    environment: name,
    description: wish.description,
    creator: actor.user.login,
    createdAt: at,
    updatedAt: at,
    transient: wish.transient,
    production: wish.production ?? name.toLowerCase() === 'production',
    state: null,
  })
  const { id: deploymentId, ref, task } = deployment
  const payload = { deployment: deploymentId, environment: name, ref, sha, task, payload: wish.payload }
  recordEvent(write, 'deployment', 'created', payload)
  return deployment
}

/** The contexts that are named, or else all that the commit has, need to be successes. */
function mustBeGreen(
  world: World,
  repository: Repository,
  sha: string,
  { ref, requiredContexts }: DeploymentWish,
): void {
  if (requiredContexts?.length === 0) return
  const all = contextsOf(world, repository, sha)
  const asked = requiredContexts?.map(
    (context) => all.find((each) => each.context === context) ?? { context, state: 'pending' },
  )
  if ((asked ?? all).every(({ state }) => state === 'success')) return
  throw new GitHubError(409, `Conflict: Commit status checks failed for ${ref}.`, {
    errors: [{ contexts: asked ?? all, resource: 'Deployment', field: 'required_contexts', code: 'invalid' }],
  })
}
