import { readCommits, writeCommit } from './commit.js'
import { readObjects } from './object.js'
import { gitOutput, gitOutputBytes, type GitLocation } from './run.js'

/** A file in the tree of a commit; `id` is the id of its blob. */
export interface TreeFile {
  readonly path: string
  readonly mode: string
  readonly id: string
}

/** Reads the files below some folders of a commit. */
export async function readFiles(
  location: GitLocation,
  commit: string,
  folders: readonly string[],
): Promise<readonly (TreeFile & { readonly text: string })[]> {
  const listing = await gitOutput(location, 'ls-tree', '-r', '-z', '--full-tree', commit, '--', ...folders)
  const files = listing.split('\0').flatMap((line) => {
    const [, mode, id, path] = /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? []
    return mode && id && path ? [{ path, mode, id }] : []
  })
  const texts = await readObjects(location, 'blob', [...new Set(files.map(({ id }) => id))])
  return files.map((file) => ({ ...file, text: Buffer.from(texts.get(file.id)!, 'latin1').toString() }))
}

/** Writes a tree with some files added or replaced, without an index. */
async function withFiles(location: GitLocation, tree: string, files: readonly TreeFile[]): Promise<string> {
  const entries = (await gitOutput(location, 'ls-tree', '-z', tree)).split('\0').filter(Boolean)
  const entryName = (entry: string): string => entry.slice(entry.indexOf('\t') + 1)
  const replaced: string[] = []
  for (const name of new Set(files.map(({ path }) => path.split('/')[0]!))) {
    const own = files.filter(({ path }) => path === name || path.startsWith(`${name}/`))
    const [file] = own
    if (file?.path === name) {
      replaced.push(`${file.mode} blob ${file.id}\t${name}`)
      continue
    }
    const [, below = await gitOutput(location, 'mktree', '-z')] =
      /^040000 tree ([0-9a-f]+)\t/.exec(entries.find((entry) => entryName(entry) === name) ?? '') ?? []
    const subtree = own.map((child) => ({ ...child, path: child.path.slice(name.length + 1) }))
    replaced.push(`040000 tree ${await withFiles(location, below, subtree)}\t${name}`)
  }
  const kept = entries.filter((entry) => !replaced.some((other) => entryName(other) === entryName(entry)))
  const list = [...kept, ...replaced].map((entry) => `${entry}\0`).join('')
  return (await gitOutputBytes(location, Buffer.from(list).toString('latin1'), 'mktree', '-z')).trim()
}

/**
 * Commits files of `from` on top of `onto`. Author and date are those of the last commit that changed them, so that the id is the
 * same on every run.
 */
export async function commitFiles(
  location: GitLocation,
  {
    onto,
    from,
    files,
    message,
  }: {
    readonly onto: string
    readonly from: string
    readonly files: readonly TreeFile[]
    readonly message: string
  },
): Promise<string> {
  const paths = files.map(({ path }) => path)
  const last = await gitOutput(location, 'rev-list', '--max-count=1', from, '--', ...paths)
  const commits = await readCommits(location, [onto, last || from])
  const { committer } = commits.get(last || from)!
  const tree = await withFiles(location, commits.get(onto)!.tree, files)
  return writeCommit(location, {
    tree,
    parents: [onto],
    author: committer,
    committer,
    encoding: null,
    message: `${message.trimEnd()}\n\n(cherry picked from commit ${last || from})\n`,
  })
}
