import type { Context } from '../../context.js'
import type { Origin } from '../../domain/model/conflict.js'
import { tipOfLine, type HotfixFacts } from '../../domain/hotfix/facts.js'
import { pullRequestsIn } from '../../domain/hotfix/pull-request-text.js'
import { emptyPullRequests } from '../../domain/hotfix/cherry-pick.js'

type Branch = Pick<HotfixFacts, 'sources' | 'picks' | 'worktree' | 'line' | 'head' | 'pushed'> & {
  readonly isOpen: boolean
}
type PickedFacts = Pick<HotfixFacts, 'pickedPullRequests' | 'resolvedPicks' | 'resolvedToNothing'>

/** The pull requests that a hotfix branch cherry-picks, now and earlier. */
export async function readPickedPullRequests(context: Context, branch: Branch): Promise<PickedFacts> {
  const { sources, picks, line } = branch
  const present = picks.flatMap(({ result, commit }) => (result === 'present' ? [commit] : []))
  const { picked, dropped, origins } = await readEarlier(context, branch)
  const excluded = [...picks.map(({ commit }) => commit), ...dropped]
  return {
    pickedPullRequests: pullRequestsIn(sources, picks, {
      earlier: [...origins].flatMap(([commit, origin]) => (excluded.includes(commit) ? [] : [origin])),
      onLine: await context.git.lines.alreadyOn({ head: tipOfLine(line), start: line.start }, present),
    }),
    resolvedPicks: await readResolved(context, branch, picked, origins),
    resolvedToNothing: emptyPullRequests(
      numbersOf(dropped, origins),
      picked.flatMap((commit) => numbersOf(commit.origins, origins)),
    ),
  }
}

const numbersOf = (commits: readonly string[], origins: Earlier['origins']): readonly number[] => [
  ...new Set(commits.flatMap((commit) => origins.get(commit)?.number ?? [])),
]

interface Earlier {
  readonly picked: Awaited<ReturnType<Context['git']['lines']['pickedInto']>>
  /** The commits whose resolved cherry-picks are empty, in the order of history. */
  readonly dropped: readonly string[]
  /** By the commit that was picked. */
  readonly origins: ReadonlyMap<string, Origin>
}

/** Read only to write a new text or after resolved conflicts: people may have removed entries from an existing text. */
async function readEarlier(context: Context, branch: Branch): Promise<Earlier> {
  const { git, github, repository } = context
  const { worktree, isOpen, line, head } = branch
  if (worktree?.stopped || (isOpen && !worktree)) return { picked: [], dropped: [], origins: new Map() }
  const picked = await git.lines.pickedInto(head, tipOfLine(line))
  const dropped = await readDropped(context, branch)
  const unknown = [...unknownIn(picked, branch), ...dropped]
  return { picked, dropped, origins: await github.hotfixes.origins(repository, unknown) }
}

/** Without commits that are picked again now, whose result is known. */
async function readDropped(
  { git }: Context,
  { worktree, picks, line, head }: Branch,
): Promise<readonly string[]> {
  const current = picks.map(({ commit }) => commit)
  const earlier = worktree?.wanted.filter((commit) => !current.includes(commit)) ?? []
  return git.lines.inHistoryOrder(await git.lines.skippedPicks({ head, tip: tipOfLine(line) }, earlier))
}

/** The commits whose pull request is not known. With a work tree, even those picked now are queried. */
function unknownIn(picked: Earlier['picked'], { picks, worktree }: Branch): readonly string[] {
  const current = worktree ? [] : picks.map(({ commit }) => commit)
  return [...new Set(picked.flatMap(({ origins }) => origins))].filter((commit) => !current.includes(commit))
}

/** The commits of resolved conflicts in the work tree that are not on GitHub yet. */
async function readResolved(
  { git }: Context,
  { worktree, pushed }: Branch,
  picked: Earlier['picked'],
  origins: Earlier['origins'],
): Promise<HotfixFacts['resolvedPicks']> {
  if (!worktree) return []
  const commits = picked.map(({ commit }) => commit)
  const onGitHub = pushed === null ? new Set() : await git.lines.contained(pushed, commits)
  return picked
    .filter(({ commit }) => !onGitHub.has(commit))
    .flatMap(({ commit, origins: from }) => numbersOf(from, origins).map((pr) => ({ pr, commit })))
}
