import { notFound } from '../errors.js'
import { pendingDeploymentsOf, reviewsOf, type PendingDeployment } from '../rules/deployments/approvals.js'
import { attemptOf, latestJobs, runOf } from '../rules/actions/runs.js'
import type { Job, Run } from '../state/actions-rows.js'
import type { Repository } from '../state/rows.js'
import { artifactList } from './artifacts.js'
import { graphOf } from './graph.js'
import { html, joined, type Html, type Part } from './html.js'
import { jobBox } from './job.js'
import { markdown } from './markdown.js'
import {
  hasRole,
  numberIn,
  pathOf,
  readRequest,
  repositoryIn,
  type PageHandler,
  type Visit,
} from './visit.js'
import { badge, shortSha, when } from './format.js'

export const runPath = (repository: Repository, { id }: Pick<Run, 'id'>): string =>
  `${pathOf(repository)}/actions/runs/${id}`

export function runIn(visit: Visit): { readonly repository: Repository; readonly run: Run } {
  const repository = repositoryIn(visit)
  return { repository, run: runOf(visit.world, repository, numberIn(visit, 'run')) }
}

/** Redirects to the download of a job's log. */
export const showJobLog: PageHandler = (visit) => {
  const { run } = runIn(visit)
  const job = visit.world.store.get('jobs', numberIn(visit, 'job'))
  if (job?.run !== run.id) throw notFound()
  return { to: visit.world.downloads.jobLog(job.id) }
}

/** The page of a run: startup errors, pending reviews, job graph, summaries, artifacts and logs; or of an earlier attempt. */
export const showRun: PageHandler = (visit) => {
  const { repository, run } = runIn(visit)
  const { world, path } = visit
  const attempt = path['attempt'] === undefined ? run.attempt : numberIn(visit, 'attempt')
  const isLast = attempt === run.attempt
  const all = world.store.by('jobs', 'run', run.id)
  const jobs = latestJobs(world, [attemptOf(run, attempt)])
  const wanted = path['job'] === undefined ? null : numberIn(visit, 'job')
  if (wanted !== null && !all.some(({ id }) => id === wanted)) throw notFound()
  const shown = wanted === null ? jobs : all.filter(({ id }) => id === wanted)
  const pending = isLast ? pendingDeploymentsOf(readRequest(visit, repository), run) : []
  const body = html` <h1>${run.displayTitle} <span class="dim">#${run.runNumber}</span></h1>
    <p>${isLast ? runBadge(run) : `attempt ${attempt}`} · ${about(repository, run)}</p>
    ${isLast && buttons(visit, repository, run)} ${findings(run)}
    ${pending.map((gates) => review(visit, repository, run, gates))}
    ${wanted === null ? graphOf(run, jobs) : html`<p><a href="${runPath(repository, run)}">All jobs of this run</a></p>`}
    ${summaries(shown)} ${artifactList(world, run, runPath(repository, run))}
    <h2>Jobs</h2>
    ${shown.length === 0 ? html`<p class="dim">No job has started.</p>` : shown.map((job) => jobBox(world, job, { path: runPath(repository, run), expanded: wanted !== null }))}
    ${history(visit, repository, run, attempt)}`
  const refreshes = run.status !== 'completed' && pending.length === 0 && isLast
  return {
    title: `${run.displayTitle} · run ${run.runNumber}`,
    repository,
    body,
    ...(refreshes && { refreshSeconds: 3 }),
  }
}

/** The badge of a run; a successful run that used stand-ins is marked as rehearsed. */
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
    >${run.triggeringActor !== run.actor && html`, re-run by <a href="/${run.triggeringActor}">${run.triggeringActor}</a>`},
    ${run.headBranch} at <a href="${home}/commit/${run.headSha}"><code>${shortSha(run.headSha)}</code></a
    >, ${when(run.startedAt)}`
}

function buttons(visit: Visit, repository: Repository, run: Run): Part {
  if (!hasRole(visit, repository, 'write')) return null
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
      <h2>This run failed to start</h2>
      <p>No job ran. The workflow has these problems:</p>
      ${lines}
    </section>`
  return html`<details class="box">
    <summary>Stand-ins: ${all.length} (GitHub would behave differently here)</summary>
    ${lines}
  </details>`
}

/** The review form of an environment: one review approves or rejects all jobs of the run that wait for it. */
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
  const jobs = names.length === 1 ? '1 job is waiting' : `${names.length} jobs are waiting`
  const reason = environment.reviewers.length === 0 ? 'the wait timer' : 'review'
  return html`<section class="box attention">
    <h2>◔ ${environment.name}: ${jobs} for ${reason}</h2>
    <p>
      ${joined(names, ', ')}${gates[0] && html`, since ${when(gates[0].createdAt)}`}.
      ${reviewers(visit, environment.reviewers)}
    </p>
    ${me && mayApprove ? form : html`<p class="dim">${me ? `${me.user.login} cannot review this deployment.` : 'Sign in as a required reviewer to review.'}</p>`}
  </section>`
}

function reviewers({ world }: Visit, all: PendingDeployment['environment']['reviewers']): Part {
  const names = all.map(({ type, id }) =>
    type === 'User' ? world.store.first('users', 'id', id)?.login : world.store.get('teams', id)?.slug,
  )
  return names.length > 0 && html`Required reviewers: ${joined(names, ', ')}.`
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
  const otherAttempts = Array.from({ length: run.attempt }, (_, index) => index + 1).filter(
    (number) => number !== attempt,
  )
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
    otherAttempts.length > 0 &&
    html`<p>
      Other attempts:
      ${joined(
        otherAttempts.map(
          (number) => html`<a href="${runPath(repository, run)}/attempts/${number}">${number}</a>`,
        ),
        ', ',
      )}
    </p>`
  }`
}
