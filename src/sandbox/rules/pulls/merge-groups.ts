import { run } from '../../git/run.js'
import { GitHubError } from '../../errors.js'
import { transaction } from '../../request.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { pullOf, userOf } from '../access/access.js'
import { mergeRefOf } from './merge-refs.js'
import { recordEvent } from '../record.js'
import { withRefUpdates } from '../git/refs.js'
import { actionsBotOf } from '../access/actions-bot.js'

export interface MergeGroup {
  readonly head_sha: string
  readonly head_ref: string
  readonly base_sha: string
  readonly base_ref: string
}

/**
 * Creates a merge group for one pull request and requests checks of its commit, as a merge queue would. The sandbox has no
 * queue, so groups are created on request (docs: "Events that trigger workflows", merge_group).
 */
export async function openMergeGroup(
  world: World,
  repository: Repository,
  number: number,
): Promise<MergeGroup> {
  const { pull, author } = pullOf(world, repository, number)
  const sha = await mergeRefOf(world, repository, number)
  if (sha === null) throw new GitHubError(422, 'Pull request is in conflict with its base.')
  const git = world.git(repository)
  const base = await run(git, ['rev-parse', `${sha}^1`])
  const ref = `refs/heads/gh-readonly-queue/${pull.base}/pr-${number}-${base}`
  const bot = actionsBotOf(world)
  await withRefUpdates({ world, actor: bot, repository }, () => run(git, ['update-ref', ref, sha]))
  const group = { head_sha: sha, head_ref: ref, base_sha: base, base_ref: `refs/heads/${pull.base}` }
  const actor = { user: userOf(world, author), token: { ...bot.token, kind: 'classic' as const } }
  transaction({ world, actor, repository }, (write) =>
    recordEvent(write, 'merge_group', 'checks_requested', { merge_group: group }),
  )
  return group
}
