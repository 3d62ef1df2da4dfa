import { setTimeout as sleep } from 'node:timers/promises'
import { parseConfig } from '../../src/config.js'
import { packOf } from '../../src/workflows/pack.js'
import { snapshotOnce } from './kept-snapshots.js'
import { pushFiles } from './push.js'
import { startSandbox, type Json, type Sandbox } from './sandbox.js'

export type Team = Awaited<ReturnType<typeof openTeam>>

/**
 * A sandbox in which widgets has the pack and dev runs main. `old`: a branch whose pull request was opened before the pack was
 * added. `gadgets`: gadgets has the pack too. `shared`: gadgets has the shared workflows that widgets calls.
 */
export async function openTeam({
  old,
  gadgets = false,
  shared = false,
}: { readonly old?: string; readonly gadgets?: boolean; readonly shared?: boolean } = {}) {
  const isUsual = old === undefined && !gadgets && !shared
  if (isUsual) {
    const sandbox = await startSandbox({ runner: true, snapshot: await adoptedTeam() })
    return teamOf(sandbox, 'widgets')
  }
  return adoptPack(await startSandbox({ runner: true }), { old, gadgets, shared })
}

/** A snapshot of the default team, created once per test run: test files start with a copy of it. */
const adoptedTeam = (): Promise<string> =>
  snapshotOnce('team', async () => {
    const team = await adoptPack(await startSandbox({ runner: true }), {})
    return team.sandbox
  })

interface TeamOptions {
  readonly old?: string | undefined
  readonly gadgets?: boolean
  readonly shared?: boolean
}

async function adoptPack(sandbox: Sandbox, { old, gadgets = false, shared = false }: TeamOptions) {
  const team = teamOf(sandbox, 'widgets')
  const config = shared ? 'workflows: acme/gadgets@main\n' : null
  if (old !== undefined) {
    await team.commit(old, { 'old.txt': 'old' })
    await team.open(old)
  }
  for (const adopter of [...(gadgets || shared ? [team.of('gadgets')] : []), team]) {
    await adopter.commit('adopt', await packFiles(config, `acme/${adopter.name}`))
    await adopter.merge(await adopter.open('adopt'))
  }
  await team.idle()
  return team
}

async function packFiles(text: string | null, repository: string): Promise<Readonly<Record<string, string>>> {
  const config = parseConfig(text)
  const choices = { config, defaultBranch: 'main', server: 'github', version: '0.1.0', repository } as const
  const pack = await packOf(choices)
  const files = pack.flatMap(({ owner, path, text: own }) => (owner === 'rel' ? [[path, own]] : []))
  return Object.fromEntries(text === null ? files : [...files, ['.github/rel.yml', text]])
}

