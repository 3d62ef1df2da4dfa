import type { Context } from '../context.js'
import { conflictsOf, type Conflict } from '../domain/conflict.js'
import { commitsOf, type Tried, type PickSource } from '../domain/pick.js'

type Wanted = Omit<Tried, 'result' | 'made'>

/** Tries the picks, in the order in which they were merged. `head`: where the clean ones end. */
export async function readPicks(
  context: Context,
  sources: readonly PickSource[],
  onto: string,
  start: string,
): Promise<{
  readonly head: string
  readonly picks: readonly Tried[]
  readonly conflicts: readonly Conflict[]
}> {
  const { git } = context
  const wanted = await readWanted(context, sources)
  const commits = wanted.map(({ commit }) => commit)
  const there = await git.lines.alreadyOn({ head: onto, start }, commits)
  const open = commits.filter((commit) => !there.includes(commit))
  const { head, picks: tried } = await git.lines.pickEach(onto, open)
  const picks = wanted.map((one): Tried => {
    const picked = tried[open.indexOf(one.commit)]
    if (there.includes(one.commit)) return { ...one, result: 'there', made: null }
    // What comes after a conflict was not tried.
    if (!picked) return { ...one, result: 'conflict', made: null }
    return { ...one, result: picked.result, made: 'commit' in picked ? picked.commit : null }
  })
  const stuck = tried.at(-1)
  if (stuck?.result !== 'conflict') return { head, picks, conflicts: [] }
  return { head, picks, conflicts: await readConflicts(context, stuck.paths, head, open[tried.length - 1]!) }
}

/** The commits of the merged pull requests. */
async function readWanted({ git }: Context, sources: readonly PickSource[]): Promise<readonly Wanted[]> {
  const merged = sources.flatMap((source) =>
    source.state === 'merged' && source.mergeCommit !== null ? [{ source, at: source.mergeCommit }] : [],
  )
  const order = await git.lines.inOrder(merged.map(({ at }) => at))
  const wanted = await Promise.all(
    merged
      .toSorted((one, other) => order.indexOf(one.at) - order.indexOf(other.at))
      .map(async ({ source, at }) => {
        const chain = await git.lines.chain(at, Math.max(1, source.commits.length))
        return commitsOf(source, chain).map((commit) => ({ pullRequest: source.number, commit }))
      }),
  )
  return wanted.flat()
}

/** Where the two sides of each file come from. */
export async function readConflicts(
  { git, github, repository }: Context,
  paths: readonly string[],
  one: string,
  other: string,
): Promise<readonly Conflict[]> {
  const touched = await git.lines.touching(paths, one, other)
  const commits = [...new Set([...touched.values()].flat())]
  return conflictsOf(touched, await github.hotfixes.origins(repository, commits))
}
