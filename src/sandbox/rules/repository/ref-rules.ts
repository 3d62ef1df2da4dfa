import { GitHubError } from '../../errors.js'
import type { Request } from '../../request.js'
import { mustAllowCommit } from '../actions/workflow-files.js'
import type { RefMove } from './ref-move.js'
import { violationsOf, type Violation } from './violations.js'

/**
 * Checks a ref change over REST or GraphQL against protection, rulesets and the permission for workflow files. Throws GitHub's
 * 422, or 403 if the token may not add workflows. For pushes see push-verdicts.ts.
 */
export async function mustAllowRef(request: Request, move: RefMove): Promise<void> {
  const { world, actor, repository } = request
  const violations = await violationsOf(request, move)
  if (violations.length > 0) throw new GitHubError(422, violationMessage(violations, move))
  if (move.after !== null) await mustAllowCommit(actor, world.git(repository), move.after)
}

/** Checks a merge of a pull request; a violation is a 405. */
export async function mustAllowMerge(request: Request, move: RefMove): Promise<void> {
  const { world, actor, repository } = request
  const violations = await violationsOf(request, { ...move, through: 'pull' })
  if (violations.length > 0)
    throw new GitHubError(405, violationMessage(violations, move), {
      documentation: 'https://docs.github.com/articles/about-protected-branches',
    })
  if (move.after !== null) await mustAllowCommit(actor, world.git(repository), move.head ?? move.after)
}

/** Of branch protection only the first violation is named; of rulesets all are listed. */
export function violationMessage(violations: readonly Violation[], { before }: RefMove): string {
  const protection = violations.find(({ by }) => by === 'protection')
  if (protection) return before === null ? 'Reference update failed' : protection.text
  return `Repository rule violations found\n\n${violations.map(({ text }) => `${text}\n\n`).join('')}`
}
