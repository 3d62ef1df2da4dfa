import { mustRead } from '../permissions.js'
import type { Request } from '../request.js'
import { dispatchWorkflow } from '../rules/actions/dispatches.js'
import { findRuns } from '../rules/actions/run-search.js'
import { workflowOf, workflowsOf } from '../rules/actions/workflows.js'
import {
  listWithCount,
  flag,
  requestIn,
  text,
  type OperationResponse,
  type Call,
  type Operations,
} from './operation.js'
import { runPage, runUrl, runView } from './views/runs.js'
import { workflowView } from './views/workflows.js'

export const workflows: Operations = {
  'actions/list-repo-workflows': async (call) => {
    const { repository } = readable(call)
    const rows = await workflowsOf(call.world, repository)
    return listWithCount('workflows', rows, (row) => workflowView(call.world, repository, row))
  },

  'actions/get-workflow': async (call) => {
    const { repository } = readable(call)
    return {
      body: workflowView(call.world, repository, await workflowOf(call.world, repository, nameIn(call))),
    }
  },

  'actions/create-workflow-dispatch': async (call): Promise<OperationResponse> => {
    const { world, body } = call
    const request = requestIn(call)
    const { repository } = request
    const inputs = (body['inputs'] ?? {}) as Readonly<Record<string, unknown>>
    const options = { ref: text(body, 'ref') ?? '', inputs }
    const run = await dispatchWorkflow(request, nameIn(call), options)
    if (!flag(body, 'return_run_details')) return { status: 204 }
    const urls = { run_url: runUrl(world, repository, run), html_url: runPage(world, repository, run) }
    return { status: 200, body: { workflow_run_id: run.id, ...urls } }
  },

  'actions/list-workflow-runs': async (call) => {
    const { world, query } = call
    const request = readable(call)
    const { repository } = request
    const { id } = await workflowOf(world, repository, nameIn(call))
    return listWithCount('workflow_runs', findRuns(world, repository, id, query), (run) =>
      runView(request, run, query),
    )
  },

  'actions/list-workflow-runs-for-repo': (call) => {
    const { world, query } = call
    const request = readable(call)
    const { repository } = request
    return listWithCount('workflow_runs', findRuns(world, repository, null, query), (run) =>
      runView(request, run, query),
    )
  },
}

const nameIn = ({ path }: Call): string => path['workflow_id'] ?? ''

function readable(call: Call): Request {
  const request = requestIn(call)
  mustRead(request, 'actions')
  return request
}
