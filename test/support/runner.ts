import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pushBranch, type Answer, type Json, type Sandbox } from './sandbox.js'

/** A fake runner that reports runs and jobs over the runner API. */
export const runnerOf = (sandbox: Sandbox) => {
  const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
    sandbox.control(method, `runner/${path}`, body)
  return {
    ask,
    start: async (overrides: Readonly<Record<string, unknown>> = {}): Promise<Json> => {
      const defaults = {
        repository: 'acme/widgets',
        path: '.github/workflows/ship.yml',
        event: 'push',
        ref: 'refs/heads/main',
        actor: 'dev',
      }
      return (await ask('POST', 'runs', { ...defaults, ...overrides })).body
    },
    job: async (run: Json, name: string): Promise<Json> =>
      (await ask('POST', `runs/${run.id}/jobs`, { name })).body,
    approach: async (job: Json, name: string, more: object = {}): Promise<Json> =>
      (await ask('POST', `jobs/${job.id}/environment`, { name, ...more })).body,
    look: async (job: Json): Promise<Json> => (await ask('GET', `jobs/${job.id}`)).body,
    progress: (kind: 'runs' | 'jobs', { id }: Json, progress: object): Promise<Answer> =>
      ask('PATCH', `${kind}/${id}`, progress),
    /** Uploads an archive as a job does; `query`: more query parameters. */
    upload: async (run: Json, name: string, archive: Buffer, query = ''): Promise<Json> => {
      const address = `${sandbox.url}/_sandbox/runner/runs/${run.id}/artifacts?name=${name}&${query}`
      const headers = { ...sandbox.keyHeader(), 'content-type': 'application/zip' }
      const answer = await fetch(address, { method: 'POST', headers, body: new Uint8Array(archive) })
      return answer.json()
    },
    eventsAfter: async (id: number): Promise<readonly Json[]> =>
      (await ask('GET', `events?after=${id}`)).body,
  }
}
export type Runner = ReturnType<typeof runnerOf>

/** Adds a workflow file to main by a pull request. */
export async function addWorkflow(sandbox: Sandbox, name: string, content: string): Promise<void> {
  await mkdir(join(sandbox.clone('widgets'), '.github', 'workflows'), { recursive: true })
  const branch = `add-${name.replace(/\W/g, '-')}`
  await sandbox.git(sandbox.clone('widgets'), 'fetch', '--quiet')
  await pushBranch(sandbox, branch, { file: join('.github', 'workflows', name), content })
  const pulls = '/repos/acme/widgets/pulls'
  const { body } = await sandbox.api('dev', 'POST', pulls, {
    title: `Add ${name}`,
    head: branch,
    base: 'main',
  })
  const merged = await sandbox.api('dev', 'PUT', `${pulls}/${body.number}/merge`)
  if (merged.status !== 200) throw new Error(`${name} is not on main: ${JSON.stringify(merged.body)}`)
}
