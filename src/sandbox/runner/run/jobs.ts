import { isMet, noFunctions, type Scope } from '../expressions/evaluate.js'
import type { JsonObject } from '../json.js'
import { problemAt } from '../problem.js'
import { ancestorsOf, type Job } from '../workflow/workflow.js'
import { child, entriesOf, literal, textValue } from '../workflow/yaml.js'
import { acquireGroup } from './concurrency.js'
import { savedJob } from './matrix-job.js'
import { runMatrixJobs } from './matrix-jobs.js'
import type { Result } from './run-state.js'
import { nodeKeyOf } from './node.js'
import { combinedResult, type Outcome, type WorkflowInvocation } from './invocation.js'
import type { Session } from './session.js'

/** Runs the jobs of a workflow in the order of their needs. */
export async function runWorkflow(invocation: WorkflowInvocation): Promise<Outcome> {
  const { session, tree, contexts, cancelled } = invocation
  const { jobs, root } = tree.workflow
  const scope: Scope = { contexts, functions: noFunctions }
  const isCalled = invocation.prefix.key !== ''
  const own = new AbortController()
  const signal = AbortSignal.any([cancelled, own.signal])
  // The concurrency group of the run itself is acquired in run.ts.
  const lease = isCalled
    ? await acquireGroup(session, child(root, 'concurrency'), scope, {
        held: invocation.held,
        cancel: () => own.abort(),
        cancelled: signal,
      })
    : { held: invocation.held, release: () => undefined }
  if (!lease) return { result: 'cancelled', outputs: {} }
  try {
    const inner = { ...invocation, held: lease.held, cancelled: signal }
    const outcomes = new Map<string, Promise<Outcome>>()
    const outcomeOf = (id: string): Promise<Outcome> => {
      const job = jobs.find((candidate) => candidate.id === id)
      if (!job) throw problemAt(root.at, `unknown job '${id}'.`)
      const existing = outcomes.get(id) ?? runAfterNeeds(inner, job, outcomeOf)
      outcomes.set(id, existing)
      return existing
    }
    const all = await Promise.all(jobs.map(async ({ id }) => [id, await outcomeOf(id)] as const))
    const results = Object.fromEntries(all.map(([id, { result, outputs }]) => [id, { result, outputs }]))
    const result = combinedResult(all.map(([, outcome]) => outcome.result))
    const declared = entriesOf(child(child(child(root, 'on'), 'workflow_call'), 'outputs'))
    const outer: Scope = { contexts: { ...contexts, jobs: results }, functions: noFunctions }
    const outputs = isCalled
      ? declared.map(({ key, value }) => [key, textValue(child(value, 'value'), outer)])
      : []
    return { result, outputs: Object.fromEntries(outputs) }
  } finally {
    lease.release()
  }
}

type OutcomeOf = (id: string) => Promise<Outcome>

async function runAfterNeeds(
  invocation: WorkflowInvocation,
  job: Job,
  outcomeOf: OutcomeOf,
): Promise<Outcome> {
  const needed = await Promise.all(job.needs.map(async (id) => [id, await outcomeOf(id)] as const))
  // success() and failure() check all ancestors, not only the direct needs (docs: "Status check functions").
  const ancestors = await Promise.all(ancestorsOf(invocation.tree.workflow, job).map(outcomeOf))
  const needs = Object.fromEntries(needed.map(([id, { result, outputs }]) => [id, { result, outputs }]))
  return invocation.session.activity.busy(() =>
    runIfConditionMet(
      invocation,
      job,
      needs,
      ancestors.map(({ result }) => result),
    ),
  )
}

async function runIfConditionMet(
  invocation: WorkflowInvocation,
  job: Job,
  needs: JsonObject,
  ancestors: readonly Result[],
): Promise<Outcome> {
  const contexts = { ...invocation.contexts, needs }
  const isCancelled = (): boolean => invocation.cancelled.aborted
  const functions = {
    always: () => true,
    cancelled: isCancelled,
    success: () => !isCancelled() && ancestors.every((result) => result === 'success'),
    failure: () => !isCancelled() && ancestors.includes('failure'),
  }
  const kept = keptRecord(invocation, job)
  if (kept) return kept
  const condition = child(job.node, 'if')
  try {
    if (!isMet(literal(condition), { contexts, functions }, condition?.at ?? job.node.at))
      return await recordSkipped(invocation, job)
    return await runMatrixJobs(invocation, job, contexts, runWorkflow)
  } catch (error) {
    return recordFailure(invocation, job, error)
  }
}

/** The outcome of a job that did not run its steps in an earlier attempt and is not repeated; null for other jobs. */
function keptRecord({ session, prefix }: WorkflowInvocation, { id }: Job): Outcome | null {
  const records = [id, `${id}!`].map((key) => savedJob(session, `${prefix.key}${key}`))
  const kept = records.find((record) => record && session.run.keptJobs.includes(record.id))
  return kept?.result ? { result: kept.result, outputs: {} } : null
}

/** Records a job that does not run, under its name in the file. */
async function recordSkipped(invocation: WorkflowInvocation, job: Job): Promise<Outcome> {
  const { session, prefix, cancelled } = invocation
  const result = cancelled.aborted ? 'cancelled' : 'skipped'
  const name = prefix.name + (literal(child(job.node, 'name')) ?? job.id)
  return recordJob(session, { key: `${prefix.key}${job.id}`, name, result })
}

async function recordFailure(invocation: WorkflowInvocation, job: Job, error: unknown): Promise<Outcome> {
  const { session, prefix } = invocation
  if (session.stopped.aborted) throw error
  return recordJob(session, {
    key: `${prefix.key}${job.id}!`,
    name: prefix.name + job.id,
    result: 'failure',
    text: (error as Error).message,
  })
}

/** A job that ended without running its steps; `text`: why. */
interface SkippedJob {
  readonly key: string
  readonly name: string
  readonly result: Result
  readonly text?: string
}

async function recordJob(session: Session, { key, name, result, text = '' }: SkippedJob): Promise<Outcome> {
  if (savedJob(session, key)?.result === result) return { result, outputs: {} }
  const { id } = await session.server.addJob(session.run.id, name, [], nodeKeyOf(key))
  if (text !== '') await session.server.log(id, `##[error]${text}\n`, null)
  await session.server.progressJob(id, { status: 'completed', conclusion: result })
  session.stateFile.keep(key, { id, attempt: session.run.attempt, result, outputs: {} })
  return { result, outputs: {} }
}
