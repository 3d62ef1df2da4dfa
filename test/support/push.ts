import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Sandbox } from './sandbox.js'

/** Pushes a branch with a commit of these files from the clone of a repository. Returns the commit. */
export async function pushFiles(
  sandbox: Sandbox,
  repository: string,
  branch: string,
  files: Readonly<Record<string, string>>,
  from: string,
): Promise<string> {
  const clone = sandbox.clone(repository)
  const git = async (...args: string[]): Promise<string> => {
    const { status, out, error } = await sandbox.git(clone, ...args)
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${error}`)
    return out.trim()
  }
  await git('fetch', '--quiet')
  await git('checkout', '--quiet', '-B', branch, from)
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(clone, path)), { recursive: true })
    await writeFile(join(clone, path), content)
  }
  await git('add', '--all')
  await git('commit', '--quiet', '--allow-empty', '--message', `Change ${branch}`)
  await git('push', '--quiet', '--force', 'origin', branch)
  return git('rev-parse', 'HEAD')
}
