import type { Origin } from './conflict.js'
import { hotfixBranchOf, type Brought, type HotfixFacts } from './hotfix.js'
import type { PickSource, Tried } from './pick.js'
import type { Step } from './plan.js'

/** What a hotfix brings: what was picked earlier, and those of the picks that change anything on the line; a commit without a pull request is named by none. */
export function broughtBy(
  sources: readonly PickSource[],
  picks: readonly Tried[],
  { earlier, onLine }: { readonly earlier: readonly Origin[]; readonly onLine: readonly string[] },
): readonly Brought[] {
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

export function opening(facts: HotfixFacts): Step {
  const { repository, line, name, brought, words } = facts
  const [only] = brought
  const title =
    only === undefined
      ? words.title
      : brought.length === 1
        ? only.title
        : `Hotfix ${name}: ${brought.map(({ number }) => `#${number}`).join(', ')}`
  const body = brought.length > 0 ? `Tried for ${line.branch}:\n\n${listed(brought)}\n` : words.body
  return {
    kind: 'open-pull-request',
    repository,
    head: hotfixBranchOf(name),
    base: line.branch,
    title,
    body,
    labels: [],
  }
}

/** What was picked since it was opened comes to the end of its text, which people may have changed. */
export function listing({ repository, pullRequest, brought }: HotfixFacts): readonly Step[] {
  if (!pullRequest) return []
  const { number: own, body } = pullRequest
  const news = brought.filter(({ number }) => !new RegExp(`#${number}\\b`).test(body))
  if (news.length === 0) return []
  const before = body.trimEnd()
  const between = /(^|\n)- #\d+ [^\n]*$/.test(before) ? '\n' : '\n\n'
  const text = `${before}${between}${listed(news)}\n`
  return [{ kind: 'edit-pull-request', repository, pullRequest: own, body: text }]
}

const listed = (brought: readonly Brought[]): string =>
  brought.map(({ number, title, author }) => `- #${number} ${title} (@${author})`).join('\n')
