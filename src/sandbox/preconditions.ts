import { execFile } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isolated } from './git/run.js'
import { isAlive, type Places } from './places.js'

/** `git merge-tree --write-tree`, which merges without a work tree, came with git 2.38. */
export async function mustHaveGit(): Promise<void> {
  const said = await promisify(execFile)('git', ['--version'], { env: isolated }).catch((error: Error) => {
    throw new Error(`The sandbox needs git 2.38 or later, and git does not run: ${error.message}`)
  })
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(said.stdout) ?? []
  if (Number(major) * 1000 + Number(minor) < 2038)
    throw new Error(`The sandbox needs git 2.38 or later; this is ${said.stdout.trim()}.`)
}

/** One process writes the journal. A lock that a killed one left is taken over. Returns how to let go. */
export function lock({ state, directory }: Places): () => void {
  const file = join(state, 'lock')
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const holder = Number(readFileSync(file, 'utf8'))
    if (holder > 0 && holder !== process.pid && isAlive(holder))
      throw new Error(`Process ${holder} is already serving the sandbox in ${directory}.`)
    writeFileSync(file, String(process.pid))
  }
  return () => rmSync(file, { force: true })
}
