import type { Config } from '../../config.js'
import type { Context } from '../../context.js'
import { commitTag, type ImageFact, imageOf } from '../../domain/model/image.js'
import { digestOf, type History } from '../../domain/model/deployment.js'
import { RelError } from '../../errors.js'

/** What a tag points to; null where there is no such tag. `unseen`: why the registry did not tell, where it did not. */
export interface ImageDigest {
  readonly digest: string | null
  readonly unseen: string | null
}

/** A registry that is out of reach, or does not let in whoever asks, says nothing about the image. */
export async function readDigest(
  { images, repository }: Context,
  config: Config,
  tag: string,
): Promise<ImageDigest> {
  try {
    return { digest: await images.digestOf(imageOf(config, repository), tag), unseen: null }
  } catch (error) {
    if (error instanceof RelError) return { digest: null, unseen: error.message }
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
  const whole = digest !== null && (await images.hasDigest(name, digest)) === true
  return { name, digest, tested, whole, unseen: null }
}

/** The same from a laptop, whose token may see no packages: what dev ran is known all the same. */
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
    const unseen = RelError.from(error).message
    return { name: imageOf(config, context.repository), digest: tested, tested, whole: true, unseen }
  }
}
