import { type Refusal, refuse } from '../plan/refusal.js'
import type { CiResult } from './event.js'
import type { Plan } from '../plan/plan.js'

export interface PromoteFacts {
  readonly image: string
  /** The digest of the version's tag; null if there is no such tag. */
  readonly tagged: string | null
  /** Does the content of the image match its digest? Null if it does not exist. */
  readonly isIntact: boolean | null
}
export interface PromoteOptions {
  readonly version: string
  readonly digest: string
  /** The tag was created, and must exist now. */
  readonly done: boolean
}

/** Tags the tested image with the version; an existing tag is never moved (L1). */
export function planPromote(facts: PromoteFacts, options: PromoteOptions): Plan<CiResult> {
  const refusal = refusalToPromote(facts, options)
  const { image, tagged } = facts
  const { version, digest, done } = options
  const why = refusal
    ? refusal.message
    : tagged === null
      ? `Tagging ${digest} as ${image}:${version}.`
      : `${image}:${version} is ${digest}.`
  const outputs = done || refusal ? {} : { image, promote: String(tagged === null) }
  return { steps: [], summary: why, result: { why: [why], outputs }, ...(refusal && { refusal }) }
}

function refusalToPromote(
  { image, tagged, isIntact }: PromoteFacts,
  { version, digest, done }: PromoteOptions,
): Refusal | null {
  if (isIntact === null)
    return refuse(`There is no image ${digest} in ${image}.`, 'Re-run the main workflow.')
  if (!isIntact)
    return refuse(
      `The image ${digest} in ${image} has changed: its content does not match its digest.`,
      'Find out who wrote to the registry, and re-run the main workflow.',
    )
  if (tagged !== null && tagged !== digest)
    return refuse(
      `${image}:${version} is already ${tagged}, not ${digest}.`,
      'A version cannot be reused; release the next one.',
    )
  if (done && tagged === null)
    return refuse(
      `${image}:${version} does not exist: the action promote has not created the tag.`,
      'Check .github/actions/promote/action.yml.',
    )
  return null
}
