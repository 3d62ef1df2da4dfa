import { workflowsOf } from '../rules/actions/workflows.js'
import { notFound } from '../errors.js'
import type { Run } from '../state/actions-rows.js'
import type { Repository } from '../state/rows.js'
import { html, type Html, type Part } from './html.js'
import { runBadge, runPath } from './run.js'
import { pathOf, repositoryIn, type PageHandler } from './visit.js'
import { shortSha, when } from './format.js'

const maxRows = 100

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
    ? html`<p class="dim">There are no workflow runs yet.</p>`
    : html`<ul class="rows">
          ${runs.slice(0, maxRows).map((run) => runRow(repository, run))}
        </ul>
        ${runs.length > maxRows && html`<p class="dim">… and ${runs.length - maxRows} older runs.</p>`}`

/** The runs of a repository or of one workflow, newest first. */
export const showRuns: PageHandler = async (visit) => {
  const repository = repositoryIn(visit)
  const { world, path } = visit
  const workflows = await workflowsOf(world, repository)
  const file = path['file']
  const workflow =
    file === undefined ? null : workflows.find((candidate) => candidate.path.endsWith(`/${file}`))
  if (workflow === undefined) throw notFound()
  const runs = world.store
    .by('runs', workflow ? 'workflow' : 'repository', workflow ? workflow.id : repository.id)
    .toReversed()
  const home = `${pathOf(repository)}/actions`
  const menu = workflows.map(
    ({ path: workflowPath, name }) =>
      html`<li>
        <a href="${home}/workflows/${workflowPath.split('/').at(-1)}">${name}</a>
        <span class="dim">${workflowPath}</span>
      </li>`,
  )
  const body = html`<h1>${workflow ? workflow.name : 'Workflow runs'}</h1>
    ${
      workflow
        ? html`<p>
            <a href="${pathOf(repository)}/blob/${repository.defaultBranch}/${workflow.path}"
              >${workflow.path}</a
            >
            ·
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
  const refreshes = runs.some(({ status }) => status === 'in_progress' || status === 'queued')
  return { title: 'Runs', repository, body, ...(refreshes && { refreshSeconds: 5 }) }
}
