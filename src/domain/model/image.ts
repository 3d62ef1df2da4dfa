import type { Config } from '../../config.js'

export const commitTag = (commit: string): string => `sha-${commit}`
export const treeTag = (tree: string): string => `tree-${tree}`

/** The name of a repository's image, without a tag. */
export function imageOf(config: Config, repository: string): string {
  const [owner = '', name = ''] = repository.toLowerCase().split('/')
  return config.image.name.replaceAll('{owner}', owner).replaceAll('{repository}', name)
}

/** The image of a commit, in the registry and in what was tested. */
export interface ImageFact {
  readonly name: string
  /** The digest that the commit's tag points to; without that tag, since an image of the same files was used again, the one that dev ran. */
  readonly digest: string | null
  /** The digest that dev ran of this commit, where its record names one. */
  readonly tested: string | null
  /** Do its bytes still have that digest? */
  readonly isIntact: boolean
  /** Why the registry could not be asked; null where it was. */
  readonly registryError: string | null
}
