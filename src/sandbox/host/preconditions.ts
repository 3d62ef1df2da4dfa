import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { gitEnvironment } from '../git/run.js'

/** `git merge-tree --write-tree`, which merges without a work tree, came with git 2.38. */
export async function mustHaveGit(): Promise<void> {
  const said = await promisify(execFile)('git', ['--version'], { env: gitEnvironment }).catch(
    (error: Error) => {
      throw new Error(`The sandbox needs git 2.38 or later, and git does not run: ${error.message}`)
    },
  )
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(said.stdout) ?? []
  if (Number(major) * 1000 + Number(minor) < 2038)
    throw new Error(`The sandbox needs git 2.38 or later; this is ${said.stdout.trim()}.`)
}
