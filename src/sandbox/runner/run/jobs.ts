import { isMet, noFunctions, type Scope } from '../expressions/evaluate.js'
import { isObject, type Json, type JsonObject } from '../json.js'
import { legsOf } from '../plan/matrix.js'
import { jobPermissions, type Permissions } from '../plan/permissions.js'
import type { Tree } from '../plan/tree.js'
import { problemAt } from '../problem.js'
import { ancestorsOf, type Job } from '../workflow/workflow.js'
import { child, entriesOf, literal, textValue, valueOf } from '../workflow/yaml.js'
import { callInputs, callSecrets } from './call.js'
import { takeTurn, type Held } from './concurrency.js'
import { legName, remembered, runLeg, type Leg, type Outcome } from './leg.js'
import type { Result } from './memory.js'
import type { Session } from './session.js'

/** One workflow of a run: the file that an event started, or one that a job calls. */
export interface Part {
  readonly session: Session
  readonly tree: Tree
  /** github, inputs, vars, secrets */
  readonly contexts: Readonly<Record<string, Json>> & {
    readonly inputs: JsonObject
    readonly secrets: JsonObject
  }
  /** What its jobs may have at most. */
  readonly permissions: Permissions
  /** Of the names of its jobs as people see them, and of their keys. */
  readonly prefix: { readonly name: string; readonly key: string }
  readonly held: Held
  readonly cancelled: AbortSignal
}

/** Runs all jobs of a workflow in the order of their needs. */
export async function runPart(part: Part): Promise<Outcome> {
  const { session, tree, contexts, cancelled } = part
  const { jobs, root } = tree.workflow
  const scope: Scope = { contexts, functions: noFunctions }
  const isCalled = part.prefix.key !== ''
  const own = new AbortController()
  const signal = AbortSignal.any([cancelled, own.signal])
  // The group of the run itself is taken before, where its status is known.
  const turn = isCalled
    ? await takeTurn(session, child(root, 'concurrency'), scope, part.held, () => own.abort(), signal)
    : { held: part.held, release: () => undefined }
  if (!turn) return { result: 'cancelled', outputs: {} }
  try {
    const inner = { ...part, held: turn.held, cancelled: signal }
    const outcomes = new Map<string, Promise<Outcome>>()
    const outcomeOf = (id: string): Promise<Outcome> => {
      const job = jobs.find((each) => each.id === id)
      if (!job) throw problemAt(root.at, `there is no job '${id}'.`)
      const known = outcomes.get(id) ?? runOne(inner, job, outcomeOf)
      outcomes.set(id, known)
      return known
    }
    const all = await Promise.all(jobs.map(async ({ id }) => [id, await outcomeOf(id)] as const))
    const results = Object.fromEntries(all.map(([id, { result, outputs }]) => [id, { result, outputs }]))
    const result = sumOf(all.map(([, outcome]) => outcome.result))
    const declared = entriesOf(child(child(child(root, 'on'), 'workflow_call'), 'outputs'))
    const outer: Scope = { contexts: { ...contexts, jobs: results }, functions: noFunctions }
    const outputs = isCalled
      ? declared.map(({ key, value }) => [key, textValue(child(value, 'value'), outer)])
      : []
    return { result, outputs: Object.fromEntries(outputs) }
  } finally {
    turn.release()
  }
}

/** One failure is a failure of all; what was only skipped was skipped. */
export function sumOf(results: readonly Result[]): Result {
  if (results.includes('failure')) return 'failure'
  if (results.includes('cancelled')) return 'cancelled'
  return results.length > 0 && results.every((result) => result === 'skipped') ? 'skipped' : 'success'
}

type OutcomeOf = (id: string) => Promise<Outcome>

async function runOne(part: Part, job: Job, outcomeOf: OutcomeOf): Promise<Outcome> {
  const needed = await Promise.all(job.needs.map(async (id) => [id, await outcomeOf(id)] as const))
  // success() and failure() look at all ancestors, not at the direct needs alone (docs: "Status check functions").
  const ancestors = await Promise.all(ancestorsOf(part.tree.workflow, job).map(outcomeOf))
  const needs = Object.fromEntries(needed.map(([id, { result, outputs }]) => [id, { result, outputs }]))
  return part.session.activity.busy(() =>
    runReady(
      part,
      job,
      needs,
      ancestors.map(({ result }) => result),
    ),
  )
}

async function runReady(
  part: Part,
  job: Job,
  needs: JsonObject,
  ancestors: readonly Result[],
): Promise<Outcome> {
  const contexts = { ...part.contexts, needs }
  const isCancelled = (): boolean => part.cancelled.aborted
  const functions = {
    always: () => true,
    cancelled: isCancelled,
    success: () => !isCancelled() && ancestors.every((result) => result === 'success'),
    failure: () => !isCancelled() && ancestors.includes('failure'),
  }
  const condition = child(job.node, 'if')
  try {
    if (!isMet(literal(condition), { contexts, functions }, condition?.at ?? job.node.at))
      return await skip(part, job)
    return await runLegs(part, job, contexts)
  } catch (error) {
    return refuse(part, job, error)
  }
}

