import { shortCommit } from '../../lib/commit.js'
import type { Config } from '../../config.js'
import type { CiResult } from './event.js'
import { refuseBranch, type BranchWithMainCommits } from '../line/line.js'
import type { Plan } from '../plan/plan.js'
import { commitTag, treeTag } from '../model/image.js'

export interface BuildFacts {
  readonly commit: string
  readonly image: string
  /** The digests of the image tags of the commit and of its tree. */
  readonly digests: { readonly commit: string | null; readonly tree: string | null }
  readonly tree: string
  /** The pull request that built the image of these files, and the page of its job; null if not known. */
  readonly origin: { readonly pullRequest: number; readonly page: string | null } | null
  readonly config: Config
  /** The commits of the default branch that the pull request of the run would merge into its line; null if there are none. */
  readonly branchWithMain: BranchWithMainCommits | null
}
export interface BuildOptions {
  readonly push: boolean
  readonly reuse: boolean
}

const buildReason = ({ commit, image }: BuildFacts, push: boolean): string =>
  `Building ${shortCommit(commit)} ${push ? `and pushing it to ${image}` : 'without pushing the image'}.`

function reuseReason({ commit, image, digests, origin }: BuildFacts, digest: string): string {
  if (digests.commit !== null)
    return `Not building: ${image} already has the image of ${shortCommit(commit)}, ${digest}.`
  const source = origin ? `#${origin.pullRequest} built an image of` : `${image} has an image of`
  const page = origin?.page ? ` ${origin.page}` : ''
  return `Not building: ${source} the same files as ${shortCommit(commit)}, ${digest}.${page}`
}

/**
 * A commit is never built twice, and an image of the same files is reused if configured (L1). `tag`: the commit's tag that a
 * reused image still needs, so that it stays the image of this commit. A pull request that would merge commits of the default
 * branch into a line fails here, before it can be merged (L3).
 */
export function planBuild(facts: BuildFacts, { push, reuse }: BuildOptions): Plan<CiResult> {
  const { commit, tree, image, config, digests, branchWithMain } = facts
  const refusal = branchWithMain && refuseBranch(branchWithMain)
  if (refusal) return { steps: [], summary: '', result: { why: [], outputs: {} }, refusal }
  const ofTree = reuse && config.reuse === 'tree' ? digests.tree : null
  const digest = config.reuse === 'never' ? null : (digests.commit ?? ofTree)
  const isNew = push && digest !== null && digests.commit === null
  const reason = digest === null ? buildReason(facts, push) : reuseReason(facts, digest)
  const outputs = {
    image,
    tags: push ? `${commitTag(commit)} ${treeTag(tree)}` : '',
    digest: digest ?? '',
    tag: isNew ? commitTag(commit) : '',
  }
  return { steps: [], summary: reason, result: { why: [reason], outputs } }
}
