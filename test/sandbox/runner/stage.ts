import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gitAt } from '../../support/hotfix.js'
import { startSandbox, type Json, type Sandbox } from '../../support/sandbox.js'

const repository = '/repos/acme/widgets'

/** The result of a run, as users see it. */
export interface Seen {
  readonly run: Json
  readonly jobs: readonly Json[]
  /** By the name of the job: its steps, and its log without times. */
  readonly steps: (job: string) => readonly string[]
  readonly log: (job: string) => Promise<string>
  /** The log of its last step. */
  readonly said: (job: string) => Promise<string>
  readonly conclusions: Readonly<Record<string, string>>
}
export type Stage = Awaited<ReturnType<typeof openStage>>

/** A sandbox for tests of workflows, with helpers. */
export async function openStage(variables: Readonly<Record<string, string>> = {}) {
  const sandbox = await startSandbox({ runner: true, variables })
  const api = (login: string, method: string, path: string, body?: unknown) =>
    sandbox.api(login, method, `${repository}${path}`, body)
  const get = async (path: string, login = 'dev'): Promise<Json> => (await api(login, 'GET', path)).body
  const idle = async (): Promise<void> => {
    const { status, body } = await sandbox.control('GET', 'idle?timeout=25')
    if (status !== 200) throw new Error(JSON.stringify(body))
  }
  const see = async (run: Json): Promise<Seen> => {
    const jobs: readonly Json[] = (await get(`/actions/runs/${run.id}/jobs?per_page=100`)).jobs
    const named = (name: string): Json => {
      const job = jobs.find((each) => each.name === name)
      if (!job) throw new Error(`No job ${name} among ${jobs.map((each) => each.name).join(', ')}`)
      return job
    }
    const log = async (name: string): Promise<string> =>
      String((await get(`/actions/jobs/${named(name).id}/logs`)) ?? '').replace(/^\S+Z /gm, '')
    return {
      run: await get(`/actions/runs/${run.id}`),
      jobs,
      steps: (name) => named(name).steps.map((step: Json) => `${step.name}: ${step.conclusion}`),
      log,
      said: async (name) => {
        const [last = ''] = (await log(name)).split('##[endgroup]\n').slice(-1)
        return last.replace(/Cleaning up orphan processes\n[^]*$/, '').trim()
      },
      conclusions: Object.fromEntries(jobs.map((job) => [job.name, job.conclusion])),
    }
  }
  const runs = async (query: string): Promise<readonly Json[]> =>
    (await get(`/actions/runs?per_page=100&${query}`)).workflow_runs
  return {
    sandbox,
    api,
    get,
    idle,
    see,
    runs,
    /** Pushes files to a new branch; returns the commit. */
    push: (branch: string, files: Readonly<Record<string, string>>, from = 'origin/main') =>
      pushFiles(sandbox, branch, files, from),
    /** Pushes a workflow to a branch; returns the result of its only run. */
    play: async (
      branch: string,
      workflow: string,
      more: Readonly<Record<string, string>> = {},
    ): Promise<Seen> => {
      const sha = await pushFiles(sandbox, branch, { '.github/workflows/play.yml': workflow, ...more })
      await idle()
      const [run, ...others] = await runs(`head_sha=${sha}`)
      if (!run || others.length > 0) throw new Error(`${1 + others.length} runs of ${sha}`)
      return see(run)
    },
    /** The same for several workflows at once, each on its branch; results in order. */
    playAll: async (
      plays: readonly {
        readonly branch: string
        readonly workflow: string
        readonly more?: Readonly<Record<string, string>>
      }[],
    ): Promise<readonly Json[]> => {
      const commits: string[] = []
      for (const { branch, workflow, more = {} } of plays)
        commits.push(await commitFiles(sandbox, branch, { '.github/workflows/play.yml': workflow, ...more }))
      await push(sandbox, ...plays.map(({ branch }) => branch))
      await idle()
      const all = await runs('')
      return commits.map((sha) => {
        const [run, ...others] = all.filter(({ head_sha: head }) => head === sha)
        if (!run || others.length > 0) throw new Error(`${others.length} other runs of ${sha}`)
        return run
      })
    },
    /** The findings of a run: why it did not start, or its stand-ins. */
    findings: async (run: Json): Promise<readonly string[]> =>
      (await sandbox.control('GET', `runner/runs/${run.id}`)).body.run.findings ?? [],
    stop: () => sandbox.stop(),
  }
}

export async function pushFiles(
  sandbox: Sandbox,
  branch: string,
  files: Readonly<Record<string, string>>,
  from = 'origin/main',
): Promise<string> {
  await gitAt(sandbox, 'fetch', '--quiet')
  const commit = await commitFiles(sandbox, branch, files, from)
  await push(sandbox, branch)
  return commit
}

const push = (sandbox: Sandbox, ...branches: readonly string[]): Promise<string> =>
  gitAt(sandbox, 'push', '--quiet', '--force', 'origin', ...branches)

async function commitFiles(
  sandbox: Sandbox,
  branch: string,
  files: Readonly<Record<string, string>>,
  from = 'origin/main',
): Promise<string> {
  const clone = sandbox.clone('widgets')
  await gitAt(sandbox, 'checkout', '--quiet', '-B', branch, from)
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(clone, path)), { recursive: true })
    await writeFile(join(clone, path), content)
  }
  await gitAt(sandbox, 'add', '--all')
  await gitAt(sandbox, 'commit', '--quiet', '--allow-empty', '--message', `Change ${branch}`)
  return gitAt(sandbox, 'rev-parse', 'HEAD')
}
