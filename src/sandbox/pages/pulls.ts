import { isPull } from '../rules/access/access.js'
import { labelsOf } from '../rules/pulls/labels.js'
import type { Issue } from '../state/rows.js'
import { html, type Html } from './html.js'
import { pathOf, repositoryIn, type PageHandler, type Visit } from './visit.js'
import { when } from './format.js'

const maxRows = 100

/** The state as people know it: open, draft, closed or merged. */
export function stateOf({ state, pull }: Issue): Html {
  if (pull?.mergedAt) return html`<span class="good">⑃ merged</span>`
  if (state === 'closed') return html`<span class="bad">⊘ closed</span>`
  return pull?.draft ? html`<span class="dim">○ draft</span>` : html`<span class="good">○ open</span>`
}

export const labelChips = (visit: Visit, issue: Issue): readonly Html[] =>
  labelsOf(visit.world, issue).map(({ name }) => html`<span class="label">${name}</span> `)

/** Open pull requests, newest first; all with `?state=all`; only those with a label with `?label=`. */
export const showPulls: PageHandler = (visit) => {
  const repository = repositoryIn(visit)
  const { world, query, path } = visit
  const [all, label] = [query.get('state') === 'all', path['label'] ?? query.get('label')]
  const rows = world.store
    .by('issues', 'repository', repository.id)
    .filter(isPull)
    .filter(({ state }) => all || state === 'open')
    .filter((issue) => label === null || labelsOf(world, issue).some(({ name }) => name === label))
    .toReversed()
  const home = `${pathOf(repository)}/pull`
  const list = rows.slice(0, maxRows).map(
    (issue) =>
      html`<li>
        ${stateOf(issue)}
        <a href="${home}/${issue.number}"><strong>${issue.title}</strong></a>
        ${labelChips(visit, issue)}<br /><span class="dim"
          >#${issue.number} by ${issue.author}, ${issue.pull.head} into ${issue.pull.base},
          ${when(issue.createdAt)}</span
        >
      </li>`,
  )
  const toggle = all
    ? html`<a href="${home}s">Only open pull requests</a>`
    : html`<a href="${home}s?state=all">Include closed pull requests</a>`
  const body = html`<h1>Pull requests${label !== null && html` with <span class="label">${label}</span>`}</h1>
    <p>${toggle}</p>
    ${
      list.length === 0
        ? html`<p class="dim">There are no pull requests.</p>`
        : html`<ul class="rows">
            ${list}
          </ul>`
    }
    ${rows.length > maxRows && html`<p class="dim">… and ${rows.length - maxRows} older pull requests.</p>`}`
  return { title: 'Pull requests', repository, body }
}
