import { gitOutput, type GitLocation } from './run.js'

/** The commits of `heads` that none of `known` contains, newest first. `options` are further options of `git rev-list`. */
export async function missingCommits(
  location: GitLocation,
  heads: readonly string[],
  known: readonly string[],
  ...options: readonly string[]
): Promise<readonly string[]> {
  if (heads.length === 0) return []
  const range = [...options, ...heads, ...known.map((commit) => `^${commit}`)]
  return (await gitOutput(location, 'rev-list', '--topo-order', ...range)).split('\n').filter(Boolean)
}
