import { mustRead } from '../permissions.js'
import type { Request } from '../request.js'
import { cancelRun, rerun } from '../rules/actions/run-changes.js'
import { deleteRun, deleteRunLogs, mustHaveLogs } from '../rules/actions/run-removal.js'
import { attemptOf, jobOf, latestJobs, runOf } from '../rules/actions/runs.js'
import type { Job, Run } from '../state/actions-rows.js'
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

  'actions/get-workflow-run-attempt': (call) => {
    const { request, run } = attemptIn(call)
    return { body: runView(request, run, call.query) }
  },

  'actions/list-jobs-for-workflow-run-attempt': (call) => {
    const { world } = call
    const { repository, run } = attemptIn(call)
    return listWithCount('jobs', latestJobs(world, [run]), (job) => jobView(world, repository, run, job))
  },

  'actions/download-workflow-run-attempt-logs': (call) => {
    const { run } = attemptIn(call)
    mustHaveLogs(run)
    return { status: 302, location: call.world.urls.html + call.world.downloads.runLogs(run.id, run.attempt) }
  },

  'actions/delete-workflow-run': (call) => {
    const { request, run } = runIn(call)
    deleteRun(request, run)
    return { status: 204 }
  },

  'actions/delete-workflow-run-logs': (call) => {
    const { request, run } = runIn(call)
    deleteRunLogs(request, run)
    return { status: 204 }
  },

  'actions/get-job-for-workflow-run': (call) => {
    const { repository, run, job } = jobIn(call)
    return { body: jobView(call.world, repository, run, job) }
  },

  'actions/download-workflow-run-logs': (call) => {
    const { run } = runIn(call)
    mustHaveLogs(run)
    return { status: 302, location: call.world.urls.html + call.world.downloads.runLogs(run.id, run.attempt) }
  },

  'actions/download-job-logs-for-workflow-run': (call) => {
    const { run, job } = jobIn(call)
    mustHaveLogs(run)
    return { status: 302, location: call.world.urls.html + call.world.downloads.jobLog(job.id) }
  },

  'actions/cancel-workflow-run': (call) => {
    const { request, run } = runIn(call)
    cancelRun(request, run)
    return { status: 202, body: {} }
  },

  'actions/re-run-workflow': (call) => {
    const { request, run } = runIn(call)
    rerun(request, run, 'all')
    return { status: 201, body: {} }
  },

  'actions/re-run-workflow-failed-jobs': (call) => {
    const { request, run } = runIn(call)
    rerun(request, run, 'failed')
    return { status: 201, body: {} }
  },

  'actions/re-run-job-for-workflow-run': (call) => {
    const { request, run, job } = jobIn(call)
    rerun(request, run, job)
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

/** The run in the path, as the attempt in the path left it. */
function attemptIn(call: Call): RepositoryRequest & { readonly run: Run } {
  const { request, repository, run } = runIn(call)
  return { request, repository, run: attemptOf(run, numberIn(call, 'attempt_number')) }
}

/** The job in the path, and its run. */
function jobIn(call: Call): RepositoryRequest & { readonly run: Run; readonly job: Job } {
  const request = readable(call)
  const { repository } = request
  const job = jobOf(call.world, repository, numberIn(call, 'job_id'))
  return { request, repository, run: runOf(call.world, repository, job.run), job }
}
