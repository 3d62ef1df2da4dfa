import { parseConfig } from '../../config.js'
import type { Context } from '../../context.js'
import type { Branch, PullRequest, Target } from '../../domain/model/pull-request.js'
import type { PullRequestFacts } from '../../domain/label/pull-request.js'

/** Who is meant: the pull request that was named, or the branch that is checked out. */
export interface PullRequestOrBranch {
  readonly target: Target
  readonly branch: Branch | null
}

export async function readPullRequestOrBranch(
  { git }: Context,
  number: number | undefined,
): Promise<PullRequestOrBranch> {
  if (number !== undefined) return { target: { number }, branch: null }
  const { branch, pullRequest } = await git.checkedOut()
  return pullRequest === null
    ? { target: { branch: branch.name }, branch }
    : { target: { number: pullRequest }, branch: null }
}

/** What GitHub told of the target, as facts. */
export const toFacts = (
  { repository }: Context,
  { target, branch }: PullRequestOrBranch,
  look: {
    configuration: string | null
    defaultBranch: string
    reacts: boolean
    pushed: string | null
    candidates: readonly PullRequest[]
    role: string | null
    now: string
  },
): PullRequestFacts => ({
  repository,
  named: 'number' in target ? target.number : null,
  config: parseConfig(look.configuration),
  defaultBranch: look.defaultBranch,
  reacts: look.reacts,
  branch,
  pushed: look.pushed,
  candidates: look.candidates,
  role: look.role,
  now: look.now,
})

/** The pull request, and nothing else. */
export async function readPullRequestFacts(
  context: Context,
  number: number | undefined,
): Promise<PullRequestFacts> {
  const meant = await readPullRequestOrBranch(context, number)
  return toFacts(context, meant, await context.github.pullRequests.look(context.repository, meant.target))
}
