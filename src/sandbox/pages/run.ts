import { notFound } from '../errors.js'
import { pendingDeploymentsOf, reviewsOf, type PendingDeployment } from '../rules/deployments/approvals.js'
import { latestJobs, runOf } from '../rules/actions/runs.js'
import type { Job, Run } from '../state/actions-rows.js'
import type { Repository } from '../state/rows.js'
import { artifactList } from './artifacts.js'
import { graphOf } from './graph.js'
import { html, joined, type Html, type Part } from './html.js'
import { jobBox } from './job.js'
import { markdown } from './markdown.js'
import { may, numberIn, pathOf, readRequest, repositoryIn, type Show, type Visit } from './visit.js'
import { badge, shortSha, when } from './words.js'

export const runPath = (repository: Repository, { id }: Pick<Run, 'id'>): string =>
  `${pathOf(repository)}/actions/runs/${id}`

export function runIn(visit: Visit): { readonly repository: Repository; readonly run: Run } {
  const repository = repositoryIn(visit)
  return { repository, run: runOf(visit.world, repository, numberIn(visit, 'run')) }
}

/** A run: why it did not start, what waits for whom, its jobs, and what they tell. An attempt before the last shows its own jobs. */
export const showRun: Show = (visit) => {
  const { repository, run } = runIn(visit)
  const { world, path } = visit
  const attempt = path['attempt'] === undefined ? run.attempt : numberIn(visit, 'attempt')
  if (attempt < 1 || attempt > run.attempt) throw notFound()
  const isLast = attempt === run.attempt
  const all = world.store.by('jobs', 'run', run.id)
  const jobs = isLast ? latestJobs(world, [run]) : all.filter((job) => job.attempt === attempt)
  const wanted = path['job'] === undefined ? null : numberIn(visit, 'job')
  if (wanted !== null && !all.some(({ id }) => id === wanted)) throw notFound()
  const shown = wanted === null ? jobs : all.filter(({ id }) => id === wanted)
  const pending = isLast ? pendingDeploymentsOf(readRequest(visit, repository), run) : []
  const body = html` <h1>${run.displayTitle} <span class="dim">#${run.runNumber}</span></h1>
    <p>${isLast ? runBadge(run) : `attempt ${attempt}`} · ${about(repository, run)}</p>
    ${isLast && buttons(visit, repository, run)} ${findings(run)}
    ${pending.map((each) => review(visit, repository, run, each))}
    ${wanted === null ? graphOf(run, jobs) : html`<p><a href="${runPath(repository, run)}">All jobs of this run</a></p>`}
    ${summaries(shown)} ${artifactList(world, run)}
    <h2>Jobs</h2>
    ${shown.length === 0 ? html`<p class="dim">None has begun.</p>` : shown.map((job) => jobBox(world, job, wanted !== null))}
    ${history(visit, repository, run, attempt)}`
  const goesOn = run.status !== 'completed' && pending.length === 0 && isLast
  return {
    title: `${run.displayTitle} · run ${run.runNumber}`,
    repository,
    body,
    ...(goesOn && { again: 3 }),
  }
}

/** Where something stood in, a green run was rehearsed, which is less than passed. */
export const runBadge = ({ status, conclusion, findings = [] }: Run): Html =>
  conclusion === 'success' && findings.length > 0
    ? html`${badge(status, conclusion)}
        <strong>(rehearsed: ${findings.length} stand-in${findings.length > 1 && 's'})</strong>`
    : badge(status, conclusion)

function about(repository: Repository, run: Run): Part {
  const home = pathOf(repository)
  const pulls = run.pullRequests.map((number) => html`<a href="${home}/pull/${number}">#${number}</a>`)
  return html`<a href="${home}/actions/workflows/${run.path.split('/').at(-1)}">${run.name}</a>, on
    ${run.event}${pulls.length > 0 && html` of ${joined(pulls, ', ')}`} by
    <a href="/${run.actor}">${run.actor}</a
    >${run.triggeringActor !== run.actor && html`, again by <a href="/${run.triggeringActor}">${run.triggeringActor}</a>`},
    ${run.headBranch} at <a href="${home}/commit/${run.headSha}"><code>${shortSha(run.headSha)}</code></a
    >, ${when(run.startedAt)}`
}