/** Actions of the users in a repository of the team. */
export function teamOf(sandbox: Sandbox, name: string) {
  const repository = `/repos/acme/${name}`
  const api = async (login: string, method: string, path: string, body?: unknown): Promise<Json> => {
    const answer = await sandbox.api(login, method, `${repository}${path}`, body)
    if (answer.status >= 400)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const idle = async (): Promise<void> => {
    const { status, body } = await sandbox.control('GET', 'idle?timeout=60')
    if (status !== 200) throw new Error(JSON.stringify(body))
  }
  const commit = (branch: string, files: Readonly<Record<string, string>>, from = 'origin/main') =>
    pushFiles(sandbox, name, branch, files, from)
  const open = async (branch: string, labels: readonly string[] = [], base = 'main'): Promise<number> => {
    const input = { title: `About ${branch}`, head: branch, base }
    const { number } = await api('dev', 'POST', '/pulls', input)
    if (labels.length > 0) await api('dev', 'POST', `/issues/${number}/labels`, { labels })
    return number
  }
  const merge = (number: number): Promise<Json> => api('dev', 'PUT', `/pulls/${number}/merge`)
  /** The newest job with that name, such as `Feature branch / build / build`. */
  const job = async (wanted: string): Promise<Json | null> => {
    const { workflow_runs: runs } = await api('dev', 'GET', '/actions/runs?per_page=100')
    for (const run of runs) {
      const { jobs } = await api('dev', 'GET', `/actions/runs/${run.id}/jobs?per_page=100`)
      const found = jobs.find((candidate: Json) => `${run.name} / ${candidate.name}` === wanted)
      if (found) return found
    }
    return null
  }
  /** The URL of the newest successful deployment; null if nothing is deployed. */
  const urlOf = async (environment: string): Promise<string | null> => {
    const path = `/deployments?environment=${encodeURIComponent(environment)}`
    for (const { id } of await api('dev', 'GET', path)) {
      const [status] = await api('dev', 'GET', `/deployments/${id}/statuses`)
      if (status?.state === 'inactive') return null
      if (status?.state === 'success') return status.environment_url
    }
    return null
  }
  return {
    name,
    sandbox,
    /** The same team in another repository. */
    of: (other: string) => teamOf(sandbox, other),
    job,
    api,
    idle,
    commit,
    open,
    merge,
    label: (number: number, label: string): Promise<Json> =>
      api('quinn', 'POST', `/issues/${number}/labels`, { labels: [label] }),
    unlabel: (number: number, label: string): Promise<Json> =>
      api('quinn', 'DELETE', `/issues/${number}/labels/${encodeURIComponent(label)}`),
    /**
     * The response of an environment's URL, by its newest successful deployment; null if nothing is deployed. Retries while the
     * service is being replaced.
     */
    answers: async (environment: string): Promise<Json | null> => {
      for (let left = 200; ; left -= 1) {
        try {
          const url = await urlOf(environment)
          return url === null ? null : await (await fetch(url)).json()
        } catch (error) {
          if (left === 0) throw error
          await sleep(50)
        }
      }
    },
    /** The jobs of every run of a commit: `Feature branch / ci: success`. */
    jobs: async (query: string): Promise<readonly string[]> => {
      const { workflow_runs: runs } = await api('dev', 'GET', `/actions/runs?per_page=100&${query}`)
      const lists = await Promise.all(
        runs.map(async (run: Json) => {
          const { jobs } = await api('dev', 'GET', `/actions/runs/${run.id}/jobs?per_page=100`)
          return jobs.length === 0
            ? [`${run.name}: ${run.conclusion}`]
            : jobs.map((job: Json) => `${run.name} / ${job.name}: ${job.conclusion}`)
        }),
      )
      return lists.flat().sort()
    },
    log: async (wanted: string): Promise<string> => {
      const found = await job(wanted)
      return found ? String(await api('dev', 'GET', `/actions/jobs/${found.id}/logs`)) : ''
    },
    /** Waits until the newest deployment of an environment is in a state. */
    reaches: async (environment: string, state: string): Promise<void> => {
      for (let attempt = 0; attempt < 600; attempt += 1) {
        const [newest] = await api(
          'dev',
          'GET',
          `/deployments?environment=${encodeURIComponent(environment)}`,
        )
        const [status] = newest ? await api('dev', 'GET', `/deployments/${newest.id}/statuses`) : []
        if (status?.state === state) return
        await sleep(50)
      }
      throw new Error(`${environment} did not become ${state}.`)
    },
    head: async (): Promise<string> => (await api('dev', 'GET', '/branches/main')).commit.sha,
    /** Adds rosa and olga as reviewers of environments. */
    guard: async (...environments: readonly string[]): Promise<void> => {
      const people = await Promise.all(
        ['rosa', 'olga'].map((login) => sandbox.api('dev', 'GET', `/users/${login}`)),
      )
      const reviewers = people.map(({ body }) => ({ type: 'User', id: body.id }))
      for (const name of environments)
        await api('olga', 'PUT', `/environments/${encodeURIComponent(name)}`, { reviewers })
    },
    draft: (tag: string, commit: string, body = 'Notes'): Promise<Json> =>
      api('rosa', 'POST', '/releases', {
        tag_name: tag,
        target_commitish: commit,
        name: tag,
        body,
        draft: true,
      }),
    /** Publishes a draft as the web page does. */
    publish: async (tag: string, login = 'rosa'): Promise<Json> => {
      const drafts: readonly Json[] = await api(login, 'GET', '/releases')
      const { id } = drafts.find((release) => release.tag_name === tag)
      return api(login, 'PATCH', `/releases/${id}`, { draft: false })
    },
    stop: (): Promise<void> => sandbox.stop(),
  }
}
