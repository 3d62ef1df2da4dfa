import { parseConfig } from '../../config.js'
import type { Context } from '../../context.js'
import type { Branch, PullRequest, Target } from '../../domain/model/pull-request.js'
import type { PullRequestFacts } from '../../domain/label/pull-request.js'

/** The pull request given by number, or the checked-out branch. */
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

/** Converts GitHub's data about the target into facts. */
export const toFacts = (
  { repository }: Context,
  { target, branch }: PullRequestOrBranch,
  data: {
    configuration: string | null
    defaultBranch: string
    hasWorkflow: boolean
    pushed: string | null
    candidates: readonly PullRequest[]
    role: string | null
    now: string
  },
): PullRequestFacts => ({
  repository,
  named: 'number' in target ? target.number : null,
  config: parseConfig(data.configuration),
  defaultBranch: data.defaultBranch,
  hasWorkflow: data.hasWorkflow,
  branch,
  pushed: data.pushed,
  candidates: data.candidates,
  role: data.role,
  now: data.now,
})

/** The facts about a pull request alone. */
export async function readPullRequestFacts(
  context: Context,
  number: number | undefined,
): Promise<PullRequestFacts> {
  const selected = await readPullRequestOrBranch(context, number)
  return toFacts(
    context,
    selected,
    await context.github.pullRequests.read(context.repository, selected.target),
  )
}
