import { workflowsOf } from '../rules/actions/workflows.js'
import { notFound } from '../errors.js'
import type { Run } from '../state/actions-rows.js'
import type { Repository } from '../state/rows.js'
import { html, type Html, type Part } from './html.js'
import { runBadge, runPath } from './run.js'
import { pathOf, repositoryIn, type Show } from './visit.js'
import { shortSha, when } from './words.js'

const most = 100

export const runRow = (repository: Repository, run: Run): Html =>
  html`<li>
    ${runBadge(run)} <a href="${runPath(repository, run)}"><strong>${run.displayTitle}</strong></a
    ><br /><span class="dim"
      >${run.name} #${run.runNumber}, on ${run.event} by ${run.actor}, ${run.headBranch} at
      ${shortSha(run.headSha)}, ${when(run.startedAt)}</span
    >
  </li>`

export const runRows = (repository: Repository, runs: readonly Run[]): Part =>
  runs.length === 0
    ? html`<p class="dim">Nothing has run yet.</p>`
    : html`<ul class="rows">
          ${runs.slice(0, most).map((run) => runRow(repository, run))}
        </ul>
        ${runs.length > most && html`<p class="dim">… and ${runs.length - most} older ones.</p>`}`

/** The runs of a repository, or of one of its workflows, newest first. */
export const showRuns: Show = async (visit) => {
  const repository = repositoryIn(visit)
  const { world, path } = visit
  const workflows = await workflowsOf(world, repository)
  const file = path['file']
  const only = file === undefined ? null : workflows.find((each) => each.path.endsWith(`/${file}`))
  if (only === undefined) throw notFound()
  const runs = world.store
    .by('runs', only ? 'workflow' : 'repository', only ? only.id : repository.id)
    .toReversed()
  const home = `${pathOf(repository)}/actions`
  const menu = workflows.map(
    ({ path: at, name }) =>
      html`<li>
        <a href="${home}/workflows/${at.split('/').at(-1)}">${name}</a> <span class="dim">${at}</span>
      </li>`,
  )
  const body = html`<h1>${only ? only.name : 'Runs'}</h1>
    ${
      only
        ? html`<p>
            <a href="${pathOf(repository)}/blob/${repository.defaultBranch}/${only.path}">${only.path}</a> ·
            <a href="${home}">All runs</a>
          </p>`
        : html`<details>
            <summary>${workflows.length} workflows</summary>
            <ul>
              ${menu}
            </ul>
          </details>`
    }
    ${runRows(repository, runs)}`
  const goesOn = runs.some(({ status }) => status === 'in_progress' || status === 'queued')
  return { title: 'Runs', repository, body, ...(goesOn && { again: 5 }) }
}
