import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryNames } from '../demo/people.js'
import { runGit } from '../git/process.js'
import { lastServer, type Paths } from '../paths.js'
import { configurationIn } from './clones.js'
import type { Status } from './status.js'

/** The folders of a sandbox's clones, including those of imported repositories. */
export function cloneFolders(paths: Paths): readonly string[] {
  const named = repositoryNames
    .map((name) => join(paths.directory, name))
    .filter((clone) => existsSync(clone))
  return [...new Set([...named, ...clonesIn(paths)])]
}

/** Deletes the state of a stopped sandbox except its port, its certificates and people's tokens: its next start is a first one. */
export function removeState(paths: Paths, users: Status['users']): void {
  const tokens = Object.fromEntries(users.map(({ login, token }) => [login, token]))
  if (users.length > 0) writeFileSync(paths.tokens, JSON.stringify(tokens), { mode: 0o600 })
  const { initialized, journal, repositories, runner, artifacts, images, log } = paths
  // The marker file goes first: a reset that is killed here ends in a first start all the same.
  for (const path of [
    initialized,
    journal,
    repositories,
    runner,
    artifacts,
    images,
    log,
    ...cloneFolders(paths),
  ])
    rmSync(path, { recursive: true, force: true })
}

/** The clones of a sandbox, recognized by the sandbox's url in their configuration. */
function clonesIn(paths: Paths): readonly string[] {
  const url = lastServer(paths)?.url
  if (url === undefined) return []
  return readdirSync(paths.directory)
    .map((name) => join(paths.directory, name))
    .filter(
      (clone) =>
        existsSync(configurationIn(clone)) &&
        readFileSync(configurationIn(clone), 'utf8').includes(`apiUrl = ${url}/api/v3\n`),
    )
}

/** The number of files of a clone that differ from its last commit, including untracked files; null if git status fails. */
export async function changedFiles(clone: string): Promise<number | null> {
  const { status, out } = await runGit(['status', '--porcelain', '-z', '--no-renames'], { cwd: clone })
  return status === 0 ? out.toString().split('\0').filter(Boolean).length : null
}
