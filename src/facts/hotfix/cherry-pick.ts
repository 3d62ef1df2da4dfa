import type { Context } from '../../context.js'
import { conflictsOf, type Conflict } from '../../domain/model/conflict.js'
import { commitsOf, type PickSource, type PickAttempt } from '../../domain/hotfix/cherry-pick.js'
import { RelError } from '../../errors.js'

type SourceCommit = Omit<PickAttempt, 'result' | 'newCommit'>
type DefaultBranch = { readonly name: string; readonly commit: string }

/** Cherry-picks the pull requests in the order of their merges. `head`: the branch with all clean ones. */
export async function readPicks(
  context: Context,
  sources: readonly PickSource[],
  { onto, start, trunk }: { readonly onto: string; readonly start: string; readonly trunk: DefaultBranch },
): Promise<{
  readonly head: string
  readonly picks: readonly PickAttempt[]
  readonly conflicts: readonly Conflict[]
}> {
  const { git } = context
  const toPick = await readSourceCommits(context, sources, trunk)
  const commits = toPick.map(({ commit }) => commit)
  const present = await git.lines.alreadyOn({ head: onto, start }, commits)
  const open = commits.filter((commit) => !present.includes(commit))
  const { head, picks: tried } = await git.lines.pickEach(onto, open)
  const picks = toPick.map((source): PickAttempt => {
    const picked = tried[open.indexOf(source.commit)]
    if (present.includes(source.commit)) return { ...source, result: 'present', newCommit: null }
    // Commits after a conflict were not tried.
    if (!picked) return { ...source, result: 'conflict', newCommit: null }
    return { ...source, result: picked.result, newCommit: 'commit' in picked ? picked.commit : null }
  })
  const last = tried.at(-1)
  if (last?.result !== 'conflict') return { head, picks, conflicts: [] }
  return { head, picks, conflicts: await readConflicts(context, last.paths, head, open[tried.length - 1]!) }
}

/** The commits of the merged pull requests. */
async function readSourceCommits(
  context: Context,
  sources: readonly PickSource[],
  trunk: DefaultBranch,
): Promise<readonly SourceCommit[]> {
  const { lines } = context.git
  const merged = sources.flatMap((source) =>
    source.state === 'merged' && source.mergeCommit !== null ? [{ source, at: source.mergeCommit }] : [],
  )
  const order = await lines.inHistoryOrder(merged.map(({ at }) => at))
  const commits = await Promise.all(
    merged
      .toSorted((left, right) => order.indexOf(left.at) - order.indexOf(right.at))
      .map(async ({ source, at }) => {
        const chain = await lines.firstParents(at, Math.max(1, source.commits.length))
        const own = (await readOwn(context, source, at, trunk)) ?? commitsOf(source, chain)
        return own.map((commit) => ({ pullRequest: source.number, commit }))
      }),
  )
  return commits.flat()
}

/**
 * The own commits of a pull request that also merged commits of the default branch into another branch: its merge commit must not
 * be picked, because it contains them (L3). Null for every other pull request.
 */
async function readOwn(
  { git: { lines } }: Context,
  { number, head }: PickSource,
  at: string,
  { name, commit: main }: DefaultBranch,
): Promise<readonly string[] | null> {
  const known = [`${at}^`]
  if ((await lines.commitsOfMain({ main, head: at, known })).includes(at)) return null
  // Squashed commits are in no branch any more; GitHub keeps them as the pull request's head.
  await lines.fetch([head])
  const [newest] = await lines.commitsOfMain({ main, head, known })
  if (newest === undefined) return null
  const own = await lines.ownCommits(head, [...known, newest])
  if (own.length > 0) return own
  throw new RelError('refused', `#${number} has only commits from ${name}.`, {
    hint: `Pass --pick with the pull requests that merged the fixes into ${name}.`,
  })
}

/** The pull requests and authors behind the two sides of each conflicting file. */
export async function readConflicts(
  { git, github, repository }: Context,
  paths: readonly string[],
  ours: string,
  theirs: string,
): Promise<readonly Conflict[]> {
  const touched = await git.lines.commitsTouching(paths, ours, theirs)
  const commits = [...new Set([...touched.values()].flat())]
  return conflictsOf(touched, await github.hotfixes.origins(repository, commits))
}
