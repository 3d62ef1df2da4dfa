import { readCommits, writeCommit } from './commit.js'
import { mergeTrees, type Merged } from './merge.js'
import { pickEach } from './pick.js'
import { gitOutput, gitOutputBytes, run, type GitLocation } from './run.js'

/**
 * What `git revert` would make of the commits after `before` up to `last`, on top of `onto`, computed in the object database; null: `onto` has
 * nothing of them any more. The three trees are merged over made-up children of `last`, as in a pick.
 */
export async function revertRange(
  place: GitLocation,
  onto: string,
  { last, before, message }: { readonly last: string; readonly before: string; readonly message: string },
): Promise<Merged | null> {
  const commits = await readCommits(place, [onto, last, before])
  const standIn = (id: string): Promise<string> =>
    writeCommit(place, { ...commits.get(last)!, tree: commits.get(id)!.tree, parents: [last] })
  const merged = await mergeTrees(place, await standIn(onto), await standIn(before))
  return 'paths' in merged ? merged : commitTree(place, onto, merged.tree, message)
}

/**
 * The files of another commit on top of `onto`; null: they are the same. `paths`: only these; empty: all but those below `kept`.
 */
export async function restoreFiles(
  place: GitLocation,
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
  const [source, moved] = paths.length > 0 ? [from, paths] : [onto, kept]
  let tree = await gitOutput(place, 'rev-parse', `${paths.length > 0 ? onto : from}^{tree}`)
  for (const path of moved) {
    const clean = path.replaceAll(/^\/+|\/+$/g, '')
    tree = (await withEntry(place, tree, clean.split('/'), await entryAt(place, source, clean))) ?? tree
  }
  return commitTree(place, onto, tree, message)
}

/**
 * The commit on top of a branch after which merging it into `onto` gives the files of `wanted`, which stands on `onto`, and what the
 * branch's own commits change besides; null: it does as it is. What was merged into the branch on the way is none of its own.
 */
export async function updateRevertBranch(
  place: GitLocation,
  branch: string,
  { onto, wanted, message }: { readonly onto: string; readonly wanted: string; readonly message: string },
): Promise<Merged | null> {
  const words = ['--reverse', '--topo-order', '--no-merges', branch, `^${onto}`]
  const own = (await gitOutput(place, 'rev-list', ...words)).split('\n').filter(Boolean)
  const { head, picks } = await pickEach(place, wanted, own)
  const asItIs = await mergeTrees(place, onto, branch)
  const gives = async (commit: string): Promise<boolean> =>
    'tree' in asItIs && asItIs.tree === (await treeOf(place, commit))
  if ((await gives(wanted)) || (await gives(head))) return null
  const last = picks.at(-1)
  if (last?.result === 'conflict') return { paths: last.paths }
  const tree = await treeOf(place, head)
  const isBehind = (await run(place, 'merge-base', '--is-ancestor', onto, branch)).code !== 0
  const parents = isBehind ? [branch, onto] : [branch]
  return { commit: await writeRevert(place, onto, { tree, parents, message }) }
}

const treeOf = (place: GitLocation, commit: string): Promise<string> =>
  gitOutput(place, 'rev-parse', `${commit}^{tree}`)

/** `mode type id` of what is at a path; null: nothing. */
async function entryAt(place: GitLocation, commit: string, path: string): Promise<string | null> {
  const told = await gitOutput(place, 'ls-tree', '-z', '--full-tree', commit, '--', `:(literal)${path}`)
  return told.split('\t')[0] || null
}

/** A tree with something else at a path; null: an empty one. */
async function withEntry(
  place: GitLocation,
  tree: string | null,
  [name = '', ...below]: readonly string[],
  entry: string | null,
): Promise<string | null> {
  const entries =
    tree === null ? [] : (await gitOutput(place, 'ls-tree', '-z', tree)).split('\0').filter(Boolean)
  const isOwn = (one: string): boolean => one.slice(one.indexOf('\t') + 1) === name
  const [, inside = null] = /^040000 tree ([0-9a-f]+)\t/.exec(entries.find(isOwn) ?? '') ?? []
  const grafted = below.length === 0 ? entry : await withEntry(place, inside, below, entry)
  const made = below.length === 0 ? grafted : grafted && `040000 tree ${grafted}`
  const list = [...entries.filter((one) => !isOwn(one)), ...(made ? [`${made}\t${name}`] : [])]
  if (list.length === 0) return null
  const input = list.map((one) => `${one}\0`).join('')
  return (await gitOutputBytes(place, Buffer.from(input).toString('latin1'), 'mktree', '-z')).trim()
}

async function commitTree(
  place: GitLocation,
  onto: string,
  tree: string,
  message: string,
): Promise<{ readonly commit: string } | null> {
  if ((await readCommits(place, [onto])).get(onto)!.tree === tree) return null
  return { commit: await writeRevert(place, onto, { tree, parents: [onto], message }) }
}

/** By whoever runs it, at the time of what it stands on: the same id on every run, until the branch moves. */
async function writeRevert(
  place: GitLocation,
  onto: string,
  words: { readonly tree: string; readonly parents: readonly string[]; readonly message: string },
): Promise<string> {
  const below = (await readCommits(place, [onto])).get(onto)!
  const told = await run(place, 'var', 'GIT_COMMITTER_IDENT')
  const [, time = ''] = /> (.*)$/.exec(below.committer) ?? []
  const who = Buffer.from(told.stdout.trim().replace(/> .*$/, `> ${time}`)).toString('latin1')
  const author = told.code === 0 ? who : below.committer
  const message = Buffer.from(words.message).toString('latin1')
  return writeCommit(place, { ...words, author, committer: author, encoding: null, message })
}
