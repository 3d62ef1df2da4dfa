import type { Config } from '../../config.js'

export const commitTag = (commit: string): string => `sha-${commit}`
export const treeTag = (tree: string): string => `tree-${tree}`

/** The name of a repository's image, without a tag. */
export function imageOf(config: Config, repository: string): string {
  const [owner = '', name = ''] = repository.toLowerCase().split('/')
  return config.image.name.replaceAll('{owner}', owner).replaceAll('{repository}', name)
}

/** The image of a commit, in the registry and as dev ran it. */
export interface ImageFact {
  readonly name: string
  /** The digest of the commit's tag; without that tag (an image of the same files was reused), the digest that dev ran. */
  readonly digest: string | null
  /** The digest of this commit that dev ran; null if no deployment records one. */
  readonly tested: string | null
  /** Does the content still match the digest? */
  readonly isIntact: boolean
  /** Why the registry could not be read; null if it was. */
  readonly registryError: string | null
}
