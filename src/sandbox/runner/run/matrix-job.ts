import { join } from 'node:path'
import { interpolate, noFunctions, type Scope } from '../expressions/evaluate.js'
import { isObject, textOf, type Json, type JsonObject } from '../json.js'
import { problemAt } from '../problem.js'
import type { JobProgress } from '../server.js'
import { environmentOfJob, runJob } from '../job/job.js'
import { labelsOf, otherSystem } from '../plan/machines.js'
import { jobPermissions, ofToken, readOnly } from '../plan/permissions.js'
import type { Job } from '../workflow/workflow.js'
import { child, literal, valueOf } from '../workflow/yaml.js'
import { takeTurn } from './concurrency.js'
import { passGate } from './gate.js'
import type { JobMemory, Result } from './memory.js'
import { nodeOf } from './node.js'
import type { MatrixJob, Outcome } from './part.js'
import { mustGoOn, type Session } from './session.js'

/** The saved state of a job, from this attempt or from an earlier one whose result is kept. */
export function remembered({ memory, run }: Session, key: string): JobMemory | null {
  const known = memory.facts().jobs[key]
  return known && (known.attempt === run.attempt || run.keptJobs.includes(known.id)) ? known : null
}

export async function runMatrixJob(matrixJob: MatrixJob): Promise<Outcome> {
  const { session, key } = matrixJob
  const known = remembered(session, key)
  if (known?.result) {
    const { job: row } = await session.server.job(known.id)
    if (row.status !== 'completed' && known.end) await session.server.progressJob(known.id, known.end)
    return { result: known.result, outputs: known.outputs }
  }
  const runsOn = child(matrixJob.job.node, 'runs-on')
  const labels = labelsOf(runsOn, matrixJob.contexts)
  const unsupported = otherSystem(labels)
  if (unsupported !== null) throw problemAt(runsOn?.at ?? matrixJob.job.node.at, unsupported)
  const id =
    known?.id ?? (await session.server.addJob(session.run.id, matrixJob.name, labels, nodeOf(key))).id
  const keep: Keep = (result, outputs = {}, end) =>
    session.memory.keep(key, { id, attempt: session.run.attempt, result, outputs, ...(end && { end }) })
  if (!known) keep(null)
  const outcome = await carryOut(matrixJob, id, known !== null, keep)
  if (!session.memory.facts().jobs[key]?.result) keep(outcome.result, outcome.outputs)
  return outcome
}

type Keep = (result: Result | null, outputs?: Outcome['outputs'], end?: JobProgress) => void

const failed: Outcome = { result: 'failure', outputs: {} }

async function carryOut(matrixJob: MatrixJob, id: number, resumed: boolean, keep: Keep): Promise<Outcome> {
  const { session, job, cancelled } = matrixJob
  const { server } = session
  const scope: Scope = { contexts: matrixJob.contexts, functions: noFunctions }
  const end = async (conclusion: 'failure' | 'cancelled', text: string): Promise<Outcome> => {
    if (text !== '') await server.log(id, `##[error]${text}\n`, null)
    await server.progressJob(id, { status: 'completed', conclusion })
    return { result: conclusion, outputs: {} }
  }
  if (resumed) {
    const { job: row } = await server.job(id)
    // Its steps have not run, as there is no saved result.
    if (row.status === 'completed')
      return { result: row.conclusion === 'cancelled' ? 'cancelled' : 'failure', outputs: {} }
    if (row.status === 'in_progress')
      return end('failure', 'The sandbox was stopped while this job was running.')
  }
  try {
    const turn = await takeTurn(session, child(job.node, 'concurrency'), scope, matrixJob)
    if (!turn) return await end('cancelled', 'Canceled while waiting for the concurrency group.')
    try {
      const environment = environmentOfJob(job.node, scope)
      const passed = environment && (await passGate(matrixJob, id, environment))
      if (passed && passed !== 'open')
        return passed === 'cancelled' ? { result: 'cancelled', outputs: {} } : failed
      if (cancelled.aborted) return await end('cancelled', '')
      return await runSteps(matrixJob, id, environment?.name ?? null, keep)
    } finally {
      turn.release()
    }
  } catch (error) {
    mustGoOn(session)
    return end('failure', (error as Error).message)
  }
}

