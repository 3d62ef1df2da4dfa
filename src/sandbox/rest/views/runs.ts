import { nodeId } from '../../node-id.js'
import type { Request } from '../../request.js'
import { isPull, repositoryById } from '../../rules/access/access.js'
import { checkNameOf } from '../../rules/actions/runs.js'
import { assumptionsOf } from '../../rules/assumptions.js'
import type { Job, Run } from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { repositoryPage, repositoryUrl, repositoryView } from './repository.js'
import { loginView } from './user.js'

export const runUrl = (world: World, repository: Repository, { id }: Pick<Run, 'id'>): string =>
  `${repositoryUrl(world, repository)}/actions/runs/${id}`
export const runPage = (world: World, repository: Repository, { id }: Pick<Run, 'id'>): string =>
  `${repositoryPage(world, repository)}/actions/runs/${id}`

/** workflow-run */
export function runView(request: Request, run: Run, query: URLSearchParams) {
  const { world, repository } = request
  const api = repositoryUrl(world, repository)
  const url = runUrl(world, repository, run)
  const headRepository = repositoryById(world, run.headRepository)
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('WorkflowRun', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    display_title: run.displayTitle,
    run_number: run.runNumber,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflow,
    check_suite_id: run.suite,
    check_suite_node_id: nodeId('CheckSuite', run.suite),
    url,
    html_url: runPage(world, repository, run),
    pull_requests: query.get('exclude_pull_requests') === 'true' ? [] : pullViews(world, repository, run),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    actor: loginView(world, run.actor),
    run_attempt: run.attempt,
    referenced_workflows: referenceViews(world, run),
    run_started_at: run.startedAt,
    triggering_actor: loginView(world, run.triggeringActor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.suite}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${api}/actions/workflows/${run.workflow}`,
    head_commit: run.headCommit,
    repository: repositoryView(request),
    head_repository: repositoryView({ ...request, repository: headRepository }),
  }
}

/** referenced-workflow */
const referenceViews = (world: World, { references = [] }: Run) =>
  references
    .filter(({ local }) => !local || assumptionsOf(world).localWorkflows)
    .map(({ path, sha, ref }) => ({ path, sha, ...(ref !== undefined && { ref }) }))

/** pull-request-minimal */
function pullViews(world: World, repository: Repository, { pullRequests }: Pick<Run, 'pullRequests'>) {
  const repoView = (id: number) => {
    const { name, ...row } = repositoryById(world, id)
    return { id, url: repositoryUrl(world, { ...row, name }), name }
  }
  return pullRequests.flatMap((number) => {
    const issue = world.store.get('issues', `${repository.id}/${number}`)
    if (!issue || !isPull(issue)) return []
    const { id, head, headSha, headRepository, base, baseSha } = issue.pull
    return [
      {
        id,
        number,
        url: `${repositoryUrl(world, repository)}/pulls/${number}`,
        head: { ref: head, sha: headSha, repo: repoView(headRepository) },
        base: { ref: base, sha: baseSha, repo: repoView(repository.id) },
      },
    ]
  })
}

/** job */
export function jobView(world: World, repository: Repository, run: Run, job: Job) {
  const api = repositoryUrl(world, repository)
  const hasRunner = job.runnerName !== null
  return {
    id: job.id,
    run_id: job.run,
    workflow_name: run.name,
    head_branch: run.headBranch,
    run_url: runUrl(world, repository, run),
    run_attempt: job.attempt,
    node_id: nodeId('CheckRun', job.id),
    head_sha: job.sha,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${runPage(world, repository, run)}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.createdAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: assumptionsOf(world).renamedJobs ? checkNameOf(job) : job.name,
    steps: job.steps,
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: job.labels,
    runner_id: hasRunner ? 1 : null,
    runner_name: job.runnerName,
    runner_group_id: hasRunner ? 1 : null,
    runner_group_name: hasRunner ? 'Default' : null,
  }
}
