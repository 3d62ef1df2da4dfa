import type { Refs } from '../domain/line/line.js'
import { RelError } from '../errors.js'
import { remoteError } from './push.js'
import { gitOutput, gitOutputBytes, run, type GitLocation } from './run.js'

/** Reads the branches and tags of the repository with one request. The clone's own refs are neither read nor changed. */
export async function readRefs(location: GitLocation, remote: string): Promise<Refs> {
  const refList = await run(location, 'ls-remote', '--quiet', '--heads', '--tags', remote)
  if (refList.code !== 0) throw remoteError(refList, `read ${remote}`)
  const refs = { branches: new Map<string, string>(), tags: new Map<string, string>() }
  for (const line of refList.stdout.split('\n')) {
    const [, commit, kind, name] = /^([0-9a-f]{40})\trefs\/(heads|tags)\/(.+?)(?:\^\{\})?$/.exec(line) ?? []
    // An annotated tag is listed twice, the second time with its commit.
    if (commit && name) (kind === 'heads' ? refs.branches : refs.tags).set(name, commit)
  }
  return refs
}

/** The commits that are not in the clone. */
export async function notInClone(
  location: GitLocation,
  commits: readonly string[],
): Promise<readonly string[]> {
  const wanted = [...new Set(commits)]
  if (wanted.length === 0) return []
  const objects = await gitOutputBytes(location, `${wanted.join('\n')}\n`, 'cat-file', '--batch-check')
  return wanted.filter((commit) => objects.includes(`${commit} missing`))
}

export const isShallow = async (location: GitLocation): Promise<boolean> =>
  (await gitOutput(location, 'rev-parse', '--is-shallow-repository')) === 'true'

/** Fetches commits and their history into the object database without refs. Sends no request if the clone has them all. */
export async function fetchCommits(
  location: GitLocation,
  remote: string,
  commits: readonly string[],
): Promise<void> {
  if (await isShallow(location))
    throw new RelError('usage', 'This clone is shallow; this command needs the whole history.', {
      hint: 'Run `git fetch --unshallow` first; in a workflow, check out with `fetch-depth: 0`.',
    })
  const missing = await notInClone(location, commits)
  if (missing.length === 0) return
  const quietly = ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false']
  const options = ['--quiet', '--no-tags', '--no-prune', '--no-write-fetch-head', '--no-recurse-submodules']
  const fetched = await run(location, ...quietly, 'fetch', ...options, '--refmap=', remote, ...missing)
  if (fetched.code !== 0) throw remoteError(fetched, `fetch from ${remote}`)
}
