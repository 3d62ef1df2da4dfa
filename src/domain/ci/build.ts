import { shortCommit } from '../../lib/commit.js'
import type { Config } from '../../config.js'
import type { CiResult } from './event.js'
import { refuseBranch, type BranchWithMainCommits } from '../line/line.js'
import type { Plan } from '../plan/plan.js'
import { commitTag, treeTag } from '../model/image.js'

export interface BuildFacts {
  readonly commit: string
  readonly image: string
  /** What the tags of the commit and of its files point to. */
  readonly digests: { readonly commit: string | null; readonly tree: string | null }
  readonly tree: string
  /** The pull request that built the image of these files, and the page of the job that did; null where it is not known. */
  readonly origin: { readonly pullRequest: number; readonly page: string | null } | null
  readonly config: Config
  /** What the pull request of the run would bring of the default branch into its line; null where that is nothing. */
  readonly branchWithMain: BranchWithMainCommits | null
}
export interface BuildOptions {
  readonly push: boolean
  readonly reuse: boolean
}

const toBuild = ({ commit, image }: BuildFacts, push: boolean): string =>
  `${shortCommit(commit)} is built${push ? ` and pushed to ${image}` : '; nothing is pushed from this run'}.`

function notToBuild({ commit, image, digests, origin }: BuildFacts, digest: string): string {
  if (digests.commit !== null)
    return `${image} has the image of ${shortCommit(commit)}, ${digest}: nothing is built.`
  const source = origin ? `#${origin.pullRequest} built the image of` : `${image} has an image of`
  const page = origin?.page ? ` ${origin.page}` : ''
  return `${source} the same files as ${shortCommit(commit)}, ${digest}: nothing is built.${page}`
}

/**
 * The same commit is never built twice; an image of the same files is used again where that is wanted (L1). `tag`: what such an
 * image lacks to be the commit's own from then on, whoever builds the same files later. A pull request that would bring commits of
 * the default branch into a line fails here, before it can be merged (L3).
 */
export function planBuild(facts: BuildFacts, { push, reuse }: BuildOptions): Plan<CiResult> {
  const { commit, tree, image, config, digests, branchWithMain } = facts
  const refusal = branchWithMain && refuseBranch(branchWithMain)
  if (refusal) return { steps: [], summary: '', result: { why: [], outputs: {} }, refusal }
  const ofTree = reuse && config.reuse === 'tree' ? digests.tree : null
  const digest = config.reuse === 'never' ? null : (digests.commit ?? ofTree)
  const isNew = push && digest !== null && digests.commit === null
  const reason = digest === null ? toBuild(facts, push) : notToBuild(facts, digest)
  const outputs = {
    image,
    tags: push ? `${commitTag(commit)} ${treeTag(tree)}` : '',
    digest: digest ?? '',
    tag: isNew ? commitTag(commit) : '',
  }
  return { steps: [], summary: reason, result: { why: [reason], outputs } }
}
