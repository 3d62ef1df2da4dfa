import type { Origin } from '../model/conflict.js'
import { hotfixBranchOf, type PickedPullRequest, type HotfixFacts, type OwnPullRequest } from './facts.js'
import type { PickSource, PickAttempt } from './cherry-pick.js'
import type { Step } from '../plan/plan.js'

/** The pull requests that a hotfix cherry-picks: those picked earlier, and those picked now that change the line. */
export function pullRequestsIn(
  sources: readonly PickSource[],
  picks: readonly PickAttempt[],
  { earlier, onLine }: { readonly earlier: readonly Origin[]; readonly onLine: readonly string[] },
): readonly PickedPullRequest[] {
  const pickedEarlier = earlier.flatMap(({ number, title, author }) =>
    number === null ? [] : [{ number, title: title ?? '', author: author ?? 'ghost' }],
  )
  const isEmpty = (source: PickSource): boolean => {
    const own = picks.filter(({ pullRequest }) => pullRequest === source.number)
    return own.length > 0 && own.every(({ result, commit }) => result === 'empty' || onLine.includes(commit))
  }
  const all = [...pickedEarlier, ...sources.filter((source) => !isEmpty(source))]
  return all.filter(({ number }, index) => all.findIndex((pull) => pull.number === number) === index)
}

export function openPullRequest(facts: HotfixFacts): Step {
  const { repository, line, name, pickedPullRequests, newestCommit } = facts
  const body =
    pickedPullRequests.length > 0
      ? `Cherry-picked into ${line.branch}:\n\n${listed(pickedPullRequests)}\n`
      : newestCommit.body
  return {
    kind: 'open-pull-request',
    repository,
    head: hotfixBranchOf(name),
    base: line.branch,
    title: titleOf(name, pickedPullRequests) ?? newestCommit.title,
    body,
    labels: [],
  }
}

type Titled = Pick<PickedPullRequest, 'number' | 'title'>

/** Null where no pull request is picked. */
function titleOf(name: string, picked: readonly Titled[]): string | null {
  const [first, ...rest] = picked
  if (first === undefined || rest.length === 0) return first?.title ?? null
  return `${prefixOf(name)}${picked.map(({ number }) => `#${number}`).join(', ')}`
}
const prefixOf = (name: string): string => `Hotfix ${name}: `

type Listed = Pick<HotfixFacts, 'repository' | 'name' | 'pickedPullRequests'> & {
  readonly pullRequest: Pick<OwnPullRequest, 'number' | 'title' | 'body'> | null
}

/** Adds pull requests picked since it was opened to the end of its text, and to its title unless somebody has changed it. */
export function updatePullRequest({
  repository,
  name,
  pullRequest,
  pickedPullRequests,
}: Listed): readonly Step[] {
  if (!pullRequest) return []
  const { number: own, title: given, body } = pullRequest
  const earlier = listedIn(body)
  const added = pickedPullRequests.filter(({ number }) => !earlier.some((pull) => pull.number === number))
  if (added.length === 0) return []
  const before = body.trimEnd()
  const between = /(^|\n)- #\d+ [^\n]*$/.test(before) ? '\n' : '\n\n'
  const text = `${before}${between}${listed(added)}\n`
  const all = [...earlier, ...added]
  const title = isGenerated(given, name, all) ? titleOf(name, all) : null
  return [
    {
      kind: 'edit-pull-request',
      repository,
      pullRequest: own,
      body: text,
      ...(title !== null && title !== given && { title }),
    },
  ]
}

const listed = (pulls: readonly PickedPullRequest[]): string =>
  pulls.map(({ number, title, author }) => `- #${number} ${title} (@${author})`).join('\n')

/** The entries of the list in a text. A number elsewhere in it may mean anything, even another repository. */
const listedIn = (body: string): readonly Titled[] =>
  [...body.matchAll(/^ *[-*] #(\d+)\b(.*)$/gm)].map(([, number, rest = '']) => ({
    number: Number(number),
    title: rest.trim().replace(/ \(@\S+\)$/, ''),
  }))

/** Whether rel gave the title: that of the only pull request, or the numbers of several. */
const isGenerated = (title: string, name: string, [first]: readonly Titled[]): boolean =>
  title === first?.title ||
  (title.startsWith(prefixOf(name)) && /^#\d+(, #\d+)*$/.test(title.slice(prefixOf(name).length)))
