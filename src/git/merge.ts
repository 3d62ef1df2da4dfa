import { shortCommit } from '../lib/commit.js'
import { RelError } from '../errors.js'
import { readCommits, writeCommit } from './commit.js'
import { run, type GitLocation } from './run.js'

/** The tree of a merge, or the paths with conflicts. */
export type MergedTree = { readonly tree: string } | { readonly paths: readonly string[] }

/** Overrides the user's configuration, so that a merge gives the same result on every machine. */
const settings = ['merge.renames=true', 'merge.directoryRenames=conflict', 'merge.renormalize=false'].flatMap(
  (setting) => ['-c', setting],
)

/** Merges two commits as `git merge` does, in the object database alone: touches no working tree, index or ref. */
export async function mergeTrees(location: GitLocation, first: string, second: string): Promise<MergedTree> {
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', first, second]
  const { code, stdout, stderr } = await run(location, ...settings, ...args)
  const [tree = '', ...paths] = stdout.split('\0').filter(Boolean)
  if (code === 0) return { tree }
  if (code === 1 && tree !== '') return { paths: [...new Set(paths)] }
  if (/^usage: git merge-tree/m.test(stderr))
    throw new RelError('failed', 'git is too old: it cannot merge without a working tree.', {
      hint: 'Install git 2.38 or later.',
    })
  throw new RelError('failed', `git could not merge ${shortCommit(second)}: ${stderr.trim()}`, {
    hint: 'Run `git fetch`, then the same command again.',
  })
}

/** The merge commit, or the paths with conflicts. */
export type Merged = { readonly commit: string } | { readonly paths: readonly string[] }

/**
 * Merges `other` into `into` as a commit without a ref. Author and date are those of `other`'s committer, so that the same merge
 * has the same id on every run.
 */
export async function merge(
  location: GitLocation,
  into: string,
  other: string,
  message: string,
): Promise<Merged> {
  const merged = await mergeTrees(location, into, other)
  if ('paths' in merged) return merged
  const { committer } = (await readCommits(location, [other])).get(other)!
  const commit = { ...merged, parents: [into, other], author: committer, committer, encoding: null, message }
  return { commit: await writeCommit(location, commit) }
}