function buttons(visit: Visit, repository: Repository, run: Run): Part {
  if (!may(visit, repository, 'write')) return null
  const button = (action: string, text: string): Html =>
    html`<form method="post" action="${runPath(repository, run)}/${action}"><button>${text}</button></form> `
  if (run.status !== 'completed') return html`<div>${button('cancel', 'Cancel run')}</div>`
  const failed = run.conclusion !== 'success' && run.conclusion !== 'startup_failure'
  return html`<div>
    ${button('rerun', 'Re-run all jobs')}${failed && button('rerun-failed', 'Re-run failed jobs')}
  </div>`
}

function findings({ conclusion, findings: all = [] }: Run): Part {
  if (all.length === 0) return null
  const lines = html`<ul>
    ${all.map((line) => html`<li><code>${line}</code></li>`)}
  </ul>`
  if (conclusion === 'startup_failure')
    return html`<section class="box alarm">
      <h2>This run could not start</h2>
      <p>None of its jobs ran. What is wrong, or is not in the sandbox:</p>
      ${lines}
    </section>`
  return html`<details class="box">
    <summary>Stand-ins: ${all.length}, where GitHub would do something else</summary>
    ${lines}
  </details>`
}

/** One review lets in, or turns away, all jobs of the run that wait for the environment now. */
function review(
  visit: Visit,
  repository: Repository,
  run: Run,
  { environment, gates, mayApprove }: PendingDeployment,
): Html {
  const { world, me } = visit
  const names = gates.map(({ job }) => world.store.get('jobs', job)?.name)
  const form = html`<form class="tall" method="post" action="${runPath(repository, run)}/review">
    <input type="hidden" name="environment" value="${environment.id}" />
    <label>Comment <textarea name="comment" rows="2"></textarea></label>
    <span
      ><button class="main" name="state" value="approved">Approve and deploy</button>
      <button class="danger" name="state" value="rejected">Reject</button></span
    >
  </form>`
  const jobs = names.length === 1 ? 'one job waits' : `${names.length} jobs wait`
  const reason = environment.reviewers.length === 0 ? 'its timer' : 'a review'
  return html`<section class="box attention">
    <h2>◔ ${environment.name}: ${jobs} for ${reason}</h2>
    <p>
      ${joined(names, ', ')}${gates[0] && html`, since ${when(gates[0].createdAt)}`}.
      ${reviewers(visit, environment.reviewers)}
    </p>
    ${me && mayApprove ? form : html`<p class="dim">${me ? `${me.user.login} may not review this deployment.` : 'Sign in as one of them to review.'}</p>`}
  </section>`
}

function reviewers({ world }: Visit, all: PendingDeployment['environment']['reviewers']): Part {
  const names = all.map(({ type, id }) =>
    type === 'User' ? world.store.first('users', 'id', id)?.login : world.store.get('teams', id)?.slug,
  )
  return names.length > 0 && html`May review: ${joined(names, ', ')}.`
}

const summaries = (jobs: readonly Job[]): Part =>
  jobs.map(
    ({ name, summary }) =>
      summary !== undefined &&
      html`<section class="box">
        <h2>${name} summary</h2>
        ${markdown(summary)}
      </section>`,
  )

function history({ world }: Visit, repository: Repository, run: Run, attempt: number): Part {
  const reviews = reviewsOf(world, run)
  const others = Array.from({ length: run.attempt }, (_, at) => at + 1).filter((each) => each !== attempt)
  return html`${
    reviews.length > 0 &&
    html`<h2>Reviews</h2>
      <ul class="rows">
        ${reviews.map(
          ({ user, state, comment, environments }) =>
            html`<li>
              <a href="/${user}">${user}</a> ${state}
              ${joined(
                environments.map((id) => world.store.first('environments', 'id', id)?.name),
                ', ',
              )}${comment !== '' && html`: ${comment}`}
            </li>`,
        )}
      </ul>`
  }${
    others.length > 0 &&
    html`<p>
      Other attempts:
      ${joined(
        others.map((each) => html`<a href="${runPath(repository, run)}/attempts/${each}">${each}</a>`),
        ', ',
      )}
    </p>`
  }`
}
