import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openPull, pushBranch, type Json, type Sandbox } from './sandbox.js'

/** Runs git in dev's clone of widgets, and throws if it fails. */
export async function gitAt(sandbox: Sandbox, ...args: readonly string[]): Promise<string> {
  const { status, out, error } = await sandbox.git(sandbox.clone('widgets'), ...args)
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${error}${out}`)
  return out.trim()
}

/** Publishes a release at the head of a branch. */
export async function release(sandbox: Sandbox, version: string, branch = 'main'): Promise<void> {
  const input = { tag_name: version, name: version, target_commitish: branch }
  const { status, body } = await sandbox.api('olga', 'POST', '/repos/acme/widgets/releases', input)
  if (status !== 201) throw new Error(`No release: ${JSON.stringify(body)}`)
}

/** Publishes a release at the head of main and creates its line. Returns the branch. */
export async function lineOf(sandbox: Sandbox, version: string): Promise<string> {
  await release(sandbox, version)
  await gitAt(sandbox, 'fetch', '--quiet')
  await resetLine(sandbox, version)
  return branchOf(version)
}
const branchOf = (version: string): string => `release/${version}`

/** Resets a line to the commit of its release. */
export async function resetLine(sandbox: Sandbox, version: string): Promise<void> {
  const range = `${version}^{}:refs/heads/${branchOf(version)}`
  await gitAt(sandbox, 'push', '--quiet', '--force', 'origin', range)
  await gitAt(sandbox, 'fetch', '--quiet')
}

/** Opens a pull request for a pushed branch. */
export async function pullOf(sandbox: Sandbox, head: string, base: string, login = 'dev'): Promise<Json> {
  const input = { title: `About ${head}`, head, base }
  const { status, body } = await sandbox.api(login, 'POST', '/repos/acme/widgets/pulls', input)
  if (status !== 201) throw new Error(`No pull request: ${JSON.stringify(body)}`)
  return body
}

/** Merges a pull request and fetches into the clone. `message`: an edited commit message. */
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

/** Opens and merges a pull request into main with one file and one commit. */
export async function mergedPull(
  sandbox: Sandbox,
  branch: string,
  { file, content, method }: { file?: string; content?: string; method?: string } = {},
): Promise<number> {
  await gitAt(sandbox, 'fetch', '--quiet', 'origin')
  await pushBranch(sandbox, branch, { ...(file && { file }), ...(content && { content }) })
  const input = { title: `About ${branch}`, head: branch, base: 'main' }
  const { body } = await sandbox.api('dev', 'POST', '/repos/acme/widgets/pulls', input)
  await mergePull(sandbox, body.number, method)
  return body.number
}

/** Pushes a commit to a line, like a merged hotfix. */
export async function commitOn(
  sandbox: Sandbox,
  line: string,
  file: string,
  content: string,
): Promise<string> {
  await gitAt(sandbox, 'fetch', '--quiet', 'origin')
  return pushBranch(sandbox, line, { file, content, from: `origin/${line}` })
}

/** Checksums of the user's files in a clone: working tree, index, refs and configuration, without objects and remote refs. */
export async function fingerprint(directory: string): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {}
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(directory.length + 1)
    if (!entry.isFile() || /^\.git\/(objects|refs\/remotes|logs\/refs\/remotes|worktrees)\//.test(name))
      continue
    files[name] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
      .slice(0, 12)
  }
  return files
}

export const bodyOf = async (sandbox: Sandbox, number: number): Promise<Json> =>
  (await sandbox.api('dev', 'GET', `/repos/acme/widgets/pulls/${number}`)).body

export { openPull }
