import { notFound } from '../../errors.js'
import { repositoryByName } from '../../rules/access/access-by-name.js'
import { repositoryById } from '../../rules/access/access.js'
import { createGate, waitingGates } from '../../rules/deployments/gates.js'
import { runActorOf } from '../../rules/access/actions-bot.js'
import { addJob, addLog, progressJob, progressRun, startRun } from '../../rules/actions/running.js'
import { jobPage } from '../../rules/actions/runs.js'
import { scopeKey, type Job, type Run } from '../../state/actions-rows.js'
import type { HookEvent } from '../../state/rows.js'
import type { World } from '../../world.js'
import type { Exchange, Reply } from '../http/exchange.js'
import { runnerArtifacts } from './artifacts.js'
import { jobProgressIn, listIn, numberOr, optionalText, reportIn, runProgressIn, textIn } from './reports.js'
import type { RunnerRequest, RunnerRoute } from './runner-route.js'
import { runnerWork } from './work.js'

/**
 * The API of the runner. Under /_sandbox/runner, with the sandbox's key; rows as in state/:
 * - `GET  events?after=ID`: later events, oldest first (HookEvent)
 * - `GET  secrets?repository=OWNER/NAME&environment=NAME`: `{secrets, variables}` of a job in that environment
 * - `POST runs {repository, path, event, ref, headSha?, headBranch?, actor, displayTitle?, pullRequests?, inputs?}`: a Run
 * - `GET  runs/ID`: `{run, jobs}`; `PATCH runs/ID {status?, conclusion?}`: the Run
 * - `POST runs/ID/jobs {name, labels?}`: a Job of the run's attempt
 * - `GET  jobs/ID`: `{job, gate}`; `PATCH jobs/ID {status?, conclusion?, steps?, runnerName?, environmentUrl?}`: the Job
 * - `POST jobs/ID/log {text, step?}`: 204
 * - `POST jobs/ID/environment {name, deploys?}`: `{gate}`, or `{refusal}` and the job has failed. A gate whose `state` is
 *   `waiting` changes by a review or when its timer ends: poll the job.
 * Routes that only the sandbox's own runner uses are in `work.ts`, artifacts in `artifacts.ts`.
 * Returns null for any other path.
 */
export async function answerRunner(
  parts: Pick<RunnerRequest, 'world' | 'bytes' | 'artifacts'>,
  { method, path, url, urls }: Exchange,
  body: () => RunnerRequest['body'],
): Promise<Reply | null> {
  const requestLine = `${method} ${path.replace(/^\/_sandbox\//, '')}`
  for (const [route, answer] of runnerRoutes) {
    const match = new RegExp(`^${route}$`).exec(requestLine)
    if (!match) continue
    const requestBody = method === 'GET' ? {} : body()
    const id = Number(match[1])
    const world = { ...parts.world, urls }
    const result = await answer({ ...parts, world, query: url.searchParams, body: requestBody, id })
    if (result === undefined) return { status: 204, headers: {} }
    if (!Buffer.isBuffer(result)) return { status: method === 'POST' ? 201 : 200, headers: {}, body: result }
    return { status: 200, headers: {}, body: result, type: 'application/zip' }
  }
  return null
}

const runnerRoutes: readonly (readonly [route: string, answer: RunnerRoute])[] = [
  ['GET runner/events', ({ world, query }) => eventsAfter(world, Number(query.get('after') ?? 0))],
  ...runnerWork,
  ...runnerArtifacts,
  ['GET runner/secrets', settings],
  [
    'POST runner/runs',
    ({ world, body }) => startRun(world, repositoryByName(world, textIn(body, 'repository')), reportIn(body)),
  ],
  ['GET runner/runs/(\\d+)', (request) => ({ run: run(request), jobs: jobsOf(request) })],
  [
    'PATCH runner/runs/(\\d+)',
    (request) => progressRun(request.world, run(request), runProgressIn(request.body)),
  ],
  [
    'POST runner/runs/(\\d+)/jobs',
    (request) =>
      addJob(request.world, run(request), {
        name: textIn(request.body, 'name'),
        labels: listIn(request.body, 'labels'),
        node: optionalText(request.body, 'node'),
      }),
  ],
  ['GET runner/jobs/(\\d+)', jobAndGate],
  [
    'PATCH runner/jobs/(\\d+)',
    (request) =>
      progressJob(
        request.world,
        job(request),
        jobProgressIn(request.body),
        jobPage(request.world, job(request)),
      ),
  ],
  [
    'POST runner/jobs/(\\d+)/log',
    ({ body, ...request }) =>
      addLog(request.world, job(request), numberOr(body, 'step', null), textIn(body, 'text')),
  ],
  ['POST runner/jobs/(\\d+)/environment', approachGate],
]

type ById = Pick<RunnerRequest, 'world' | 'id'>

function run({ world, id }: ById): Run {
  const found = world.store.get('runs', id)
  if (!found) throw notFound()
  return found
}

function job({ world, id }: ById): Job {
  const found = world.store.get('jobs', id)
  if (!found) throw notFound()
  return found
}

const jobsOf = ({ world, id }: ById): readonly Job[] => world.store.by('jobs', 'run', id)

/** The events after an id. Rows are in the order of their ids. */
function eventsAfter(world: World, after: number): readonly HookEvent[] {
  const all = world.store.all('events')
  return all.slice(all.findLastIndex(({ id }) => id <= after) + 1)
}

/** Secrets and variables of a job: those of the environment override the repository's. */
function settings({ world, query }: RunnerRequest) {
  const repository = repositoryByName(world, query.get('repository') ?? '')
  const name = query.get('environment')
  const environment =
    name === null ? null : world.store.get('environments', `${repository.id}/${name.toLowerCase()}`)
  const scopes = [null, ...(environment ? [environment.id] : [])].map((id) =>
    scopeKey({ repository: repository.id, environment: id }),
  )
  const valuesOf = (table: 'secrets' | 'variables'): Readonly<Record<string, string>> =>
    Object.fromEntries(
      scopes.flatMap((scope) =>
        world.store.by(table, 'scope', scope).map((setting) => [setting.name, setting.value]),
      ),
    )
  return { secrets: valuesOf('secrets'), variables: valuesOf('variables') }
}

/** The job and its gate; first opens gates whose wait timer has ended. */
function jobAndGate(request: RunnerRequest) {
  const { world } = request
  const waitingJob = job(request)
  const repository = repositoryById(world, waitingJob.repository)
  const waitingRun = run({ world, id: waitingJob.run })
  waitingGates({ world, actor: runActorOf(world, waitingRun), repository }, waitingRun)
  return { job: job(request), gate: world.store.by('gates', 'job', request.id).at(-1) ?? null }
}

function approachGate(request: RunnerRequest) {
  const { world, body } = request
  const waitingJob = job(request)
  const repository = repositoryById(world, waitingJob.repository)
  const waitingRun = run({ world, id: waitingJob.run })
  return createGate({ world, actor: runActorOf(world, waitingRun), repository }, waitingJob, waitingRun, {
    environment: textIn(body, 'name'),
    deploys: body['deploys'] !== false,
  })
}