async function runSteps(
  matrixJob: MatrixJob,
  id: number,
  environment: string | null,
  keep: Keep,
): Promise<Outcome> {
  const { session, workflow, job, permissions } = matrixJob
  const { server } = session
  mustGoOn(session)
  await session.activity.running()
  await server.progressJob(id, { status: 'in_progress', runnerName: 'sandbox' })
  const requested = jobPermissions(workflow.root, job.node, permissions)
  const { token } = await server.token(
    id,
    ofToken(session.memory.facts().fork ? readOnly(requested) : requested),
  )
  const contexts = await jobContexts(matrixJob, environment, token)
  const ended = await runJob(
    {
      server,
      id,
      source: workflow.source,
      contexts,
      token,
      folder: join(session.folder, 'jobs', String(id)),
      tidy: session.tidy,
      run: session.run.id,
      standins: session.standins,
      cancelled: matrixJob.cancelled,
      stopped: session.stopped,
      inventory: session.inventory,
      now: session.now,
      tracking: `${session.tracking}_${id}`,
      grace: session.grace,
      onSummary: (text) => server.summary(id, text),
    },
    workflow.root,
    job.node,
  )
  mustGoOn(session)
  const { conclusion, outputs, environmentUrl } = ended
  const result = conclusion === 'failure' && toleratesFailure(matrixJob) ? 'success' : conclusion
  const end = {
    status: 'completed',
    conclusion,
    ...(environmentUrl !== undefined && { environmentUrl }),
  } as const
  keep(result, outputs, end)
  await server.progressJob(id, end)
  return { result, outputs }
}

const toleratesFailure = ({ job, contexts }: MatrixJob): boolean =>
  valueOf(child(job.node, 'continue-on-error'), { contexts, functions: noFunctions }) === true

/** The contexts of a job: adds the environment's secrets and variables. A called workflow has only the secrets passed to it. */
async function jobContexts({ session, job, contexts }: MatrixJob, environment: string | null, token: string) {
  const { server, repository } = session
  const settings = environment === null ? null : await server.settings(repository.name, environment)
  const repositorySettings = settings && (await server.settings(repository.name, null))
  const environmentSecrets =
    settings && repositorySettings ? differing(settings.secrets, repositorySettings.secrets) : {}
  const secrets: JsonObject = {
    ...(contexts['secrets'] as JsonObject),
    ...(session.memory.facts().fork ? {} : environmentSecrets),
    GITHUB_TOKEN: token,
  }
  const github: JsonObject = { ...(contexts['github'] as JsonObject), token, job: job.id }
  const vars: Json = settings ? settings.variables : (contexts['vars'] ?? {})
  return { ...contexts, github, secrets, vars }
}

/** The entries that differ from the repository's. */
const differing = (all: Readonly<Record<string, string>>, own: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(all).filter(([name, value]) => own[name] !== value))

/** The display name of a job: its name, or its id with its matrix values. */
export function matrixJobName({ node, id }: Job, matrix: JsonObject, scope: Scope): string {
  const name = child(node, 'name')
  const text = literal(name)
  if (name && text !== null) return textOf(interpolate(text, scope, name.at))
  const values = Object.values(matrix).flatMap(scalars)
  return values.length === 0 ? id : `${id} (${values.join(', ')})`
}

const scalars = (value: Json): readonly string[] =>
  Array.isArray(value)
    ? (value as readonly Json[]).flatMap(scalars)
    : isObject(value)
      ? Object.values(value).flatMap(scalars)
      : [textOf(value)]
