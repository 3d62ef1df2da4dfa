import { notFound } from '../errors.js'
import { issueOf } from '../rules/access/access.js'
import type { Issue, Repository, TimelineEvent } from '../state/rows.js'
import { html, type Html, type Part } from './html.js'
import { markdown } from './markdown.js'
import { labelChips, stateOf } from './pulls.js'
import { numberIn, pathOf, repositoryIn, type PageHandler, type Visit } from './visit.js'
import { when } from './format.js'

/** The comments, reviews and events of an issue or pull request, oldest first. */
export function conversation({ world, me }: Visit, repository: Repository, issue: Issue): Html {
  const key = `${repository.id}/${issue.number}`
  const entries: readonly (readonly [at: string, entry: Html])[] = [
    ...world.store
      .by('comments', 'issue', key)
      .map(
        ({ id, author, body, createdAt }) =>
          [
            createdAt,
            html`<li id="issuecomment-${id}">
              <a href="/${author}">${author}</a>, <span class="dim">${when(createdAt)}</span>${markdown(body)}
            </li>`,
          ] as const,
      ),
    ...world.store
      .by('reviews', 'pull', key)
      .map(
        ({ id, author, body, state, submittedAt }) =>
          [
            submittedAt,
            html`<li id="pullrequestreview-${id}">
              <a href="/${author}">${author}</a> ${state.toLowerCase().replaceAll('_', ' ')},
              <span class="dim">${when(submittedAt)}</span>${markdown(body)}
            </li>`,
          ] as const,
      ),
    ...world.store
      .by('timeline', 'issue', key)
      .map(
        (event) =>
          [
            event.createdAt,
            html`<li class="dim">
              <a href="/${event.actor}">${event.actor}</a> ${eventText(event)}, ${when(event.createdAt)}
            </li>`,
          ] as const,
      ),
  ]
  const form = html`<form
    class="tall"
    method="post"
    action="${pathOf(repository)}/issues/${issue.number}/comment"
  >
    <label>Comment <textarea name="body" rows="3" required></textarea></label
    ><span><button>Comment</button></span>
  </form>`
  return html`<h2>Conversation</h2>
    <div class="box">
      ${issue.body ? markdown(issue.body) : html`<span class="dim">No description.</span>`}
    </div>
    ${
      entries.length > 0 &&
      html`<ol class="rows">
        ${entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, entry]) => entry)}
      </ol>`
    }
    ${me && html`<div class="box">${form}</div>`}`
}

function eventText({ kind, detail }: TimelineEvent): Part {
  const label = detail['label'] as { readonly name?: string } | undefined
  if (label)
    return html`${kind === 'labeled' ? 'added the label' : 'removed the label'}
      <span class="label">${label.name}</span>`
  const rename = detail['rename'] as { readonly from?: string } | undefined
  if (rename) return html`changed the title from “${rename.from}”`
  return kind.replaceAll('_', ' ')
}

/** The page of an issue; redirects to the pull request's page if it is one. */
export const showIssue: PageHandler = (visit) => {
  const repository = repositoryIn(visit)
  const issue = issueOf(visit.world, repository, numberIn(visit, 'number'))
  if (issue.pull) return { to: `${pathOf(repository)}/pull/${issue.number}` }
  const body = html`<h1>${issue.title} <span class="dim">#${issue.number}</span></h1>
    <p>${stateOf(issue)} · by <a href="/${issue.author}">${issue.author}</a> ${labelChips(visit, issue)}</p>
    ${conversation(visit, repository, issue)}`
  return { title: issue.title, repository, body }
}

export const showIssues: PageHandler = (visit) => {
  const repository = repositoryIn(visit)
  const rows = visit.world.store.by('issues', 'repository', repository.id).filter(({ pull }) => !pull)
  const list = rows.toReversed().map(
    (issue) =>
      html`<li>
        ${stateOf(issue)}
        <a href="${pathOf(repository)}/issues/${issue.number}">${issue.title}</a>
        ${labelChips(visit, issue)}
      </li>`,
  )
  if (visit.path['number'] !== undefined) throw notFound()
  return {
    title: 'Issues',
    repository,
    body: html`<h1>Issues</h1>
      ${
        list.length === 0
          ? html`<p class="dim">There are no issues.</p>`
          : html`<ul class="rows">
              ${list}
            </ul>`
      }`,
  }
}
