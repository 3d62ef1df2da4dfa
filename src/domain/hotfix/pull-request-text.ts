import type { Origin } from '../model/conflict.js'
import { hotfixBranchOf, type PickedPullRequest, type HotfixFacts, type OwnPullRequest } from './facts.js'
import type { PickSource, PickAttempt } from './cherry-pick.js'
import type { Step } from '../plan/plan.js'

/** What a hotfix brings: what was picked earlier, and those of the picks that change anything on the line; a commit without a pull request is named by none. */
export function pullRequestsIn(
  sources: readonly PickSource[],
  picks: readonly PickAttempt[],
  { earlier, onLine }: { readonly earlier: readonly Origin[]; readonly onLine: readonly string[] },
): readonly PickedPullRequest[] {
  const told = earlier.flatMap(({ number, title, author }) =>
    number === null ? [] : [{ number, title: title ?? '', author: author ?? 'ghost' }],
  )
  const bringsNothing = (source: PickSource): boolean => {
    const own = picks.filter(({ pullRequest }) => pullRequest === source.number)
    return own.length > 0 && own.every(({ result, commit }) => result === 'empty' || onLine.includes(commit))
  }
  const all = [...told, ...sources.filter((source) => !bringsNothing(source))]
  return all.filter(({ number }, index) => all.findIndex((one) => one.number === number) === index)
}

export function openPullRequest(facts: HotfixFacts): Step {
  const { repository, line, name, brought, words } = facts
  const body = brought.length > 0 ? `Tried for ${line.branch}:\n\n${listed(brought)}\n` : words.body
  return {
    kind: 'open-pull-request',
    repository,
    head: hotfixBranchOf(name),
    base: line.branch,
    title: titleOf(name, brought) ?? words.title,
    body,
    labels: [],
  }
}

type Titled = Pick<PickedPullRequest, 'number' | 'title'>

/** Null where it brings no pull request. */
function titleOf(name: string, brought: readonly Titled[]): string | null {
  const [first, ...others] = brought
  if (first === undefined || others.length === 0) return first?.title ?? null
  return `${prefixOf(name)}${brought.map(({ number }) => `#${number}`).join(', ')}`
}
const prefixOf = (name: string): string => `Hotfix ${name}: `

type Listed = Pick<HotfixFacts, 'repository' | 'name' | 'brought'> & {
  readonly pullRequest: Pick<OwnPullRequest, 'number' | 'title' | 'body'> | null
}

/** What was picked since it was opened comes to the end of its text and into its title, unless people gave it another. */
export function updatePullRequest({ repository, name, pullRequest, brought }: Listed): readonly Step[] {
  if (!pullRequest) return []
  const { number: own, title: given, body } = pullRequest
  const old = listedIn(body)
  const news = brought.filter(({ number }) => !old.some((one) => one.number === number))
  if (news.length === 0) return []
  const before = body.trimEnd()
  const between = /(^|\n)- #\d+ [^\n]*$/.test(before) ? '\n' : '\n\n'
  const text = `${before}${between}${listed(news)}\n`
  const all = [...old, ...news]
  const title = isOurs(given, name, all) ? titleOf(name, all) : null
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

const listed = (brought: readonly PickedPullRequest[]): string =>
  brought.map(({ number, title, author }) => `- #${number} ${title} (@${author})`).join('\n')

/** The lines of the list in a text. A number anywhere else may be said of anything, also of another repository. */
const listedIn = (body: string): readonly Titled[] =>
  [...body.matchAll(/^ *[-*] #(\d+)\b(.*)$/gm)].map(([, number, rest = '']) => ({
    number: Number(number),
    title: rest.trim().replace(/ \(@\S+\)$/, ''),
  }))

/** Is it a title as rel gives it: that of the pull request which was alone at first, or the numbers of several? */
const isOurs = (title: string, name: string, [first]: readonly Titled[]): boolean =>
  title === first?.title ||
  (title.startsWith(prefixOf(name)) && /^#\d+(, #\d+)*$/.test(title.slice(prefixOf(name).length)))
