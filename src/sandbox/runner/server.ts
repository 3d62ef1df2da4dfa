import { bytesIn } from '../../lib/stream.js'
import { Agent, request } from 'node:http'
import type { Gate, Job, Run, RunNode, Step } from '../state/actions-rows.js'
import type { Artifact } from '../state/artifact-rows.js'
import type { HookEvent } from '../state/rows.js'
import type { JsonObject } from './json.js'

/** What the runner knows of a repository. */
export interface RepositorySummary {
  readonly id: number
  readonly owner: string
  /** owner/name */
  readonly name: string
  readonly defaultBranch: string
  readonly defaultPermissions: 'read' | 'write'
  readonly isFork: boolean
}

export interface RunProgress {
  readonly status?: Run['status']
  readonly conclusion?: Run['conclusion']
  readonly findings?: readonly string[]
  readonly graph?: readonly RunNode[]
  readonly displayTitle?: string
}
export interface JobProgress {
  readonly status?: Job['status']
  readonly conclusion?: Job['conclusion']
  readonly runnerName?: string
  readonly steps?: readonly Step[]
  readonly environmentUrl?: string
}
export interface NewRun {
  readonly repository: string
  readonly path: string
  readonly name: string
  readonly event: string
  readonly ref: string
  readonly headSha: string
  readonly headBranch?: string
  readonly headRepository?: number
  readonly actor: string
  readonly displayTitle?: string
  readonly pullRequests: readonly number[]
  readonly cause: number
}

export interface UploadOptions {
  readonly name: string
  readonly overwrite: boolean
  /** For how long it is kept; null: as long as usual. */
  readonly days: number | null
}

export type Server = ReturnType<typeof serverAt>

/** The server as the runner sees it: over HTTP alone, under /_sandbox/runner. `url` has no slash at the end. */
export function serverAt(url: string) {
  const agent = new Agent({ keepAlive: true })
  const ask = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body) ?? '')
    const type = bytes === body ? 'application/zip' : 'application/json'
    const answer = await exchange(agent, `${url}/_sandbox/runner${path}`, method, { bytes, type })
    return (answer?.length ? JSON.parse(answer.toString()) : null) as Answer
  }
  const query = (path: string, words: Readonly<Record<string, string>>): string =>
    `${path}?${new URLSearchParams(words).toString()}`
  return {
    url,
    close: (): void => agent.destroy(),
    events: (wait: number) => ask<readonly HookEvent[]>('GET', `/next?wait=${wait}`),
    handled: (event: number) => ask<null>('POST', '/handled', { event }),
    unfinished: () => ask<readonly Run[]>('GET', '/unfinished'),
    payload: (event: number) => ask<JsonObject>('GET', `/events/${event}/payload`),
    /** By owner/name or by number; null if there is none. */
    repository: (name: string | number) =>
      ask<RepositorySummary | null>('GET', query('/repository', { name: String(name) })),
    commit: (repository: string, ref: string) =>
      ask<{ readonly sha: string; readonly message: string } | null>(
        'GET',
        query('/commit', { repository, ref }),
      ),
    file: (repository: string, commit: string, path: string) =>
      ask<{ readonly text?: string; readonly entries?: readonly string[] } | null>(
        'GET',
        query('/file', { repository, commit, path }),
      ),
    workflows: (repository: string, commit: string) =>
      ask<readonly { readonly path: string; readonly text: string }[]>(
        'GET',
        query('/workflows', { repository, commit }),
      ),
    /** A tar of the files of a commit. */
    archive: async (repository: string, commit: string): Promise<Buffer> =>
      Buffer.from(
        (await ask<{ readonly tar: string }>('GET', query('/archive', { repository, commit }))).tar,
        'base64',
      ),
    changes: (repository: string, from: string, to: string, symmetric: boolean) =>
      ask<readonly string[]>(
        'GET',
        query('/changes', { repository, from, to, symmetric: String(symmetric) }),
      ),
    merge: (repository: string, number: number) =>
      ask<{ readonly sha: string | null }>('POST', '/merge', { repository, number }),
    settings: (repository: string, environment: string | null) =>
      ask<{
        readonly secrets: Readonly<Record<string, string>>
        readonly variables: Readonly<Record<string, string>>
      }>('GET', query('/secrets', { repository, ...(environment !== null && { environment }) })),
    startRun: (run: NewRun) => ask<Run>('POST', '/runs', run),
    run: (id: number) => ask<{ readonly run: Run; readonly jobs: readonly Job[] }>('GET', `/runs/${id}`),
    progressRun: (id: number, progress: RunProgress) => ask<Run>('PATCH', `/runs/${id}`, progress),
    addJob: (run: number, name: string, labels: readonly string[], node: string) =>
      ask<Job>('POST', `/runs/${run}/jobs`, { name, labels, node }),
    job: (id: number) => ask<{ readonly job: Job; readonly gate: Gate | null }>('GET', `/jobs/${id}`),
    progressJob: (id: number, progress: JobProgress) => ask<Job>('PATCH', `/jobs/${id}`, progress),
    log: (job: number, text: string, step: number | null) =>
      ask<null>('POST', `/jobs/${job}/log`, { text, step }),
    logs: (job: number, chunks: readonly { readonly text: string; readonly step: number }[]) =>
      ask<null>('POST', `/jobs/${job}/logs`, { chunks }),
    environment: (job: number, name: string, deploys: boolean) =>
      ask<{ readonly gate: Gate } | { readonly refusal: string }>('POST', `/jobs/${job}/environment`, {
        name,
        deploys,
      }),
    /** Adds to what people read about the job: Markdown. */
    summary: (job: number, text: string) =>
      ask<null>('POST', `/jobs/${job}/summary`, { text }).then(() => undefined),
    /** Keeps an archive for the run; `overwrite`: in the place of one of that name. */
    upload: (run: number, archive: Buffer, options: UploadOptions) =>
      ask<{ readonly artifact: Artifact } | { readonly refusal: string }>(
        'POST',
        query(`/runs/${run}/artifacts`, {
          name: options.name,
          overwrite: String(options.overwrite),
          ...(options.days !== null && { days: String(options.days) }),
        }),
        archive,
      ),
    /** Of every attempt of the run, oldest first; without what has expired. */
    artifacts: (run: number) => ask<readonly Artifact[]>('GET', `/runs/${run}/artifacts`),
    /** The archive of an artifact; null if it is gone. */
    artifact: (id: number) => exchange(agent, `${url}/_sandbox/artifacts/${id}.zip`, 'GET', nothing),
    token: (job: number, permissions: Readonly<Record<string, string>>) =>
      ask<{ readonly token: string }>('POST', `/jobs/${job}/token`, { permissions }),
  }
}

interface Sent {
  readonly bytes: Buffer
  readonly type: string
}
const nothing: Sent = { bytes: Buffer.alloc(0), type: '' }

/** Null where the server knows nothing of that name (404, 410, 422 for a repository). */
function exchange(agent: Agent, url: string, method: string, { bytes, type }: Sent): Promise<Buffer | null> {
  return new Promise((done, fail) => {
    const headers = bytes.length === 0 ? {} : { 'content-type': type, 'content-length': bytes.length }
    const asking = request(url, { method, agent, headers }, (response) => {
      bytesIn(response).then((answer) => {
        const status = response.statusCode ?? 0
        if (status < 300) return done(answer)
        if (method === 'GET' && [404, 410, 422].includes(status)) return done(null)
        fail(new Error(`${method} ${url}: ${status} ${answer.toString()}`))
      }, fail)
    })
    asking.on('error', fail)
    asking.end(bytes)
  })
}
