import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import * as embedded from '../../src/sandbox/index.js'
import { bareEnvironment, endOf, type Ended } from './run.js'
import { serve, type SandboxStatus } from './serve.js'

export { rel } from './run.js'

const execute = promisify(execFile)

export type Json = any
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, the text if it is not JSON, or null if it is empty. */
  readonly body: Json
}
export type Sandbox = Awaited<ReturnType<typeof startSandbox>>

/**
 * Starts a sandbox in a folder of its own, and checks every response against GitHub's API description.
 * `runner`: runs workflows; without it, a test may act as the runner. `variables`: more environment variables of the server.
 * `snapshot`: the folder of a snapshot to start with a copy of.
 */
export async function startSandbox({
  runner = false,
  variables = {},
  snapshot = null,
}: {
  readonly runner?: boolean
  readonly variables?: Readonly<Record<string, string>>
  readonly snapshot?: string | null
} = {}) {
  const home = await mkdtemp(join(tmpdir(), 'rel-sandbox-test-'))
  const dir = join(home, 'sandbox')
  const start = async (): Promise<SandboxStatus> => {
    const now = (await embedded.status(dir)) as SandboxStatus
    return now.running ? now : serve(dir, { ...bareEnvironment(home), ...variables }, snapshot)
  }
  let status = await start()
  const token = (login: string): string => {
    const user = status.users.find((each) => each.login === login)
    if (!user) throw new Error(`The sandbox has no user ${login}.`)
    return user.token
  }
  const send = async (
    url: string,
    method: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<Answer> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(url, { method, headers, ...(body !== undefined && { body: text }) })
    return { status: response.status, headers: response.headers, body: parse(await response.text()) }
  }
  const keyHeader = () => ({ 'x-sandbox-key': status.key })
  const sendControl = (method: string, path: string, body?: unknown): Promise<Answer> => {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    return send(`${status.url}/_sandbox/${path}`, method, { ...keyHeader(), ...type }, body)
  }
  const control = async (method: string, path: string, body?: unknown): Promise<Json> =>
    (await sendControl(method, path, body)).body
  if (!runner) await control('POST', 'runner', { paused: true })
  // Tests of whole processes have more events in a minute than a team has in an hour.
  for (const repository of runner ? ['acme/widgets', 'acme/gadgets'] : [])
    for (const resource of ['core', 'graphql'])
      await control('POST', 'limits', { repository, resource, remaining: 100_000 })

  return {
    home,
    dir,
    get url() {
      return status.url
    },
    get apiUrl() {
      return status.apiUrl
    },
    get key() {
      return status.key
    },
    get pid() {
      return status.pid
    },
    token,
    clone: (name: string): string => join(dir, name),
    /** Sends a request to the API, without a token if `login` is null. A path may be a complete URL. */
    api: (
      login: string | null,
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ) =>
      send(
        path.startsWith('http') ? path : `${status.apiUrl}${path}`,
        method,
        { ...(login !== null && { authorization: `Bearer ${token(login)}` }), ...headers },
        body,
      ),
    /** Sends a request to the control API, under /_sandbox/. */
    control: sendControl,
    keyHeader,
    graphql: (login: string, query: string, variables: Record<string, unknown> = {}) =>
      send(
        `${status.url}/api/graphql`,
        'POST',
        { authorization: `Bearer ${token(login)}` },
        { query, variables },
      ),
    git: (cwd: string, ...args: readonly string[]): Promise<Ended> =>
      endOf(execute('git', [...args], { cwd, env: { ...bareEnvironment(join(home, 'nobody')) } })),
    requests: (): Promise<readonly Json[]> => control('GET', 'requests'),
    clearRequests: (): Promise<void> => control('DELETE', 'requests'),
    fault: (fault: Readonly<Record<string, unknown>>): Promise<unknown> => control('POST', 'faults', fault),
    faults: (): Promise<readonly Json[]> => control('GET', 'faults'),
    clearFaults: (): Promise<void> => control('DELETE', 'faults'),
    deviations: (): Promise<readonly Json[]> => control('GET', 'deviations'),
    /** Creates a token for `{login, kind, permissions, repository}`. Returns its secret. */
    newToken: async (wish: Readonly<Record<string, unknown>>): Promise<string> =>
      (await control('POST', 'tokens', wish)).secret,
    /** Creates a fork of `{repository}` for `{login}`. */
    fork: (wish: Readonly<Record<string, unknown>>): Promise<Json> => control('POST', 'forks', wish),
    /** Sets the GitHub plan of `{repository}`: `{drafts}`. */
    plan: (wish: Readonly<Record<string, unknown>>): Promise<Json> => control('POST', 'plans', wish),
    /** Sets what the sandbox assumes of GitHub: `{renamedJobs, localWorkflows}`. */
    assume: async (assumptions: Readonly<Record<string, boolean>>): Promise<void> => {
      const { status: answered, body } = await sendControl('POST', 'assumptions', assumptions)
      if (answered !== 200) throw new Error(`No assumption: ${JSON.stringify(body)}`)
    },
    /** Kills the server, like a power failure. */
    kill: () => process.kill(status.pid, 'SIGKILL'),
    restart: async (): Promise<void> => {
      status = await start()
    },
    /** Stops the server as `rel sandbox stop` does, in this process. */
    stop: async (): Promise<void> => {
      await embedded.stop(dir)
      const warning = await warningIn(dir)
      await rm(home, { recursive: true, force: true })
      if (warning) throw new Error(`The server printed a warning: ${warning}`)
    },
  }
}

/** Stops a sandbox, and fails if a response differed from GitHub's API description. */
export async function stopFaithful(sandbox: Sandbox): Promise<void> {
  const deviations = await sandbox.deviations().finally(() => sandbox.stop())
  expect(deviations).toEqual([])
}

/** The first warning of Node in the log of a server, such as one about leaked listeners. */
async function warningIn(dir: string): Promise<string | null> {
  const log = await readFile(join(dir, '.sandbox', 'server.log'), 'utf8').catch(() => '')
  return /^\(node:\d+\) .*$/m.exec(log)?.[0] ?? null
}

function parse(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

/** Pushes a branch with a new commit from the clone of `repository`. Returns the commit. */
export async function pushBranch(
  sandbox: Sandbox,
  branch: string,
  {
    repository = 'widgets',
    file = `${branch.replaceAll('/', '-')}.txt`,
    content = branch,
    from = 'origin/main',
  } = {},
): Promise<string> {
  const clone = sandbox.clone(repository)
  const steps = async (...args: string[]): Promise<string> => {
    const { status, out, error } = await sandbox.git(clone, ...args)
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${error}`)
    return out.trim()
  }
  await steps('checkout', '--quiet', '-B', branch, from)
  await mkdir(dirname(join(clone, file)), { recursive: true })
  await writeFile(join(clone, file), `${content}\n`)
  await steps('add', '--all')
  await steps('commit', '--quiet', '--message', `Write ${file}`)
  await steps('push', '--quiet', '--force', 'origin', branch)
  return steps('rev-parse', 'HEAD')
}

/** Opens a pull request of a new branch as dev. Returns its number. */
export async function openPull(sandbox: Sandbox, branch: string, title = `About ${branch}`): Promise<number> {
  await pushBranch(sandbox, branch)
  const { status, body } = await sandbox.api('dev', 'POST', '/repos/acme/widgets/pulls', {
    title,
    head: branch,
    base: 'main',
  })
  if (status !== 201) throw new Error(`No pull request: ${JSON.stringify(body)}`)
  return body.number
}
