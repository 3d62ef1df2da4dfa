import type { Draw } from './drawn.js'
import type { Change, NewCommit } from './history.js'

/** Years of work on main: changes, renames, binary files, reverts, merges and branches that merge each other. */
export function longHistory(from: string, length: number, draw: Draw): readonly NewCommit[] {
  const commits: NewCommit[] = []
  const at = (index: number): string => (index < 0 ? from : `:${index + 1}`)
  for (let index = 0; index < length; index += 1) {
    const parents = [at(index - 1)]
    const name = `old/${index % 97}`
    const kind = draw.below(12)
    const side = index - 2 - draw.below(5)
    if (kind === 0 && side >= 0) parents.push(at(side))
    const changes: Record<string, Change> =
      kind === 1
        ? { [`${name}.bin`]: Buffer.from([0, index % 256, draw.below(256)]) }
        : kind === 2 && index > 97
          ? { [`old/${(index - 1) % 97}.txt`]: null }
          : { [`${name}.txt`]: `${index}\n` }
    const message = kind === 3 ? `Revert\n\nThis reverts commit ${'0'.repeat(40)}.\n` : `Work ${index}`
    commits.push({ parents, changes, message, at: 1_600_000_000 + index * 60 })
  }
  return commits
}
