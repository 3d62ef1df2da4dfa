import { noFunctions, type Scope } from '../expressions/evaluate.js'
import { isObject, type JsonObject } from '../json.js'
import { combinationsOf } from '../plan/matrix.js'
import { jobPermissions } from '../plan/permissions.js'
import { problemAt } from '../problem.js'
import type { Job } from '../workflow/workflow.js'
import { child, valueOf } from '../workflow/yaml.js'
import { callInputs, callSecrets } from './call.js'
import { takeTurn } from './concurrency.js'
import { matrixJobName, runMatrixJob } from './matrix-job.js'
import { sumOf, type MatrixJob, type Outcome, type Part } from './part.js'

type RunPart = (part: Part) => Promise<Outcome>

/** Runs each combination of a job's matrix, or the job itself. `runCalled` runs a called workflow. */
export async function runMatrixJobs(
  part: Part,
  job: Job,
  contexts: Part['contexts'] & { readonly needs: JsonObject },
  runCalled: RunPart,
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
      const outcome = await part.session.activity.busy(() =>
        runOrCall(
          part,
          matrixJobOf(part, job, { ...contexts, strategy: own, matrix: values ?? {} }, stop.signal),
          runCalled,
        ),
      )
      outcomes[index] = outcome
      if (outcome.result === 'failure' && failFast && combinations.length > 1) stop.abort()
    }
  }
  await part.session.activity.aside(() =>
    Promise.all(Array.from({ length: Math.min(width, combinations.length) }, work)),
  )
  const outputs: Record<string, string> = {}
  // If several jobs set the same output, the last non-empty value is used (docs: "Passing information between jobs").
  for (const outcome of outcomes)
    for (const [name, value] of Object.entries(outcome.outputs))
      if (value !== '' || !(name in outputs)) outputs[name] = value
  return { result: sumOf(outcomes.map(({ result }) => result)), outputs }
}

/** `stop`: aborted when another job of the matrix fails with fail-fast. */
function matrixJobOf(part: Part, job: Job, contexts: MatrixContexts, stop: AbortSignal): MatrixJob {
  const { session, tree, prefix, held, permissions } = part
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
    cancelled: AbortSignal.any([part.cancelled, stop, own.signal]),
    cancel: () => own.abort(),
  }
}

type MatrixContexts = Part['contexts'] & {
  readonly strategy: JsonObject & { readonly 'job-index': number }
  readonly matrix: JsonObject
}

async function runOrCall(part: Part, matrixJob: MatrixJob, runCalled: RunPart): Promise<Outcome> {
  const { session, workflow, job, contexts, permissions, cancelled } = matrixJob
  const callee = part.tree.calls.get(job.id)
  if (!callee) return runMatrixJob(matrixJob)
  const scope: Scope = { contexts, functions: noFunctions }
  const turn = await takeTurn(session, child(job.node, 'concurrency'), scope, matrixJob)
  if (!turn) return { result: 'cancelled', outputs: {} }
  const inputs = callInputs(job, callee.workflow, scope)
  const secrets = callSecrets(job, scope)
  const inner = { github: contexts['github'] ?? {}, vars: contexts['vars'] ?? {}, inputs, secrets }
  return session.activity
    .aside(() =>
      runCalled({
        session,
        tree: callee,
        contexts: inner,
        permissions: jobPermissions(workflow.root, job.node, permissions),
        prefix: { name: `${matrixJob.name} / `, key: `${matrixJob.key}/` },
        held: turn.held,
        cancelled,
      }),
    )
    .finally(turn.release)
}
