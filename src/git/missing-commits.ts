import { gitOutput, type GitLocation } from './run.js'

/** The commits of some heads that none of the known ones has, newest first. `words`: what else narrows or orders them for git. */
export async function missingCommits(
  place: GitLocation,
  heads: readonly string[],
  known: readonly string[],
  ...words: readonly string[]
): Promise<readonly string[]> {
  if (heads.length === 0) return []
  const range = [...words, ...heads, ...known.map((commit) => `^${commit}`)]
  return (await gitOutput(place, 'rev-list', '--topo-order', ...range)).split('\n').filter(Boolean)
}
