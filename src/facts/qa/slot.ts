import type { Context } from '../../context.js'
import { slotLabel } from '../../domain/model/environment.js'
import type { SlotFacts } from '../../domain/qa/slot.js'
import { readPullRequestOrBranch, toFacts } from '../label/pull-request.js'

/** The pull request, and the claims on one slot, or on all. */
export async function readQaFacts(
  context: Context,
  number: number | undefined,
  slot: number | undefined,
): Promise<SlotFacts> {
  const { github, repository } = context
  const selected = await readPullRequestOrBranch(context, number)
  const data =
    slot === undefined
      ? github.slots.readSlots(repository, selected.target)
      : github.slots.readSlot(repository, selected.target, slotLabel(slot))
  const { slots, ...rest } = await data
  return { ...toFacts(context, selected, rest), slots }
}
