import type { Context } from '../../context.js'
import { conflictsOf, type Conflict } from '../../domain/model/conflict.js'
import { commitsOf, type PickSource, type PickAttempt } from '../../domain/hotfix/cherry-pick.js'
import { RelError } from '../../errors.js'

type Wanted = Omit<PickAttempt, 'result' | 'made'>
type Trunk = { readonly name: string; readonly commit: string }

/** Tries the picks, in the order in which they were merged. `head`: where the clean ones end. */
export async function readPicks(
  context: Context,
  sources: readonly PickSource[],
  { onto, start, trunk }: { readonly onto: string; readonly start: string; readonly trunk: Trunk },
): Promise<{
  readonly head: string
  readonly picks: readonly PickAttempt[]
  readonly conflicts: readonly Conflict[]
}> {
  const { git } = context
  const wanted = await readWanted(context, sources, trunk)
  const commits = wanted.map(({ commit }) => commit)
  const there = await git.lines.alreadyOn({ head: onto, start }, commits)
  const open = commits.filter((commit) => !there.includes(commit))
  const { head, picks: tried } = await git.lines.pickEach(onto, open)
  const picks = wanted.map((one): PickAttempt => {
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
async function readWanted(
  context: Context,
  sources: readonly PickSource[],
  trunk: Trunk,
): Promise<readonly Wanted[]> {
  const { lines } = context.git
  const merged = sources.flatMap((source) =>
    source.state === 'merged' && source.mergeCommit !== null ? [{ source, at: source.mergeCommit }] : [],
  )
  const order = await lines.inHistoryOrder(merged.map(({ at }) => at))
  const wanted = await Promise.all(
    merged
      .toSorted((one, other) => order.indexOf(one.at) - order.indexOf(other.at))
      .map(async ({ source, at }) => {
        const chain = await lines.firstParents(at, Math.max(1, source.commits.length))
        const commits = (await readOwn(context, source, at, trunk)) ?? commitsOf(source, chain)
        return commits.map((commit) => ({ pullRequest: source.number, commit }))
      }),
  )
  return wanted.flat()
}

/**
 * What a pull request has of its own, where it brought commits of the default branch into another branch: as it was merged
 * there it would bring them once more (L3). Null for every other one.
 */
async function readOwn(
  { git: { lines } }: Context,
  { number, head }: PickSource,
  at: string,
  { name, commit: main }: Trunk,
): Promise<readonly string[] | null> {
  const known = [`${at}^`]
  if ((await lines.commitsOfMain({ main, head: at, known })).includes(at)) return null
  // What was squashed is in no branch any more: GitHub keeps it as the pull request's.
  await lines.fetch([head])
  const [newest] = await lines.commitsOfMain({ main, head, known })
  if (newest === undefined) return null
  const own = await lines.ownCommits(head, [...known, newest])
  if (own.length > 0) return own
  throw new RelError('refused', `#${number} brought nothing but commits of ${name}.`, {
    hint: `Pass --pick with the pull requests whose fixes the line needs, as they were merged into ${name}.`,
  })
}

/** Where the two sides of each file come from. */
export async function readConflicts(
  { git, github, repository }: Context,
  paths: readonly string[],
  one: string,
  other: string,
): Promise<readonly Conflict[]> {
  const touched = await git.lines.commitsTouching(paths, one, other)
  const commits = [...new Set([...touched.values()].flat())]
  return conflictsOf(touched, await github.hotfixes.origins(repository, commits))
}
