import { mainFile } from '../../domain/model/pack-names.js'
import type { Octokit } from '@octokit/rest'
import type { JobFact, MainRun, RunFact, RunJobs } from '../../domain/model/run.js'
import { noWorkflow } from '../client/failure.js'
import { ownerAndRepo } from '../client/address.js'

interface JobAnswer {
  readonly id: number
  readonly name: string
  readonly html_url: string | null
  readonly status: string
  readonly conclusion: string | null
  readonly steps?: readonly {
    readonly name: string
    readonly status: string
    readonly conclusion: string | null
  }[]
}
type States = Readonly<Record<string, JobFact['state']>>
const unfinished: States = { in_progress: 'running', waiting: 'waiting' }
const ended: States = {
  failure: 'failed',
  timed_out: 'failed',
  startup_failure: 'failed',
  skipped: 'skipped',
  cancelled: 'skipped',
}
const stateOf = ({ status, conclusion }: JobAnswer): JobFact['state'] =>
  status === 'completed' ? (ended[conclusion ?? ''] ?? 'done') : (unfinished[status] ?? 'queued')

const toJob = (job: JobAnswer): JobFact => {
  const { id, name, html_url, steps = [] } = job
  const state = stateOf(job)
  const step = steps.find(({ status, conclusion }) =>
    state === 'failed' ? conclusion === 'failure' : status === 'in_progress',
  )
  return { id, name, url: html_url ?? '', state, step: step?.name ?? null }
}

export interface RunHead extends Omit<RunFact, 'gates' | 'reviews'> {
  readonly node: string
  readonly title: string
  readonly branch: string
  readonly commit: string
  /** The login of whoever started or re-ran it. */
  readonly by: string
}
type RunAnswer = Awaited<ReturnType<Octokit['rest']['actions']['getWorkflowRun']>>['data']

const toHead = (run: RunAnswer): RunHead => ({
  id: run.id,
  node: run.node_id,
  url: run.html_url,
  workflow: run.name ?? '',
  file: run.path.split('@')[0]?.split('/').at(-1) ?? '',
  event: run.event,
  status: run.status ?? '',
  conclusion: run.conclusion,
  createdAt: run.created_at,
  updatedAt: run.updated_at,
  title: run.display_title,
  branch: run.head_branch ?? '',
  commit: run.head_sha,
  by: run.triggering_actor?.login ?? run.actor?.login ?? '',
})

export const runs = (octokit: Octokit) => ({
  /** REST `actions/list-jobs-for-workflow-run`: the first 100 jobs of the newest attempt; returns `known` if GitHub answers 304. */
  async jobs(repository: string, run: number, known: RunJobs | null): Promise<RunJobs> {
    try {
      const { data, headers } = await octokit.rest.actions.listJobsForWorkflowRun({
        ...ownerAndRepo(repository),
        run_id: run,
        filter: 'latest',
        per_page: 100,
        ...(known?.tag && { headers: { 'if-none-match': known.tag } }),
      })
      return { run, tag: headers.etag ?? null, jobs: data.jobs.map(toJob) }
    } catch (error) {
      if ((error as { status?: number }).status === 304 && known) return known
      throw error
    }
  },

  /** REST `actions/get-pending-deployments-for-run`: the gates at which a run waits. */
  async gates(repository: string, run: number): Promise<RunFact['gates']> {
    const request = { ...ownerAndRepo(repository), run_id: run }
    const { data } = await octokit.rest.actions.getPendingDeploymentsForRun(request)
    return data.map(({ environment, current_user_can_approve, reviewers }) => ({
      environment: environment.name ?? '',
      id: environment.id ?? 0,
      mayApprove: current_user_can_approve,
      approvers: reviewers.flatMap(({ reviewer = {} }) =>
        'slug' in reviewer ? `team:${reviewer.slug}` : 'login' in reviewer ? (reviewer.login ?? []) : [],
      ),
    }))
  },

  /**
   * The newest runs of a workflow, optionally of one commit; or every run that waits at a gate. REST `actions/list-workflow-runs`, and
   * `actions/list-workflow-runs-for-repo` for waiting runs. Empty if the workflow does not exist.
   */
  async heads(
    repository: string,
    filter:
      | { readonly workflow: string; readonly newest: number; readonly commit?: string }
      | { readonly status: 'waiting' },
  ): Promise<readonly RunHead[]> {
    const { data } = await ('workflow' in filter
      ? octokit.rest.actions
          .listWorkflowRuns({
            ...ownerAndRepo(repository),
            workflow_id: filter.workflow,
            per_page: filter.newest,
            ...(filter.commit !== undefined && { head_sha: filter.commit }),
          })
          .catch(noWorkflow)
      : octokit.rest.actions.listWorkflowRunsForRepo({
          ...ownerAndRepo(repository),
          ...filter,
          per_page: 100,
        }))
    return data.workflow_runs.map(toHead)
  },

  /** REST `actions/list-workflow-runs`: the newest 30 runs of the main workflow; empty if the workflow does not exist. */
  async mainRuns(repository: string): Promise<readonly MainRun[]> {
    const filter = { workflow_id: mainFile, event: 'push', per_page: 30 }
    const { data } = await octokit.rest.actions
      .listWorkflowRuns({ ...ownerAndRepo(repository), ...filter })
      .catch(noWorkflow)
    return data.workflow_runs.map(({ id, html_url, head_sha, conclusion }) => ({
      id,
      url: html_url,
      commit: head_sha,
      conclusion,
    }))
  },

  /** REST `actions/review-pending-deployments-for-run`: decides on every job that waits for these environments. */
  async review(
    repository: string,
    {
      run,
      environments,
      verdict,
      comment,
    }: {
      readonly run: number
      readonly environments: readonly { readonly id: number }[]
      readonly verdict: 'approved' | 'rejected'
      readonly comment: string
    },
  ): Promise<void> {
    const review = { environment_ids: environments.map(({ id }) => id), state: verdict, comment }
    await octokit.rest.actions.reviewPendingDeploymentsForRun({
      ...ownerAndRepo(repository),
      run_id: run,
      ...review,
    })
  },

  /** REST `actions/download-job-logs-for-workflow-run`: the text of a job's log; '' if it was deleted or does not exist yet. */
  async log(repository: string, job: number): Promise<string> {
    try {
      const { data } = await octokit.rest.actions.downloadJobLogsForWorkflowRun({
        ...ownerAndRepo(repository),
        job_id: job,
      })
      return String(data)
    } catch (error) {
      if ((error as { code?: string }).code === 'not-found') return ''
      throw error
    }
  },
})
