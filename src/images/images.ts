import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { digestInRegistry, type Fetch } from './registry.js'

export type Images = ReturnType<typeof createImages>

export interface ImagesOptions {
  /** A folder that stands in for the registry; null: the registry that the name of the image names. */
  readonly folder: string | null
  readonly token: string
  readonly fetch: Fetch
}

/** Where images are. In a folder: NAME/tags/TAG holds the digest that a tag points to. */
export const createImages = ({ folder, token, fetch }: ImagesOptions) => ({
  /** The digest that a tag points to, `sha256:…`; null where there is no such tag. */
  digestOf: (image: string, tag: string): Promise<string | null> =>
    folder === null ? digestInRegistry(image, tag, token, fetch) : digestInFolder(folder, image, tag),
})

async function digestInFolder(folder: string, image: string, tag: string): Promise<string | null> {
  try {
    return (await readFile(join(folder, image, 'tags', tag), 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
