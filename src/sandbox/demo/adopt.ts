import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { isolated } from '../git/run.js'
import type { Status } from '../status.js'

const execute = promisify(execFile)

/** A file of a repository. */
export interface AdoptedFile {
  readonly path: string
  readonly text: string
}

/** How long the first runs of both repositories may take. */
const patience = 120

/**
 * Brings files to main as a team would: a pull request of dev's, merged, in every repository that does not have them; returns
 * when the runs that this starts have ended.
 */
export async function adopt(status: Status, login: string, files: readonly AdoptedFile[]): Promise<void> {
  const token = status.users.find((user) => user.login === login)?.token ?? ''
  const [first] = files
  for (const { name, clone } of status.repositories) {
    const ask = asking(`${status.apiUrl}/repos/${name}`, token)
    if (!first || (await ask('GET', `/contents/${first.path}`))) continue
    await bring(ask, files)
    if (clone !== null)
      await execute('git', ['pull', '--quiet', '--ff-only', 'origin', 'main'], { cwd: clone, env: isolated })
  }
  const idle = await fetch(`${status.url}/_sandbox/idle?timeout=${patience}`)
  if (!idle.ok) throw new Error(`The first runs have not ended after ${patience} seconds.`)
}

interface Made {
  readonly sha: string
  readonly number: number
  readonly object: { readonly sha: string }
}
type Ask = (method: string, path: string, body?: object) => Promise<Made | null>

/** Null where there is nothing, or nothing is told. */
const asking =
  (root: string, token: string): Ask =>
  async (method, path, body) => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`${root}${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    })
    if (answer.status === 404 || answer.status === 204) return null
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Made
  }

async function bring(ask: Ask, files: readonly AdoptedFile[]): Promise<void> {
  const branch = 'adopt-rel'
  const main = await ask('GET', '/git/ref/heads/main')
  const base = main?.object.sha
  const tree = await ask('POST', '/git/trees', {
    base_tree: base,
    tree: files.map(({ path, text }) => ({ path, mode: '100644', type: 'blob', content: text })),
  })
  const message = 'Adopt the workflows of rel'
  const commit = await ask('POST', '/git/commits', { message, tree: tree?.sha, parents: [base] })
  await ask('POST', '/git/refs', { ref: `refs/heads/${branch}`, sha: commit?.sha })
  const pull = await ask('POST', '/pulls', { title: message, head: branch, base: 'main' })
  await ask('PUT', `/pulls/${pull?.number}/merge`)
  await ask('DELETE', `/git/refs/heads/${branch}`)
}
