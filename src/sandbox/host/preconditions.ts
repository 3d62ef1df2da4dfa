import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { gitEnvironment } from '../git/run.js'

/** Requires git 2.38, the first version with `git merge-tree --write-tree`, which merges without a work tree. */
export async function requireGit(): Promise<void> {
  const { stdout } = await promisify(execFile)('git', ['--version'], { env: gitEnvironment }).catch(
    (error: Error) => {
      throw new Error(`The sandbox requires git 2.38 or later, but git cannot be run: ${error.message}`)
    },
  )
  const [, major = '0', minor = '0'] = /^git version (\d+)\.(\d+)/.exec(stdout) ?? []
  if (Number(major) * 1000 + Number(minor) < 2038)
    throw new Error(`The sandbox requires git 2.38 or later; found ${stdout.trim()}`)
}
