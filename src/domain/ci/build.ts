import type { Config } from '../../config.js'
import type { CiResult } from './event.js'
import type { Plan } from '../plan.js'

export interface BuildFacts {
  readonly commit: string
  readonly image: string
  /** What the tags of the commit and of its files point to. */
  readonly digests: { readonly commit: string | null; readonly tree: string | null }
  readonly tree: string
  readonly config: Config
}
export interface BuildWish {
  readonly push: boolean
  readonly reuse: boolean
}

export const commitTag = (commit: string): string => `sha-${commit}`
export const treeTag = (tree: string): string => `tree-${tree}`

/** The name of a repository's image, without a tag. */
export function imageOf(config: Config, repository: string): string {
  const [owner = '', name = ''] = repository.toLowerCase().split('/')
  return config.image.name.replaceAll('{owner}', owner).replaceAll('{repository}', name)
}

/** The same commit is never built twice; an image of the same files is used again where that is wanted (L1). */
export function planBuild(facts: BuildFacts, { push, reuse }: BuildWish): Plan<CiResult> {
  const { commit, tree, image, config, digests } = facts
  const ofTree = reuse && config.reuse === 'tree' ? digests.tree : null
  const digest = config.reuse === 'never' ? null : (digests.commit ?? ofTree)
  const short = commit.slice(0, 7)
  const reason =
    digest === null
      ? `${short} is built${push ? ` and pushed to ${image}` : '; nothing is pushed from this run'}.`
      : digests.commit === null
        ? `${image} has an image of the same files as ${short}, ${digest}: nothing is built.`
        : `${image} has the image of ${short}, ${digest}: nothing is built.`
  const outputs = {
    image,
    tags: push ? `${commitTag(commit)} ${treeTag(tree)}` : '',
    digest: digest ?? '',
  }
  return { steps: [], summary: reason, result: { why: [reason], outputs } }
}
