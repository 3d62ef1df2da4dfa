import { mustRead } from '../permissions.js'
import type { Request } from '../request.js'
import { cancelRun, rerun } from '../rules/actions/run-changes.js'
import { jobOf, latestJobs, runOf } from '../rules/actions/runs.js'
import type { Run } from '../state/actions-rows.js'
import {
  listWithCount,
  numberIn,
  requestIn,
  type Call,
  type Operations,
  type RepositoryRequest,
} from './operation.js'
import { jobView, runView } from './views/runs.js'

export const runs: Operations = {
  'actions/get-workflow-run': (call) => {
    const { request, run } = runIn(call)
    return { body: runView(request, run, call.query) }
  },

  'actions/list-jobs-for-workflow-run': (call) => {
    const { world, query } = call
    const { repository, run } = runIn(call)
    const all = query.get('filter') === 'all'
    const jobs = all ? world.store.by('jobs', 'run', run.id) : latestJobs(world, [run])
    return listWithCount('jobs', jobs, (job) => jobView(world, repository, run, job))
  },

  'actions/get-job-for-workflow-run': (call) => {
    const { repository } = readable(call)
    const job = jobOf(call.world, repository, numberIn(call, 'job_id'))
    return { body: jobView(call.world, repository, runOf(call.world, repository, job.run), job) }
  },

  'actions/download-workflow-run-logs': (call) => {
    const { run } = runIn(call)
    return { status: 302, location: call.world.urls.html + call.world.downloads.runLogs(run.id) }
  },

  'actions/download-job-logs-for-workflow-run': (call) => {
    const job = jobOf(call.world, readable(call).repository, numberIn(call, 'job_id'))
    return { status: 302, location: call.world.urls.html + call.world.downloads.jobLog(job.id) }
  },

  'actions/cancel-workflow-run': (call) => {
    const { request, run } = runIn(call)
    cancelRun(request, run)
    return { status: 202, body: {} }
  },

  'actions/re-run-workflow': (call) => {
    const { request, run } = runIn(call)
    rerun(request, run, { onlyFailed: false })
    return { status: 201, body: {} }
  },

  'actions/re-run-workflow-failed-jobs': (call) => {
    const { request, run } = runIn(call)
    rerun(request, run, { onlyFailed: true })
    return { status: 201, body: {} }
  },
}

/** The request for the repository in the path; the actor must be able to read its Actions. */
export function readable(call: Call): Request {
  const request = requestIn(call)
  mustRead(request, 'actions')
  return request
}

/** The run in the path. */
export function runIn(call: Call): RepositoryRequest & { readonly run: Run } {
  const request = readable(call)
  return {
    request,
    repository: request.repository,
    run: runOf(call.world, request.repository, numberIn(call, 'run_id')),
  }
}
