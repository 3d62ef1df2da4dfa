import { bytesIn } from '../../lib/stream.js'
import { Agent, request } from 'node:http'
import type { Gate, Job, Run, RunNode, Step, WorkflowReference } from '../state/actions-rows.js'
import type { Artifact } from '../state/artifact-rows.js'
import type { HookEvent } from '../state/rows.js'
import type { JsonObject } from './json.js'

/** The properties of a repository that the runner uses. */
export interface RepositorySummary {
  readonly id: number
  readonly owner: string
  /** owner/name */
  readonly name: string
  readonly defaultBranch: string
  readonly defaultPermissions: 'read' | 'write'
  readonly retentionDays: number
  readonly isFork: boolean
}

export interface RunProgress {
  readonly status?: Run['status']
  readonly conclusion?: Run['conclusion']
  readonly findings?: readonly string[]
  readonly graph?: readonly RunNode[]
  readonly references?: readonly WorkflowReference[]
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
  /** The retention in days; null: the default. */
  readonly days: number | null
}

export type Server = ReturnType<typeof serverAt>

/** Where the control API is: `url` has no trailing slash. */
export interface ServerAddress {
  readonly url: string
  /** The sandbox's key. */
  readonly key: string
}

/** A client of the server's runner API (HTTP, under /_sandbox/runner). */
export function serverAt({ url, key }: ServerAddress) {
  const agent = new Agent({ keepAlive: true })
  const send = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body) ?? '')
    const type = bytes === body ? 'application/zip' : 'application/json'
    const answer = await exchange({ agent, key }, `${url}/_sandbox/runner${path}`, method, { bytes, type })
    return (answer?.length ? JSON.parse(answer.toString()) : null) as Answer
  }
  const query = (path: string, parameters: Readonly<Record<string, string>>): string =>
    `${path}?${new URLSearchParams(parameters).toString()}`
  return {
    url,
    close: (): void => agent.destroy(),
    events: (wait: number) => send<readonly HookEvent[]>('GET', `/next?wait=${wait}`),
    handled: (event: number) => send<null>('POST', '/handled', { event }),
    unfinished: () => send<readonly Run[]>('GET', '/unfinished'),
    payload: (event: number) => send<JsonObject>('GET', `/events/${event}/payload`),
    /** A repository by owner/name or id; null if there is none. */
    repository: (name: string | number) =>
      send<RepositorySummary | null>('GET', query('/repository', { name: String(name) })),
    commit: (repository: string, ref: string) =>
      send<{ readonly sha: string; readonly message: string } | null>(
        'GET',
        query('/commit', { repository, ref }),
      ),
    file: (repository: string, commit: string, path: string) =>
      send<{ readonly text?: string; readonly entries?: readonly string[] } | null>(
        'GET',
        query('/file', { repository, commit, path }),
      ),
    workflows: (repository: string, commit: string) =>
      send<readonly { readonly path: string; readonly text: string }[]>(
        'GET',
        query('/workflows', { repository, commit }),
      ),
    /** A tar archive of the files of a commit. */
    archive: async (repository: string, commit: string): Promise<Buffer> =>
      Buffer.from(
        (await send<{ readonly tar: string }>('GET', query('/archive', { repository, commit }))).tar,
        'base64',
      ),
    changes: (repository: string, from: string, to: string, symmetric: boolean) =>
      send<readonly string[]>(
        'GET',
        query('/changes', { repository, from, to, symmetric: String(symmetric) }),
      ),
    merge: (repository: string, number: number) =>
      send<{ readonly sha: string | null }>('POST', '/merge', { repository, number }),
    settings: (repository: string, environment: string | null) =>
      send<{
        readonly secrets: Readonly<Record<string, string>>
        readonly variables: Readonly<Record<string, string>>
      }>('GET', query('/secrets', { repository, ...(environment !== null && { environment }) })),
    startRun: (run: NewRun) => send<Run>('POST', '/runs', run),
    /** Null if the run was deleted. */
    run: (id: number) =>
      send<{ readonly run: Run; readonly jobs: readonly Job[] } | null>('GET', `/runs/${id}`),
    progressRun: (id: number, progress: RunProgress) => send<Run>('PATCH', `/runs/${id}`, progress),
    addJob: (run: number, name: string, labels: readonly string[], node: string) =>
      send<Job>('POST', `/runs/${run}/jobs`, { name, labels, node }),
    job: (id: number) => send<{ readonly job: Job; readonly gate: Gate | null }>('GET', `/jobs/${id}`),
    progressJob: (id: number, progress: JobProgress) => send<Job>('PATCH', `/jobs/${id}`, progress),
    log: (job: number, text: string, step: number | null) =>
      send<null>('POST', `/jobs/${job}/log`, { text, step }),
    logs: (job: number, chunks: readonly { readonly text: string; readonly step: number }[]) =>
      send<null>('POST', `/jobs/${job}/logs`, { chunks }),
    environment: (job: number, name: string, deploys: boolean) =>
      send<{ readonly gate: Gate } | { readonly refusal: string }>('POST', `/jobs/${job}/environment`, {
        name,
        deploys,
      }),
    /** Appends Markdown to the job's summary. */
    summary: (job: number, text: string) =>
      send<null>('POST', `/jobs/${job}/summary`, { text }).then(() => undefined),
    /** Uploads an artifact of the run; `overwrite`: replaces one with the same name. */
    upload: (run: number, archive: Buffer, options: UploadOptions) =>
      send<{ readonly artifact: Artifact } | { readonly refusal: string }>(
        'POST',
        query(`/runs/${run}/artifacts`, {
          name: options.name,
          overwrite: String(options.overwrite),
          ...(options.days !== null && { days: String(options.days) }),
        }),
        archive,
      ),
    /** The artifacts of all attempts of the run that have not expired, oldest first. */
    artifacts: (run: number) => send<readonly Artifact[]>('GET', `/runs/${run}/artifacts`),
    /** The archive of an artifact; null if it has expired. */
    artifact: (id: number) =>
      exchange({ agent, key }, `${url}/_sandbox/runner/artifacts/${id}.zip`, 'GET', noBody),
    /** Removes the archives of deleted artifacts. */
    removeArchives: (ids: readonly number[]) => send<null>('POST', '/artifacts/removed', { ids }),
    token: (job: number, permissions: Readonly<Record<string, string>>) =>
      send<{ readonly token: string }>('POST', `/jobs/${job}/token`, { permissions }),
  }
}

interface RequestBody {
  readonly bytes: Buffer
  readonly type: string
}
const noBody: RequestBody = { bytes: Buffer.alloc(0), type: '' }

/** Sends a request; null if a GET finds nothing (404, 410, 422 for a repository). */
function exchange(
  { agent, key }: { readonly agent: Agent; readonly key: string },
  url: string,
  method: string,
  { bytes, type }: RequestBody,
): Promise<Buffer | null> {
  return new Promise((done, fail) => {
    const body = bytes.length === 0 ? {} : { 'content-type': type, 'content-length': bytes.length }
    const headers = { ...body, 'x-sandbox-key': key }
    const outgoing = request(url, { method, agent, headers }, (response) => {
      bytesIn(response).then((answer) => {
        const status = response.statusCode ?? 0
        if (status < 300) return done(answer)
        if (method === 'GET' && [404, 410, 422].includes(status)) return done(null)
        fail(new Error(`${method} ${url}: ${status} ${answer.toString()}`))
      }, fail)
    })
    outgoing.on('error', fail)
    outgoing.end(bytes)
  })
}
