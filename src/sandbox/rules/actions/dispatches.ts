import { mustWrite } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { findRef, resolveCommit } from '../../git/refs.js'
import { transaction, type Request } from '../../request.js'
import type { Run } from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { dispatchInputs } from './dispatch-inputs.js'
import { recordEvent } from '../record.js'
import { headCommitOf, putRun } from './runs.js'
import { nameAt, workflowOf, workflowText } from './workflows.js'

/**
 * Dispatches a workflow. Its file must be on the default branch; the inputs are those that the file declares at the ref. The run
 * is queued when this returns. A workflow's own token may dispatch too, and starts a run with it.
 */
export async function dispatchWorkflow(
  request: Request,
  name: string,
  options: { readonly ref: string; readonly inputs: Readonly<Record<string, unknown>> },
): Promise<Run> {
  const { world, actor, repository } = request
  mustWrite(request, 'actions')
  const workflow = await workflowOf(world, repository, name)
  const git = world.git(repository)
  const ref = await fullRef(world, repository, options.ref)
  const sha = ref === null ? null : await resolveCommit(git, ref)
  if (ref === null || sha === null) throw new GitHubError(422, `No ref found for: ${options.ref}`)
  const inputs = await dispatchInputs(
    await workflowText(world, repository, sha, workflow.path),
    options.inputs,
  )
  const title = await nameAt(world, repository, sha, workflow.path)
  const headCommit = await headCommitOf(world, repository, sha)
  return transaction(request, (write) => {
    const run = putRun(world, write.tx, workflow, {
      event: 'workflow_dispatch',
      name: title,
      ref,
      headSha: sha,
      headCommit,
      actor: actor.user.login,
      inputs,
    })
    const payload = { workflow: workflow.path, ref, inputs, run: run.id }
    recordEvent(write, 'workflow_dispatch', null, payload)
    return run
  })
}

/** The full name of a ref: branches before tags, null for a commit. */
async function fullRef(world: World, repository: Repository, name: string): Promise<string | null> {
  for (const candidate of [name, `refs/heads/${name}`, `refs/tags/${name}`])
    if (await findRef(world.git(repository), candidate)) return candidate
  return null
}
