import { GitHubError } from '../../errors.js'
import type { Request } from '../../request.js'
import { mustAllowCommit } from '../actions/workflow-files.js'
import type { RefMove } from './ref-move.js'
import { violationsOf, type Violation } from './violations.js'

/**
 * Whoever writes a ref over REST or GraphQL passes here: protection, rulesets, and workflow files. Throws GitHub's 422, or 403
 * where a token may not bring workflows in. A push goes the same way in git's words: see push-verdicts.ts.
 */
export async function mustAllowRef(request: Request, move: RefMove): Promise<void> {
  const { world, actor, repository } = request
  const violations = await violationsOf(request, move)
  if (violations.length > 0) throw new GitHubError(422, wordsOf(violations, move))
  if (move.after !== null) await mustAllowCommit(actor, world.git(repository), move.after)
}

/** A merge of a pull request, which is refused with 405. `move.through` is pull. */
export async function mustAllowMerge(request: Request, move: RefMove): Promise<void> {
  const { world, actor, repository } = request
  const violations = await violationsOf(request, { ...move, through: 'pull' })
  if (violations.length > 0)
    throw new GitHubError(405, wordsOf(violations, move), {
      documentation: 'https://docs.github.com/articles/about-protected-branches',
    })
  if (move.after !== null) await mustAllowCommit(actor, world.git(repository), move.head ?? move.after)
}

/** What a protected branch says comes first, and alone; rulesets say all that they have to say. */
export function wordsOf(violations: readonly Violation[], { before }: RefMove): string {
  const protection = violations.find(({ by }) => by === 'protection')
  if (protection) return before === null ? 'Reference update failed' : protection.text
  return `Repository rule violations found\n\n${violations.map(({ text }) => `${text}\n\n`).join('')}`
}
