import type { Exchange, Reply } from '../http/exchange.js'
import { runnerRoutes, type Asked } from './routes.js'

/**
 * What the runner, a process of its own, reads and reports. Under /_sandbox/runner, without a token, rows as they are in state/:
 * - `GET  events?after=ID`: what happened since then, oldest first (HookEvent)
 * - `GET  secrets?repository=OWNER/NAME&environment=NAME`: `{secrets, variables}` as a job there gets them
 * - `POST runs {repository, path, event, ref, headSha?, headBranch?, actor, displayTitle?, pullRequests?, inputs?}`: a Run
 * - `GET  runs/ID`: `{run, jobs}`; `PATCH runs/ID {status?, conclusion?}`: the Run
 * - `POST runs/ID/jobs {name, labels?}`: a Job of the run's attempt
 * - `GET  jobs/ID`: `{job, gate}`; `PATCH jobs/ID {status?, conclusion?, steps?, runnerName?, environmentUrl?}`: the Job
 * - `POST jobs/ID/log {text, step?}`: 204
 * - `POST jobs/ID/environment {name, deploys?}`: `{gate}`, or `{refusal}` and the job has failed. A gate whose `state` is
 *   `waiting` opens or is rejected by a review, or when its timer is over: ask for the job again.
 * What the runner of the sandbox itself asks besides: `runner-work.ts`; artifacts: `runner-artifacts.ts`.
 * Logs are downloaded from `/_sandbox/logs/runs/ID.zip` and `/_sandbox/logs/jobs/ID.txt`.
 * Null: the path is none of these.
 */
export async function answerRunner(
  parts: Pick<Asked, 'world' | 'bytes' | 'artifacts'>,
  { method, path, url, urls }: Exchange,
  body: () => Asked['body'],
): Promise<Reply | null> {
  const asked = `${method} ${path.replace(/^\/_sandbox\//, '')}`
  for (const [route, answer] of runnerRoutes) {
    const match = new RegExp(`^${route}$`).exec(asked)
    if (!match) continue
    const given = method === 'GET' ? {} : body()
    const id = Number(match[1])
    const world = { ...parts.world, urls }
    const found = await answer({ ...parts, world, query: url.searchParams, body: given, id })
    if (found === undefined) return { status: 204, headers: {} }
    if (!Buffer.isBuffer(found)) return { status: method === 'POST' ? 201 : 200, headers: {}, body: found }
    const type = path.endsWith('.zip') ? 'application/zip' : 'text/plain; charset=utf-8'
    return { status: 200, headers: {}, body: found, type }
  }
  return null
}
