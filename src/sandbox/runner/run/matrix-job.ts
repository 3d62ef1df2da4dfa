import { join } from 'node:path'
import { interpolate, noFunctions, type Scope } from '../expressions/evaluate.js'
import { isObject, textOf, type Json, type JsonObject } from '../json.js'
import { problemAt } from '../problem.js'
import type { JobProgress } from '../server.js'
import { environmentOfJob, runJob } from '../job/job.js'
import { labelsOf, unsupportedSystem } from '../plan/machines.js'
import { jobPermissions, tokenPermissions, readOnly } from '../plan/permissions.js'
import type { Job } from '../workflow/workflow.js'
import { child, literal, valueOf } from '../workflow/yaml.js'
import { acquireGroup } from './concurrency.js'
import { passGate } from './gate.js'
import type { JobState, Result } from './run-state.js'
import { nodeKeyOf } from './node.js'
import type { MatrixJob, Outcome } from './invocation.js'
import { throwIfStopped, type Session } from './session.js'

/** The saved state of a job, from this attempt or from an earlier one whose result is kept. */
export function savedJob({ stateFile, run }: Session, key: string): JobState | null {
  const saved = stateFile.state().jobs[key]
  return saved && (saved.attempt === run.attempt || run.keptJobs.includes(saved.id)) ? saved : null
}

export async function runMatrixJob(matrixJob: MatrixJob): Promise<Outcome> {
  const { session, key } = matrixJob
  const saved = savedJob(session, key)
  if (saved?.result) {
    const { job: row } = await session.server.job(saved.id)
    if (row.status !== 'completed' && saved.end) await session.server.progressJob(saved.id, saved.end)
    return { result: saved.result, outputs: saved.outputs }
  }
  const runsOn = child(matrixJob.job.node, 'runs-on')
  const labels = labelsOf(runsOn, matrixJob.contexts)
  const unsupported = unsupportedSystem(labels)
  if (unsupported !== null) throw problemAt(runsOn?.at ?? matrixJob.job.node.at, unsupported)
  const id =
    saved?.id ?? (await session.server.addJob(session.run.id, matrixJob.name, labels, nodeKeyOf(key))).id
  const keep: Keep = (result, outputs = {}, end) =>
    session.stateFile.keep(key, { id, attempt: session.run.attempt, result, outputs, ...(end && { end }) })
  if (!saved) keep(null)
  const outcome = await executeJob(matrixJob, id, saved !== null, keep)
  if (!session.stateFile.state().jobs[key]?.result) keep(outcome.result, outcome.outputs)
  return outcome
}

type Keep = (result: Result | null, outputs?: Outcome['outputs'], end?: JobProgress) => void

const failed: Outcome = { result: 'failure', outputs: {} }

async function executeJob(matrixJob: MatrixJob, id: number, resumed: boolean, keep: Keep): Promise<Outcome> {
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
    const lease = await acquireGroup(session, child(job.node, 'concurrency'), scope, matrixJob)
    if (!lease) return await end('cancelled', 'Canceled while waiting for the concurrency group.')
    try {
      const environment = environmentOfJob(job.node, scope)
      const passed = environment && (await passGate(matrixJob, id, environment))
      if (passed && passed !== 'open')
        return passed === 'cancelled' ? { result: 'cancelled', outputs: {} } : failed
      if (cancelled.aborted) return await end('cancelled', '')
      return await runSteps(matrixJob, id, environment?.name ?? null, keep)
    } finally {
      lease.release()
    }
  } catch (error) {
    throwIfStopped(session)
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
  throwIfStopped(session)
  await session.activity.running()
  await server.progressJob(id, { status: 'in_progress', runnerName: 'sandbox' })
  const requested = jobPermissions(workflow.root, job.node, permissions)
  const { token } = await server.token(
    id,
    tokenPermissions(session.stateFile.state().fork ? readOnly(requested) : requested),
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
      registerRemoval: session.registerRemoval,
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
  throwIfStopped(session)
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
    ...(session.stateFile.state().fork ? {} : environmentSecrets),
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
