import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesInRegistry, digestInRegistry, type Fetch } from './registry.js'

export type Images = ReturnType<typeof createImages>

export interface ImagesOptions {
  /** A folder that stands in for the registry; null: the registry that the name of the image names. */
  readonly folder: string | null
  readonly token: string
  readonly fetch: Fetch
}

/** Where images are. In a folder: NAME/tags/TAG holds the digest that a tag points to, blobs/sha256-… the bytes of an image. */
export const createImages = ({ folder, token, fetch }: ImagesOptions) => ({
  /** The digest that a tag points to, `sha256:…`; null where there is no such tag. */
  digestOf: (image: string, tag: string): Promise<string | null> =>
    folder === null ? digestInRegistry(image, tag, token, fetch) : digestInFolder(folder, image, tag),

  /** Do the bytes of an image have the digest that it goes by? Null: it is not there. A registry has the manifest's, which names all others. */
  async hasDigest(image: string, digest: string): Promise<boolean | null> {
    const bytes = await (folder === null
      ? bytesInRegistry(image, digest, token, fetch)
      : unlessMissing(readFile(join(folder, 'blobs', digest.replace(':', '-')))))
    return bytes && `sha256:${createHash('sha256').update(bytes).digest('hex')}` === digest
  },
})

async function digestInFolder(folder: string, image: string, tag: string): Promise<string | null> {
  const text = await unlessMissing(readFile(join(folder, image, 'tags', tag), 'utf8'))
  return text?.trim() ?? null
}

async function unlessMissing<Content>(reading: Promise<Content>): Promise<Content | null> {
  try {
    return await reading
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