/** A job that does not run is seen too, under the name in the file. */
async function skip(part: Part, job: Job): Promise<Outcome> {
  const { session, prefix, cancelled } = part
  const result = cancelled.aborted ? 'cancelled' : 'skipped'
  return record(
    session,
    `${prefix.key}${job.id}`,
    prefix.name + (literal(child(job.node, 'name')) ?? job.id),
    result,
  )
}

async function refuse(part: Part, job: Job, error: unknown): Promise<Outcome> {
  const { session, prefix } = part
  if (session.stopped.aborted) throw error
  return record(session, `${prefix.key}${job.id}!`, prefix.name + job.id, 'failure', (error as Error).message)
}

async function record(
  session: Session,
  key: string,
  name: string,
  result: Result,
  text = '',
): Promise<Outcome> {
  if (remembered(session, key)?.result === result) return { result, outputs: {} }
  const { id } = await session.server.addJob(session.run.id, name, [])
  if (text !== '') await session.server.log(id, `##[error]${text}\n`, null)
  await session.server.progressJob(id, { status: 'completed', conclusion: result })
  session.memory.keep(key, { id, attempt: session.run.attempt, result, outputs: {} })
  return { result, outputs: {} }
}

async function runLegs(
  part: Part,
  job: Job,
  contexts: Part['contexts'] & { readonly needs: JsonObject },
): Promise<Outcome> {
  const strategy = valueOf(child(job.node, 'strategy'), { contexts, functions: noFunctions })
  const settings = isObject(strategy) ? strategy : {}
  const matrix = settings['matrix']
  const legs: readonly (JsonObject | null)[] = isObject(matrix) ? legsOf(matrix) : [null]
  if (legs.length === 0)
    throw problemAt(
      child(job.node, 'strategy')?.at ?? job.node.at,
      `Error when evaluating 'strategy' for job '${job.id}'. Matrix vector does not contain any values`,
    )
  const failFast = settings['fail-fast'] !== false
  const width = Math.max(1, Number(settings['max-parallel'] ?? legs.length))
  const stop = new AbortController()
  const queue = [...legs.entries()]
  const outcomes: Outcome[] = []
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, values] = next
      const own = {
        'fail-fast': failFast,
        'job-index': index,
        'job-total': legs.length,
        'max-parallel': width,
      }
      const outcome = await part.session.activity.busy(() =>
        runOneLeg(part, job, { ...contexts, strategy: own, matrix: values ?? {} }, values, index, stop),
      )
      outcomes[index] = outcome
      if (outcome.result === 'failure' && failFast && legs.length > 1) stop.abort()
    }
  }
  await part.session.activity.aside(() =>
    Promise.all(Array.from({ length: Math.min(width, legs.length) }, work)),
  )
  const outputs: Record<string, string> = {}
  // Two legs that write the same output: the last that is not empty counts (docs: "Passing information between jobs").
  for (const outcome of outcomes)
    for (const [name, value] of Object.entries(outcome.outputs))
      if (value !== '' || !(name in outputs)) outputs[name] = value
  return { result: sumOf(outcomes.map(({ result }) => result)), outputs }
}

async function runOneLeg(
  part: Part,
  job: Job,
  contexts: Part['contexts'] & Readonly<Record<string, Json>>,
  values: JsonObject | null,
  index: number,
  stop: AbortController,
): Promise<Outcome> {
  const { session, tree, prefix, held, permissions } = part
  const own = new AbortController()
  const cancelled = AbortSignal.any([part.cancelled, stop.signal, own.signal])
  const name = prefix.name + legName(job, values, { contexts, functions: noFunctions })
  const key = `${prefix.key}${job.id}#${index}`
  const callee = tree.calls.get(job.id)
  const leg: Leg = {
    session,
    workflow: tree.workflow,
    job,
    key,
    name,
    contexts,
    permissions,
    held,
    cancelled,
    cancel: () => own.abort(),
  }
  if (!callee) return runLeg(leg)
  const scope: Scope = { contexts, functions: noFunctions }
  const turn = await takeTurn(session, child(job.node, 'concurrency'), scope, held, leg.cancel, cancelled)
  if (!turn) return { result: 'cancelled', outputs: {} }
  const inputs = callInputs(job, callee.workflow, scope)
  const secrets = callSecrets(job, scope)
  const inner = { github: contexts['github'] ?? {}, vars: contexts['vars'] ?? {}, inputs, secrets }
  return session.activity
    .aside(() =>
      runPart({
        session,
        tree: callee,
        contexts: inner,
        permissions: jobPermissions(tree.workflow.root, job.node, permissions),
        prefix: { name: `${name} / `, key: `${key}/` },
        held: turn.held,
        cancelled,
      }),
    )
    .finally(turn.release)
}
