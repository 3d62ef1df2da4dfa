import { isWorkflow } from '../../permissions.js'
import type { Actor, Request } from '../../request.js'
import { rulesetsOf } from './rulesets.js'
import type { RefMove } from './ref-move.js'
import { violationsOf } from './violations.js'
import { firstNewWorkflow, mayTouchWorkflows } from '../actions/workflow-files.js'

/** Why a push of a ref is declined: `reason` is shown in git's list of refs, `remote` in its `remote:` lines. */
export interface Verdict {
  readonly reason: string
  readonly remote: string
}

/**
 * The prefixes of the refs that the push hook has to check. Most repositories have none, which saves the process that a
 * check starts.
 */
export function checkedRefPrefixes({ world, actor, repository }: Request): readonly string[] {
  if (!mayTouchWorkflows(actor)) return ['refs/heads', 'refs/tags']
  const branches = world.store.by('protections', 'repository', repository.id)
  const targets = rulesetsOf(world, repository).filter(({ enforcement }) => enforcement === 'active')
  return [
    ...new Set([
      ...branches.map(({ branch }) => `refs/heads/${branch}`),
      ...(world.store.first('releases', 'immutable', repository.id) ? ['refs/tags'] : []),
      ...targets.map(({ target }) => (target === 'tag' ? 'refs/tags' : 'refs/heads')),
    ]),
  ]
}

/** Null if the push is allowed. The commits of the push are already in the repository, the ref is not moved yet. */
export async function verdictOf(request: Request, move: RefMove): Promise<Verdict | null> {
  const { world, actor, repository } = request
  const { ref, after } = move
  const violations = await violationsOf(request, move)
  const protection = violations.filter(({ by }) => by === 'protection')
  if (protection.length > 0)
    return {
      reason: 'protected branch hook declined',
      remote: listViolations(`error: GH006: Protected branch update failed for ${ref}.\n`, protection),
    }
  if (violations.length > 0) {
    const page = `${world.urls.html}/${repository.owner}/${repository.name}/rules?ref=${encodeURIComponent(ref)}`
    return {
      reason: 'push declined due to repository rule violations',
      remote: listViolations(
        `error: GH013: Repository rule violations found for ${ref}.\nReview all repository rules at ${page}\n`,
        violations,
      ),
    }
  }
  if (after === null || mayTouchWorkflows(actor)) return null
  const path = await firstNewWorkflow(world.git(repository), after)
  return path === null ? null : { reason: workflowRefusal(actor, path), remote: '' }
}

const listViolations = (head: string, violations: readonly { readonly text: string }[]): string =>
  `${head}\n${violations.map(({ text }) => `- ${text}\n`).join('')}\n`

const workflowRefusal = (actor: Actor, path: string): string =>
  isWorkflow(actor)
    ? `refusing to allow a GitHub App to create or update workflow \`${path}\` without \`workflows\` permission`
    : `refusing to allow a Personal Access Token to create or update workflow \`${path}\` without \`workflow\` scope`
