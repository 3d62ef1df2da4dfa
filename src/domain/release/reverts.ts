import type { Change } from './changes.js'

/** A change that was taken back before it was released, and what took it back. */
export interface Reverted {
  readonly change: Change
  readonly by: Change
}

/**
 * What was taken back before it was released is no part of the release, nor is what took it back; a revert of something that
 * was released is a change as any other. A revert that was itself taken back takes nothing back.
 */
export function withoutReverted(changes: readonly Change[]): {
  readonly changes: readonly Change[]
  readonly reverted: readonly Reverted[]
} {
  const gone = new Set<Change>()
  const reverted: Reverted[] = []
  for (const [index, by] of changes.entries()) {
    const named = gone.has(by) ? [] : revertedBy(by)
    if (named.length === 0) continue
    const older = changes.slice(index + 1)
    const found = named.map((wanted) => older.find((change) => wanted(change)))
    for (const change of found)
      if (change && !gone.has(change)) {
        gone.add(change)
        reverted.push({ change, by })
      }
    if (found.every((change) => change !== undefined)) gone.add(by)
  }
  return { changes: changes.filter((change) => !gone.has(change)), reverted }
}

type Names = (change: Change) => boolean

/** `Reverts owner/name#12` of a pull request that GitHub or rel made; `This reverts commit …` of one that git made. */
function revertedBy({ pull, commits }: Change): readonly Names[] {
  const numbers = [...(pull?.body ?? '').matchAll(/^Reverts (?:[\w.-]+\/[\w.-]+)?#(\d+)\b/gm)].map(
    ([, number]): Names =>
      (change) =>
        change.pull?.number === Number(number),
  )
  if (numbers.length > 0) return numbers
  const messages = commits.flatMap(({ message }) => [
    ...message.matchAll(/^This reverts commit ([0-9a-f]{40})\b/gm),
  ])
  const shas = [...new Set(messages.map(([, sha]) => sha!))]
  return shas.map((sha) => (change) => change.commits.some(({ oid }) => oid === sha))
}
