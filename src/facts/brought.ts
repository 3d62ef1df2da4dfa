import type { Context } from '../context.js'
import type { Origin } from '../domain/conflict.js'
import { tipOf, type Brought, type HotfixFacts } from '../domain/hotfix.js'
import { broughtBy } from '../domain/hotfix-text.js'

type Branch = Pick<HotfixFacts, 'sources' | 'picks' | 'byHand' | 'line' | 'head'> & {
  readonly isOpen: boolean
}

/** The pull requests that the branch of a hotfix brings to its line: those that are picked now, and those of earlier picks. */
export async function readBrought(context: Context, branch: Branch): Promise<readonly Brought[]> {
  const { sources, picks, line } = branch
  const there = picks.flatMap(({ result, commit }) => (result === 'there' ? [commit] : []))
  return broughtBy(sources, picks, {
    earlier: await readEarlier(context, branch),
    onLine: await context.git.lines.alreadyOn({ head: tipOf(line), start: line.start }, there),
  })
}

/** Read only while the text is to be written, or picks were settled by hand: people may have taken something out of it since. */
async function readEarlier(
  { git, github, repository }: Context,
  { picks, byHand, isOpen, line, head }: Branch,
): Promise<readonly Origin[]> {
  if (byHand?.stopped || (isOpen && !byHand)) return []
  const now = picks.map(({ commit }) => commit)
  const earlier = (await git.lines.pickedInto(head, tipOf(line))).filter((commit) => !now.includes(commit))
  return [...(await github.hotfixes.origins(repository, earlier)).values()]
}
