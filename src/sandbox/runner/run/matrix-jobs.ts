import { noFunctions, type Scope } from '../expressions/evaluate.js'
import { isObject, type JsonObject } from '../json.js'
import { combinationsOf } from '../plan/matrix.js'
import { jobPermissions } from '../plan/permissions.js'
import { problemAt } from '../problem.js'
import type { Job } from '../workflow/workflow.js'
import { child, valueOf } from '../workflow/yaml.js'
import { callInputs, callSecrets } from './call.js'
import { acquireGroup } from './concurrency.js'
import { matrixJobName, runMatrixJob } from './matrix-job.js'
import { combinedResult, type MatrixJob, type Outcome, type WorkflowInvocation } from './invocation.js'

type RunWorkflow = (invocation: WorkflowInvocation) => Promise<Outcome>

/** Runs each combination of a job's matrix, or the job itself. `runCalled` runs a called workflow. */
export async function runMatrixJobs(
  invocation: WorkflowInvocation,
  job: Job,
  contexts: WorkflowInvocation['contexts'] & { readonly needs: JsonObject },
  runCalled: RunWorkflow,
): Promise<Outcome> {
  const strategy = valueOf(child(job.node, 'strategy'), { contexts, functions: noFunctions })
  const settings = isObject(strategy) ? strategy : {}
  const matrix = settings['matrix']
  const combinations: readonly (JsonObject | null)[] = isObject(matrix) ? combinationsOf(matrix) : [null]
  if (combinations.length === 0)
    throw problemAt(
      child(job.node, 'strategy')?.at ?? job.node.at,
      `Error when evaluating 'strategy' for job '${job.id}'. Matrix vector does not contain any values`,
    )
  const failFast = settings['fail-fast'] !== false
  const width = Math.max(1, Number(settings['max-parallel'] ?? combinations.length))
  const stop = new AbortController()
  const queue = [...combinations.entries()]
  const outcomes: Outcome[] = []
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, values] = next
      const own = {
        'fail-fast': failFast,
        'job-index': index,
        'job-total': combinations.length,
        'max-parallel': width,
      }
      const outcome = await invocation.session.activity.busy(() =>
        runOrCall(
          invocation,
          matrixJobOf(invocation, job, { ...contexts, strategy: own, matrix: values ?? {} }, stop.signal),
          runCalled,
        ),
      )
      outcomes[index] = outcome
      if (outcome.result === 'failure' && failFast && combinations.length > 1) stop.abort()
    }
  }
  await invocation.session.activity.suspended(() =>
    Promise.all(Array.from({ length: Math.min(width, combinations.length) }, work)),
  )
  const outputs: Record<string, string> = {}
  // If several jobs set the same output, the last non-empty value is used (docs: "Passing information between jobs").
  for (const outcome of outcomes)
    for (const [name, value] of Object.entries(outcome.outputs))
      if (value !== '' || !(name in outputs)) outputs[name] = value
  return { result: combinedResult(outcomes.map(({ result }) => result)), outputs }
}

/** `stop`: aborted when another job of the matrix fails with fail-fast. */
function matrixJobOf(
  invocation: WorkflowInvocation,
  job: Job,
  contexts: MatrixContexts,
  stop: AbortSignal,
): MatrixJob {
  const { session, tree, prefix, held, permissions } = invocation
  const own = new AbortController()
  return {
    session,
    workflow: tree.workflow,
    job,
    key: `${prefix.key}${job.id}#${contexts.strategy['job-index']}`,
    name: prefix.name + matrixJobName(job, contexts.matrix, { contexts, functions: noFunctions }),
    contexts,
    permissions,
    held,
    cancelled: AbortSignal.any([invocation.cancelled, stop, own.signal]),
    cancel: () => own.abort(),
  }
}

type MatrixContexts = WorkflowInvocation['contexts'] & {
  readonly strategy: JsonObject & { readonly 'job-index': number }
  readonly matrix: JsonObject
}

async function runOrCall(
  invocation: WorkflowInvocation,
  matrixJob: MatrixJob,
  runCalled: RunWorkflow,
): Promise<Outcome> {
  const { session, workflow, job, contexts, permissions, cancelled } = matrixJob
  const callee = invocation.tree.calls.get(job.id)
  if (!callee) return runMatrixJob(matrixJob)
  const scope: Scope = { contexts, functions: noFunctions }
  const lease = await acquireGroup(session, child(job.node, 'concurrency'), scope, matrixJob)
  if (!lease) return { result: 'cancelled', outputs: {} }
  const inputs = callInputs(job, callee.workflow, scope)
  const secrets = callSecrets(job, scope)
  const inner = { github: contexts['github'] ?? {}, vars: contexts['vars'] ?? {}, inputs, secrets }
  return session.activity
    .suspended(() =>
      runCalled({
        session,
        tree: callee,
        contexts: inner,
        permissions: jobPermissions(workflow.root, job.node, permissions),
        prefix: { name: `${matrixJob.name} / `, key: `${matrixJob.key}/` },
        held: lease.held,
        cancelled,
      }),
    )
    .finally(lease.release)
}
