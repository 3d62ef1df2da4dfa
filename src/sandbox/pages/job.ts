import { stepLogs } from '../rules/actions/logs.js'
import type { Job } from '../state/actions-rows.js'
import type { World } from '../world.js'
import { html, Html, joined, type Part } from './html.js'
import { logLines } from './log.js'
import { badge, when } from './format.js'

const duration = (from: string | null, to: string | null): string =>
  from === null || to === null ? '' : `${Math.round((Date.parse(to) - Date.parse(from)) / 1000)} s`

function details({ runnerName, labels, startedAt, attempt }: Job): readonly Part[] {
  const machine = runnerName ?? labels.join(', ')
  return [...(machine === '' ? [] : [`on ${machine}`]), when(startedAt), `attempt ${attempt}`]
}

/** A job with its steps and logs. Failed steps are expanded; `expanded`: the job itself is, too; `path`: the page of the run. */
export function jobBox(
  world: World,
  job: Job,
  { path, expanded }: { readonly path: string; readonly expanded: boolean },
): Html {
  const logs = stepLogs(world, job)
  const failed = job.conclusion === 'failure'
  const jobLog = logs.get(null)
  const open = (is: boolean): Part => is && new Html(' open')
  const steps = job.steps.map((step) => {
    const text = logs.get(step.number) ?? ''
    const title = html`${badge(step.status, step.conclusion)} ${step.name}
      <span class="dim">${duration(step.started_at, step.completed_at)}</span>`
    if (text === '') return html`<li>${title}</li>`
    return html`<li><details${open(step.conclusion === 'failure')}><summary>${title}</summary>${logLines(text)}</details></li>`
  })
  return html`<section class="box" id="job-${job.id}"><details${open(failed || expanded)}><summary>${badge(job.status, job.conclusion)} <strong>${job.name}</strong> <span class="dim">${joined(details(job), ', ')}</span></summary>
${jobLog !== undefined && logLines(jobLog)}
${
  steps.length > 0 &&
  html`<ol class="rows steps">
    ${steps}
  </ol>`
}
<p><a href="${path}/job/${job.id}/log">Raw log</a></p></details></section>`
}
