import type { Config } from '../../config.js'
import type { Context } from '../../context.js'
import { commitTag, type ImageFact, imageOf } from '../../domain/model/image.js'
import { digestOf, type History } from '../../domain/model/deployment.js'
import { RelError } from '../../errors.js'

/** The digest of a tag; null if there is no such tag. `registryError`: why the registry could not be read. */
export interface ImageDigest {
  readonly digest: string | null
  readonly registryError: string | null
}

/** Reads the digest of a tag; an unreachable registry or a missing permission is no error. */
export async function readDigest(
  { images, repository }: Context,
  config: Config,
  tag: string,
): Promise<ImageDigest> {
  try {
    return { digest: await images.digestOf(imageOf(config, repository), tag), registryError: null }
  } catch (error) {
    if (error instanceof RelError) return { digest: null, registryError: error.message }
    throw error
  }
}

/** The image of a commit in the registry, and the one that dev ran. */
export async function readImage(
  { images, repository }: Context,
  config: Config,
  commit: string,
  dev: History,
): Promise<ImageFact> {
  const name = imageOf(config, repository)
  const tested = digestOf(dev, commit)
  const digest = (await images.digestOf(name, commitTag(commit))) ?? tested
  const isIntact = digest !== null && (await images.hasDigest(name, digest)) === true
  return { name, digest, tested, isIntact, registryError: null }
}

/** The same for a token that may not read packages: falls back to the digest that dev ran. */
export async function readImageWithoutRegistry(
  context: Context,
  config: Config,
  commit: string,
  dev: History,
): Promise<ImageFact> {
  try {
    return await readImage(context, config, commit, dev)
  } catch (error) {
    const tested = digestOf(dev, commit)
    const registryError = RelError.from(error).message
    return {
      name: imageOf(config, context.repository),
      digest: tested,
      tested,
      isIntact: true,
      registryError,
    }
  }
}
