import { type Refusal, refuse } from '../plan/refusal.js'
import type { CiResult } from './event.js'
import type { Plan } from '../plan/plan.js'

export interface PromoteFacts {
  readonly image: string
  /** What the version's tag points to. */
  readonly tagged: string | null
  /** Do the bytes of the image that is promoted have its digest? Null: it is not there. */
  readonly isIntact: boolean | null
}
export interface PromoteOptions {
  readonly version: string
  readonly digest: string
  /** The tag was made: now it has to be there. */
  readonly done: boolean
}

/** The version gets the very image that was tested; a tag that points elsewhere is never moved (L1). */
export function planPromote(facts: PromoteFacts, options: PromoteOptions): Plan<CiResult> {
  const refusal = refusalToPromote(facts, options)
  const { image, tagged } = facts
  const { version, digest, done } = options
  const why = refusal
    ? refusal.message
    : tagged === null
      ? `${image}:${version} becomes ${digest}.`
      : `${image}:${version} is ${digest}.`
  const outputs = done || refusal ? {} : { image, promote: String(tagged === null) }
  return { steps: [], summary: why, result: { why: [why], outputs }, ...(refusal && { refusal }) }
}

function refusalToPromote(
  { image, tagged, isIntact }: PromoteFacts,
  { version, digest, done }: PromoteOptions,
): Refusal | null {
  if (isIntact === null)
    return refuse(`There is no image ${digest} in ${image}.`, 'Run the main workflow again.')
  if (!isIntact)
    return refuse(
      `The image ${digest} in ${image} has changed: its bytes have another digest.`,
      'Find out who wrote to the registry, and run the main workflow again.',
    )
  if (tagged !== null && tagged !== digest)
    return refuse(
      `${image}:${version} is ${tagged} already, and not ${digest}.`,
      'A version is used once: release the next one.',
    )
  if (done && tagged === null)
    return refuse(
      `${image}:${version} is not there: the action promote ended without making it.`,
      'Look at .github/actions/promote.',
    )
  return null
}
