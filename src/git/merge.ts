import { shortCommit } from '../lib/commit.js'
import { RelError } from '../errors.js'
import { readCommits, writeCommit } from './commit.js'
import { run, type GitLocation } from './run.js'

/** The tree of a merge, or the files that people must settle. */
export type MergedTree = { readonly tree: string } | { readonly paths: readonly string[] }

/** The same on every machine, whatever its user configured. */
const settings = ['merge.renames=true', 'merge.directoryRenames=conflict', 'merge.renormalize=false'].flatMap(
  (one) => ['-c', one],
)

/** What `git merge` would make of two commits, computed in the object database: no work tree, index or ref is touched. */
export async function mergeTrees(place: GitLocation, one: string, other: string): Promise<MergedTree> {
  const words = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', one, other]
  const { code, stdout, stderr } = await run(place, ...settings, ...words)
  const [tree = '', ...paths] = stdout.split('\0').filter(Boolean)
  if (code === 0) return { tree }
  if (code === 1 && tree !== '') return { paths: [...new Set(paths)] }
  if (/^usage: git merge-tree/m.test(stderr))
    throw new RelError('failed', 'This git cannot merge without a work tree.', {
      hint: 'Install git 2.38 or later.',
    })
  throw new RelError('failed', `git could not merge ${shortCommit(other)}: ${stderr.trim()}`, {
    hint: 'See that both are in this clone with their whole history: `git fetch`.',
  })
}

/** A commit that exists, or files that people must settle. */
export type Merged = { readonly commit: string } | { readonly paths: readonly string[] }

/**
 * The merge of `other` into `into`, as a commit that nothing refers to. It is signed with the name and the time of `other`'s
 * committer, so that the same merge has the same id on every run.
 */
export async function merge(
  place: GitLocation,
  into: string,
  other: string,
  message: string,
): Promise<Merged> {
  const merged = await mergeTrees(place, into, other)
  if ('paths' in merged) return merged
  const { committer } = (await readCommits(place, [other])).get(other)!
  const commit = { ...merged, parents: [into, other], author: committer, committer, encoding: null, message }
  return { commit: await writeCommit(place, commit) }
}
