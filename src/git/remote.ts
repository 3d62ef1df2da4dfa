import type { Refs } from '../domain/line/line.js'
import { RelError } from '../errors.js'
import { remoteError } from './push.js'
import { gitOutput, gitOutputBytes, run, type GitLocation } from './run.js'

/** What the repository has now: its branches and tags. One request; the clone's own refs are neither asked nor changed. */
export async function readRefs(place: GitLocation, remote: string): Promise<Refs> {
  const told = await run(place, 'ls-remote', '--quiet', '--heads', '--tags', remote)
  if (told.code !== 0) throw remoteError(told, `read ${remote}`)
  const refs = { branches: new Map<string, string>(), tags: new Map<string, string>() }
  for (const line of told.stdout.split('\n')) {
    const [, commit, kind, name] = /^([0-9a-f]{40})\trefs\/(heads|tags)\/(.+?)(?:\^\{\})?$/.exec(line) ?? []
    // An annotated tag comes twice; the second time with the commit that it stands for.
    if (commit && name) (kind === 'heads' ? refs.branches : refs.tags).set(name, commit)
  }
  return refs
}

/** Those of some commits that are not in the clone. */
export async function notInClone(place: GitLocation, commits: readonly string[]): Promise<readonly string[]> {
  const wanted = [...new Set(commits)]
  if (wanted.length === 0) return []
  const told = await gitOutputBytes(place, `${wanted.join('\n')}\n`, 'cat-file', '--batch-check')
  return wanted.filter((commit) => told.includes(`${commit} missing`))
}

export const isShallow = async (place: GitLocation): Promise<boolean> =>
  (await gitOutput(place, 'rev-parse', '--is-shallow-repository')) === 'true'

/** Brings commits and what they rest on into the object database, where nothing refers to them. No request if all are there. */
export async function fetchCommits(
  place: GitLocation,
  remote: string,
  commits: readonly string[],
): Promise<void> {
  if (await isShallow(place))
    throw new RelError('usage', 'This clone is shallow: it lacks the history that lines are judged by.', {
      hint: 'Run `git fetch --unshallow` first; in a workflow, check out with `fetch-depth: 0`.',
    })
  const missing = await notInClone(place, commits)
  if (missing.length === 0) return
  const quietly = ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false']
  const options = ['--quiet', '--no-tags', '--no-prune', '--no-write-fetch-head', '--no-recurse-submodules']
  const told = await run(place, ...quietly, 'fetch', ...options, '--refmap=', remote, ...missing)
  if (told.code !== 0) throw remoteError(told, `fetch from ${remote}`)
}
