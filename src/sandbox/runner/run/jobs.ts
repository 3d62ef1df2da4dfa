import { isMet, noFunctions, type Scope } from '../expressions/evaluate.js'
import type { JsonObject } from '../json.js'
import { problemAt } from '../problem.js'
import { ancestorsOf, type Job } from '../workflow/workflow.js'
import { child, entriesOf, literal, textValue } from '../workflow/yaml.js'
import { takeTurn } from './concurrency.js'
import { remembered } from './matrix-job.js'
import { runMatrixJobs } from './matrix-jobs.js'
import type { Result } from './memory.js'
import { nodeOf } from './node.js'
import { sumOf, type Outcome, type Part } from './part.js'
import type { Session } from './session.js'

/** Runs the jobs of a workflow in the order of their needs. */
export async function runPart(part: Part): Promise<Outcome> {
  const { session, tree, contexts, cancelled } = part
  const { jobs, root } = tree.workflow
  const scope: Scope = { contexts, functions: noFunctions }
  const isCalled = part.prefix.key !== ''
  const own = new AbortController()
  const signal = AbortSignal.any([cancelled, own.signal])
  // The concurrency group of the run itself is acquired in run.ts.
  const turn = isCalled
    ? await takeTurn(session, child(root, 'concurrency'), scope, {
        held: part.held,
        cancel: () => own.abort(),
        cancelled: signal,
      })
    : { held: part.held, release: () => undefined }
  if (!turn) return { result: 'cancelled', outputs: {} }
  try {
    const inner = { ...part, held: turn.held, cancelled: signal }
    const outcomes = new Map<string, Promise<Outcome>>()
    const outcomeOf = (id: string): Promise<Outcome> => {
      const job = jobs.find((candidate) => candidate.id === id)
      if (!job) throw problemAt(root.at, `unknown job '${id}'.`)
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

type OutcomeOf = (id: string) => Promise<Outcome>

async function runOne(part: Part, job: Job, outcomeOf: OutcomeOf): Promise<Outcome> {
  const needed = await Promise.all(job.needs.map(async (id) => [id, await outcomeOf(id)] as const))
  // success() and failure() check all ancestors, not only the direct needs (docs: "Status check functions").
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
    return await runMatrixJobs(part, job, contexts, runPart)
  } catch (error) {
    return refuse(part, job, error)
  }
}

/** Records a job that does not run, under its name in the file. */
async function skip(part: Part, job: Job): Promise<Outcome> {
  const { session, prefix, cancelled } = part
  const result = cancelled.aborted ? 'cancelled' : 'skipped'
  const name = prefix.name + (literal(child(job.node, 'name')) ?? job.id)
  return record(session, { key: `${prefix.key}${job.id}`, name, result })
}

async function refuse(part: Part, job: Job, error: unknown): Promise<Outcome> {
  const { session, prefix } = part
  if (session.stopped.aborted) throw error
  return record(session, {
    key: `${prefix.key}${job.id}!`,
    name: prefix.name + job.id,
    result: 'failure',
    text: (error as Error).message,
  })
}

/** A job that ended without running its steps; `text`: why. */
interface Unrun {
  readonly key: string
  readonly name: string
  readonly result: Result
  readonly text?: string
}

async function record(session: Session, { key, name, result, text = '' }: Unrun): Promise<Outcome> {
  if (remembered(session, key)?.result === result) return { result, outputs: {} }
  const { id } = await session.server.addJob(session.run.id, name, [], nodeOf(key))
  if (text !== '') await session.server.log(id, `##[error]${text}\n`, null)
  await session.server.progressJob(id, { status: 'completed', conclusion: result })
  session.memory.keep(key, { id, attempt: session.run.attempt, result, outputs: {} })
  return { result, outputs: {} }
}
