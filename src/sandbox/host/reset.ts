import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repositoryNames } from '../demo/people.js'
import { gitEnvironment } from '../git/run.js'
import { lastServer, type Paths } from '../paths.js'
import { configurationIn } from './clones.js'
import type { Status } from './status.js'

const execute = promisify(execFile)

/** The folders of a sandbox's clones, those of imported repositories included. */
export function cloneFolders(paths: Paths): readonly string[] {
  const named = repositoryNames
    .map((name) => join(paths.directory, name))
    .filter((clone) => existsSync(clone))
  return [...new Set([...named, ...clonesIn(paths)])]
}

/** Forgets everything of a stopped sandbox but its port, its certificates and people's tokens: its next start is a first one. */
export function forgetAll(paths: Paths, users: Status['users']): void {
  const tokens = Object.fromEntries(users.map(({ login, token }) => [login, token]))
  if (users.length > 0) writeFileSync(paths.tokens, JSON.stringify(tokens), { mode: 0o600 })
  const { first, journal, repositories, runner, artifacts, images, log } = paths
  // The mark of a filled sandbox goes first: what is cut off here is made again.
  for (const path of [first, journal, repositories, runner, artifacts, images, log, ...cloneFolders(paths)])
    rmSync(path, { recursive: true, force: true })
}

/** The clones that a sandbox has made, by the address that is in their configuration. */
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

/** How many files of a clone differ from its last commit, files that git does not know included; null: git cannot say. */
export async function changedFiles(clone: string): Promise<number | null> {
  const words = ['-c', 'core.fsmonitor=false', 'status', '--porcelain', '-z', '--no-renames']
  const said = await execute('git', words, { cwd: clone, env: gitEnvironment }).catch(() => null)
  return said === null ? null : said.stdout.split('\0').filter(Boolean).length
}
