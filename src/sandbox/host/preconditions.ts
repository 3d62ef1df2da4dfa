import { runGit } from '../git/process.js'

/** Requires git 2.38, the first version with `git merge-tree --write-tree`, which merges without a work tree. */
export async function requireGit(): Promise<void> {
  const { out } = await runGit(['--version']).catch((error: Error) => {
    throw new Error(`The sandbox requires git 2.38 or later, but git cannot be run: ${error.message}`)
  })
  const stdout = out.toString()
  const [, major = '0', minor = '0'] = /^git version (\d+)\.(\d+)/.exec(stdout) ?? []
  if (Number(major) * 1000 + Number(minor) < 2038)
    throw new Error(`The sandbox requires git 2.38 or later; found ${stdout.trim()}`)
}
