import { shortCommit } from '../../lib/commit.js'
import type { ImageFact } from '../model/image.js'
import type { Check } from '../plan/check.js'

/** The image of the commit exists, is complete, and is the one that was tested on dev. */
export function checkImage(
  { name, digest, tested, isIntact, registryError }: ImageFact,
  commit: string,
): Check<'image-unverified'> {
  const short = shortCommit(commit)
  const check = (passed: boolean, finding: string, remedy: string): Check<'image-unverified'> => ({
    name: 'image-unverified',
    passed,
    finding,
    remedy,
    final: true,
  })
  if (registryError !== null)
    return tested === null
      ? check(
          false,
          `Cannot read the image of ${short} in ${name}: ${registryError.replace(/\.$/, '')}.`,
          'Run `gh auth refresh --scopes read:packages` to let the token read packages.',
        )
      : check(
          true,
          `dev tested ${tested}; the release workflow verifies it, because the registry cannot be read from here.`,
          '',
        )
  if (digest === null)
    return check(false, `There is no image of ${short} in ${name}.`, `Re-run the main workflow for ${short}.`)
  if (tested !== null && tested !== digest)
    return check(
      false,
      `The image of ${short} is now ${digest}, but dev tested ${tested}.`,
      'Find out who pushed it, then re-run the main workflow.',
    )
  if (!isIntact)
    return check(
      false,
      `The image of ${short} was deleted or changed: ${name} has no content for ${digest}.`,
      'Find out who changed the registry, then re-run the main workflow.',
    )
  return check(true, `The image of ${short} is ${digest}.`, '')
}
