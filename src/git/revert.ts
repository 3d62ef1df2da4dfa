import { readCommits, writeCommit } from './commit.js'
import { mergeTrees, type Merged } from './merge.js'
import { pickEach } from './pick.js'
import { gitOutput, gitOutputBytes, run, type GitLocation } from './run.js'
import { trimmed } from '../lib/text.js'

/**
 * Reverts the commits after `before` up to `last` on top of `onto`, as `git revert` does, in the object database alone. Returns
 * null if `onto` has nothing left to revert. The three trees are merged over temporary children of `last`, as in `pick`.
 */
export async function revertRange(
  location: GitLocation,
  onto: string,
  { last, before, message }: { readonly last: string; readonly before: string; readonly message: string },
): Promise<Merged | null> {
  const commits = await readCommits(location, [onto, last, before])
  const childWithTree = (id: string): Promise<string> =>
    writeCommit(location, { ...commits.get(last)!, tree: commits.get(id)!.tree, parents: [last] })
  const merged = await mergeTrees(location, await childWithTree(onto), await childWithTree(before))
  return 'paths' in merged ? merged : commitTree(location, onto, merged.tree, message)
}

/**
 * Commits the files of `from` on top of `onto`; null if they are the same. `paths` limits it to these paths; if empty, all files
 * are restored except those below `kept`.
 */
export async function restoreFiles(
  location: GitLocation,
  onto: string,
  {
    from,
    paths,
    kept,
    message,
  }: {
    readonly from: string
    readonly paths: readonly string[]
    readonly kept: readonly string[]
    readonly message: string
  },
): Promise<{ readonly commit: string } | null> {
  const [source, copied] = paths.length > 0 ? [from, paths] : [onto, kept]
  let tree = await gitOutput(location, 'rev-parse', `${paths.length > 0 ? onto : from}^{tree}`)
  for (const path of copied) {
    const clean = trimmed(path, '/')
    tree = (await withEntry(location, tree, clean.split('/'), await entryAt(location, source, clean))) ?? tree
  }
  return commitTree(location, onto, tree, message)
}

/**
 * Adds a commit to a revert branch so that merging it into `onto` gives the files of `wanted` (a commit on top of `onto`) plus the
 * changes of the branch's own commits. Returns null if the merge gives that already. Merges into the branch are not own commits.
 */
export async function updateRevertBranch(
  location: GitLocation,
  branch: string,
  { onto, wanted, message }: { readonly onto: string; readonly wanted: string; readonly message: string },
): Promise<Merged | null> {
  const args = ['--reverse', '--topo-order', '--no-merges', branch, `^${onto}`]
  const own = (await gitOutput(location, 'rev-list', ...args)).split('\n').filter(Boolean)
  const { head, picks } = await pickEach(location, wanted, own)
  const merged = await mergeTrees(location, onto, branch)
  const givesTree = async (commit: string): Promise<boolean> =>
    'tree' in merged && merged.tree === (await treeOf(location, commit))
  if ((await givesTree(wanted)) || (await givesTree(head))) return null
  const last = picks.at(-1)
  if (last?.result === 'conflict') return { paths: last.paths }
  const tree = await treeOf(location, head)
  const isBehind = (await run(location, 'merge-base', '--is-ancestor', onto, branch)).code !== 0
  const parents = isBehind ? [branch, onto] : [branch]
  return { commit: await writeRevert(location, onto, { tree, parents, message }) }
}

const treeOf = (location: GitLocation, commit: string): Promise<string> =>
  gitOutput(location, 'rev-parse', `${commit}^{tree}`)

/** `mode type id` of the entry at a path; null if there is none. */
async function entryAt(location: GitLocation, commit: string, path: string): Promise<string | null> {
  const listing = await gitOutput(location, 'ls-tree', '-z', '--full-tree', commit, '--', `:(literal)${path}`)
  return listing.split('\t')[0] || null
}

/** Writes a tree with another entry at a path; null if the tree becomes empty. */
async function withEntry(
  location: GitLocation,
  tree: string | null,
  [name = '', ...rest]: readonly string[],
  entry: string | null,
): Promise<string | null> {
  const entries =
    tree === null ? [] : (await gitOutput(location, 'ls-tree', '-z', tree)).split('\0').filter(Boolean)
  const isNamed = (line: string): boolean => line.slice(line.indexOf('\t') + 1) === name
  const [, subtree = null] = /^040000 tree ([0-9a-f]+)\t/.exec(entries.find(isNamed) ?? '') ?? []
  const child = rest.length === 0 ? entry : await withEntry(location, subtree, rest, entry)
  const replaced = rest.length === 0 ? child : child && `040000 tree ${child}`
  const list = [...entries.filter((line) => !isNamed(line)), ...(replaced ? [`${replaced}\t${name}`] : [])]
  if (list.length === 0) return null
  const input = list.map((line) => `${line}\0`).join('')
  return (await gitOutputBytes(location, Buffer.from(input).toString('latin1'), 'mktree', '-z')).trim()
}

async function commitTree(
  location: GitLocation,
  onto: string,
  tree: string,
  message: string,
): Promise<{ readonly commit: string } | null> {
  if ((await readCommits(location, [onto])).get(onto)!.tree === tree) return null
  return { commit: await writeRevert(location, onto, { tree, parents: [onto], message }) }
}

/** Writes a commit by the current user with the time of its base: the id is the same on every run until the branch moves. */
async function writeRevert(
  location: GitLocation,
  onto: string,
  commit: { readonly tree: string; readonly parents: readonly string[]; readonly message: string },
): Promise<string> {
  const base = (await readCommits(location, [onto])).get(onto)!
  const identity = await run(location, 'var', 'GIT_COMMITTER_IDENT')
  const time = base.committer.split('> ').slice(1).join('> ')
  const signature = Buffer.from(`${identity.stdout.trim().split('> ', 1)[0]}> ${time}`).toString('latin1')
  const author = identity.code === 0 ? signature : base.committer
  const message = Buffer.from(commit.message).toString('latin1')
  return writeCommit(location, { ...commit, author, committer: author, encoding: null, message })
}
