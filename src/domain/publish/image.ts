import { shortCommit } from '../../lib/commit.js'
import type { ImageFact } from '../model/image.js'
import type { Check } from '../plan/check.js'

/** The image that was built of a commit, and tested on dev, is there and is still the same. */
export function checkImage(
  { name, digest, tested, isIntact, registryError }: ImageFact,
  commit: string,
): Check<'image'> {
  const short = shortCommit(commit)
  const say = (passed: boolean, finding: string, remedy: string): Check<'image'> => ({
    name: 'image',
    passed,
    finding,
    remedy,
    final: true,
  })
  if (registryError !== null)
    return tested === null
      ? say(
          false,
          `Whether ${name} has an image of ${short} is not to be seen: ${registryError.replace(/\.$/, '')}.`,
          'Let the token read packages: `gh auth refresh --scopes read:packages`.',
        )
      : say(
          true,
          `dev tested ${tested}; the release's run compares it, since the registry is not to be seen from here.`,
          '',
        )
  if (digest === null)
    return say(false, `There is no image of ${short} in ${name}.`, `Run the main workflow of ${short} again.`)
  if (tested !== null && tested !== digest)
    return say(
      false,
      `The image of ${short} is ${digest} by now, and ${tested} was tested.`,
      'Find out who pushed it, and run the main workflow again.',
    )
  if (!isIntact)
    return say(
      false,
      `The image of ${short} is gone or has changed: no bytes of ${digest} are in ${name}.`,
      'Find out who wrote to the registry, and run the main workflow again.',
    )
  return say(true, `The image of ${short} is ${digest}.`, '')
}
