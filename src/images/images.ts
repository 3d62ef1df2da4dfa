import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesInRegistry, digestInRegistry, type Fetch, type RegistryCredentials } from './registry.js'

export type Images = ReturnType<typeof createImages>

export interface ImagesOptions {
  /** A folder that replaces the registry; null for the registry in the name of the image. */
  readonly folder: string | null
  readonly credentials: RegistryCredentials
  readonly fetch: Fetch
}

/** Reads images from a registry or a folder. In a folder, NAME/tags/TAG holds the digest of a tag, blobs/sha256-… an image. */
export const createImages = ({ folder, credentials, fetch }: ImagesOptions) => ({
  /** The digest of a tag, `sha256:…`; null if the tag does not exist. */
  digestOf: (image: string, tag: string): Promise<string | null> =>
    folder === null ? digestInRegistry(image, tag, credentials, fetch) : digestInFolder(folder, image, tag),

  /** Whether the stored bytes have the digest; null if they are missing. In a registry, these are the bytes of the manifest. */
  async hasDigest(image: string, digest: string): Promise<boolean | null> {
    const bytes = await (folder === null
      ? bytesInRegistry(image, digest, credentials, fetch)
      : unlessMissing(readFile(join(folder, 'blobs', digest.replace(':', '-')))))
    return bytes && `sha256:${createHash('sha256').update(bytes).digest('hex')}` === digest
  },
})

async function digestInFolder(folder: string, image: string, tag: string): Promise<string | null> {
  const text = await unlessMissing(readFile(join(folder, image, 'tags', tag), 'utf8'))
  return text?.trim() ?? null
}

async function unlessMissing<Content>(content: Promise<Content>): Promise<Content | null> {
  try {
    return await content
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
