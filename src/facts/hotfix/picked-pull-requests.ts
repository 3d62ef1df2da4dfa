import type { Context } from '../../context.js'
import type { Origin } from '../../domain/model/conflict.js'
import { tipOfLine, type HotfixFacts } from '../../domain/hotfix/facts.js'
import { pullRequestsIn } from '../../domain/hotfix/pull-request-text.js'
import { emptyPullRequests } from '../../domain/hotfix/cherry-pick.js'

type Branch = Pick<HotfixFacts, 'sources' | 'picks' | 'byHand' | 'line' | 'head' | 'pushed'> & {
  readonly isOpen: boolean
}
type Told = Pick<HotfixFacts, 'brought' | 'settled' | 'cameToNothing'>

/** The pull requests that the branch of a hotfix brings to its line: those that are picked now, and those of earlier picks. */
export async function readPickedPullRequests(context: Context, branch: Branch): Promise<Told> {
  const { sources, picks, line } = branch
  const there = picks.flatMap(({ result, commit }) => (result === 'there' ? [commit] : []))
  const { made, leftOut, origins } = await readEarlier(context, branch)
  const untold = [...picks.map(({ commit }) => commit), ...leftOut]
  return {
    brought: pullRequestsIn(sources, picks, {
      earlier: [...origins].flatMap(([commit, origin]) => (untold.includes(commit) ? [] : [origin])),
      onLine: await context.git.lines.alreadyOn({ head: tipOfLine(line), start: line.start }, there),
    }),
    settled: await readSettled(context, branch, made, origins),
    cameToNothing: emptyPullRequests(
      numbersOf(leftOut, origins),
      made.flatMap((one) => numbersOf(one.origins, origins)),
    ),
  }
}

const numbersOf = (commits: readonly string[], origins: Earlier['origins']): readonly number[] => [
  ...new Set(commits.flatMap((commit) => origins.get(commit)?.number ?? [])),
]

interface Earlier {
  readonly made: Awaited<ReturnType<Context['git']['lines']['pickedInto']>>
  /** What was to be picked by hand and became nothing, in the order of history. */
  readonly leftOut: readonly string[]
  /** By what was picked. */
  readonly origins: ReadonlyMap<string, Origin>
}

/** Read only while the text is to be written, or picks were settled by hand: people may have taken something out of it since. */
async function readEarlier(context: Context, branch: Branch): Promise<Earlier> {
  const { git, github, repository } = context
  const { byHand, isOpen, line, head } = branch
  if (byHand?.stopped || (isOpen && !byHand)) return { made: [], leftOut: [], origins: new Map() }
  const made = await git.lines.pickedInto(head, tipOfLine(line))
  const leftOut = await readLeftOut(context, branch)
  const unknown = [...unknownIn(made, branch), ...leftOut]
  return { made, leftOut, origins: await github.hotfixes.origins(repository, unknown) }
}

/** What is picked once more is tried now, and tells itself what becomes of it. */
async function readLeftOut(
  { git }: Context,
  { byHand, picks, line, head }: Branch,
): Promise<readonly string[]> {
  const now = picks.map(({ commit }) => commit)
  const wanted = byHand?.wanted.filter((commit) => !now.includes(commit)) ?? []
  return git.lines.inHistoryOrder(await git.lines.skippedPicks({ head, tip: tipOfLine(line) }, wanted))
}

/** What is picked now is known already; what was settled by hand is told one by one. */
function unknownIn(made: Earlier['made'], { picks, byHand }: Branch): readonly string[] {
  const now = byHand ? [] : picks.map(({ commit }) => commit)
  return [...new Set(made.flatMap(({ origins }) => origins))].filter((commit) => !now.includes(commit))
}

/** What picks became in the work tree beside the clone, as far as GitHub lacks it. */
async function readSettled(
  { git }: Context,
  { byHand, pushed }: Branch,
  made: Earlier['made'],
  origins: Earlier['origins'],
): Promise<HotfixFacts['settled']> {
  if (!byHand) return []
  const commits = made.map(({ commit }) => commit)
  const known = pushed === null ? new Set() : await git.lines.contained(pushed, commits)
  return made
    .filter(({ commit }) => !known.has(commit))
    .flatMap(({ commit, origins: from }) => numbersOf(from, origins).map((pr) => ({ pr, commit })))
}
