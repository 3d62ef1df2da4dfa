import { hotfixBranchOf, type HotfixFacts } from './hotfix.js'
import type { PickSource } from './pick.js'
import type { Step } from './plan.js'

export function opening(facts: HotfixFacts): Step {
  const { repository, line, name, sources, words } = facts
  const [only] = sources
  const title =
    only === undefined
      ? words.title
      : sources.length === 1
        ? only.title
        : `Hotfix ${name}: ${sources.map(({ number }) => `#${number}`).join(', ')}`
  const body = sources.length > 0 ? `Tried for ${line.branch}:\n\n${listed(sources)}\n` : words.body
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
export function listing({ repository, pullRequest, sources }: HotfixFacts): readonly Step[] {
  if (!pullRequest) return []
  const { number: own, body } = pullRequest
  const news = sources.filter(({ number }) => !new RegExp(`#${number}\\b`).test(body))
  if (news.length === 0) return []
  const before = body.trimEnd()
  const between = /(^|\n)- #\d+ [^\n]*$/.test(before) ? '\n' : '\n\n'
  const text = `${before}${between}${listed(news)}\n`
  return [{ kind: 'edit-pull-request', repository, pullRequest: own, body: text }]
}

const listed = (sources: readonly PickSource[]): string =>
  sources.map(({ number, title, author }) => `- #${number} ${title} (@${author})`).join('\n')
