import type { Change } from './changes.js'

/** A change that was reverted before its release. */
export interface Reverted {
  readonly change: Change
  readonly revert: Change
}

/**
 * Leaves out changes that were reverted before their release, together with their reverts. A revert of a released change is a
 * change as any other; a reverted revert has no effect.
 */
export function withoutReverted(changes: readonly Change[]): {
  readonly changes: readonly Change[]
  readonly reverted: readonly Reverted[]
} {
  const removed = new Set<Change>()
  const reverted: Reverted[] = []
  for (const [index, revert] of changes.entries()) {
    const named = removed.has(revert) ? [] : revertedBy(revert)
    if (named.length === 0) continue
    const older = changes.slice(index + 1)
    const found = named.map((isNamed) => older.find((change) => isNamed(change)))
    for (const change of found)
      if (change && !removed.has(change)) {
        removed.add(change)
        reverted.push({ change, revert })
      }
    if (found.every((change) => change !== undefined)) removed.add(revert)
  }
  return { changes: changes.filter((change) => !removed.has(change)), reverted }
}

type IsNamed = (change: Change) => boolean

/** The changes named by `Reverts owner/name#12` of a pull request of GitHub or rel, or by `This reverts commit …` of git. */
function revertedBy({ pull, commits }: Change): readonly IsNamed[] {
  const numbers = [...(pull?.body ?? '').matchAll(/^Reverts (?:[\w.-]+\/[\w.-]+)?#(\d+)\b/gm)].map(
    ([, number]): IsNamed =>
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
