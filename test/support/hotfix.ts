import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openPull, pushBranch, type Json, type Sandbox } from './sandbox.js'

/** Runs git in dev's clone of widgets, and fails unless it succeeds. */
export async function gitAt(sandbox: Sandbox, ...words: readonly string[]): Promise<string> {
  const { status, out, error } = await sandbox.git(sandbox.clone('widgets'), ...words)
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${error}${out}`)
  return out.trim()
}

/** A published release at the head of a branch. */
export async function release(sandbox: Sandbox, version: string, branch = 'main'): Promise<void> {
  const wish = { tag_name: version, name: version, target_commitish: branch }
  const { status, body } = await sandbox.api('olga', 'POST', '/repos/acme/widgets/releases', wish)
  if (status !== 201) throw new Error(`No release: ${JSON.stringify(body)}`)
}

/** A published release at the head of main, and the line of its hotfixes; tells its branch. */
export async function lineOf(sandbox: Sandbox, version: string): Promise<string> {
  await release(sandbox, version)
  await gitAt(sandbox, 'fetch', '--quiet')
  await resetLine(sandbox, version)
  return branchOf(version)
}
const branchOf = (version: string): string => `release/${version}`

/** The line as it was when its version was released, whatever came into it since. */
export async function resetLine(sandbox: Sandbox, version: string): Promise<void> {
  const range = `${version}^{}:refs/heads/${branchOf(version)}`
  await gitAt(sandbox, 'push', '--quiet', '--force', 'origin', range)
  await gitAt(sandbox, 'fetch', '--quiet')
}

/** A pull request of a branch that was pushed. */
export async function pullOf(sandbox: Sandbox, head: string, base: string, login = 'dev'): Promise<Json> {
  const wish = { title: `About ${head}`, head, base }
  const { status, body } = await sandbox.api(login, 'POST', '/repos/acme/widgets/pulls', wish)
  if (status !== 201) throw new Error(`No pull request: ${JSON.stringify(body)}`)
  return body
}

/** Merges a pull request, and brings the clone's origin/* up to date. `message`: as people cut it down before they squash. */
export async function mergePull(
  sandbox: Sandbox,
  number: number,
  method = 'squash',
  message?: string,
): Promise<string> {
  const path = `/repos/acme/widgets/pulls/${number}/merge`
  const { status, body } = await sandbox.api('dev', 'PUT', path, {
    merge_method: method,
    ...(message !== undefined && { commit_message: message }),
  })
  if (status !== 200) throw new Error(`Not merged: ${JSON.stringify(body)}`)
  await gitAt(sandbox, 'fetch', '--quiet', 'origin')
  return body.sha
}

/** A pull request into main that was merged: one file, one commit. */
export async function mergedPull(
  sandbox: Sandbox,
  branch: string,
  { file, content, method }: { file?: string; content?: string; method?: string } = {},
): Promise<number> {
  await gitAt(sandbox, 'fetch', '--quiet', 'origin')
  await pushBranch(sandbox, branch, { ...(file && { file }), ...(content && { content }) })
  const wish = { title: `About ${branch}`, head: branch, base: 'main' }
  const { body } = await sandbox.api('dev', 'POST', '/repos/acme/widgets/pulls', wish)
  await mergePull(sandbox, body.number, method)
  return body.number
}

/** A commit on a line, as by a hotfix that was merged. */
export async function commitOn(
  sandbox: Sandbox,
  line: string,
  file: string,
  content: string,
): Promise<string> {
  await gitAt(sandbox, 'fetch', '--quiet', 'origin')
  return pushBranch(sandbox, line, { file, content, from: `origin/${line}` })
}

/** Every byte of the clone that is the user's: files, index, refs, configuration; not objects, not what was fetched. */
export async function fingerprint(directory: string): Promise<Readonly<Record<string, string>>> {
  const told: Record<string, string> = {}
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(directory.length + 1)
    if (!entry.isFile() || /^\.git\/(objects|refs\/remotes|logs\/refs\/remotes|worktrees)\//.test(name))
      continue
    told[name] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
      .slice(0, 12)
  }
  return told
}

export const bodyOf = async (sandbox: Sandbox, number: number): Promise<Json> =>
  (await sandbox.api('dev', 'GET', `/repos/acme/widgets/pulls/${number}`)).body

export { openPull }
