import type { Config } from '../config.js'
import type { Context } from '../context.js'
import { imageOf } from '../domain/ci/build.js'
import { RelError } from '../errors.js'

/** What a tag points to; null where there is no such tag. `unseen`: why the registry did not tell, where it did not. */
export interface Seen {
  readonly digest: string | null
  readonly unseen: string | null
}

/** A registry that is out of reach, or does not let in whoever asks, says nothing about the image. */
export async function readDigest(
  { images, repository }: Context,
  config: Config,
  tag: string,
): Promise<Seen> {
  try {
    return { digest: await images.digestOf(imageOf(config, repository), tag), unseen: null }
  } catch (error) {
    if (error instanceof RelError) return { digest: null, unseen: error.message }
    throw error
  }
}
