import { readCommits, writeCommit } from './commit.js'
import { readObjects } from './object.js'
import { gitOutput, gitOutputBytes, type GitLocation } from './run.js'

/** A file of a commit's tree; `id` is that of its blob. */
export interface TreeFile {
  readonly path: string
  readonly mode: string
  readonly id: string
}

/** The files below some folders of a commit, with their text. */
export async function readFiles(
  place: GitLocation,
  commit: string,
  folders: readonly string[],
): Promise<readonly (TreeFile & { readonly text: string })[]> {
  const told = await gitOutput(place, 'ls-tree', '-r', '-z', '--full-tree', commit, '--', ...folders)
  const files = told.split('\0').flatMap((line) => {
    const [, mode, id, path] = /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? []
    return mode && id && path ? [{ path, mode, id }] : []
  })
  const texts = await readObjects(place, 'blob', [...new Set(files.map(({ id }) => id))])
  return files.map((file) => ({ ...file, text: Buffer.from(texts.get(file.id)!, 'latin1').toString() }))
}

/** The tree of a commit with some files put in place of what is there, computed without an index. */
async function withFiles(place: GitLocation, tree: string, files: readonly TreeFile[]): Promise<string> {
  const entries = (await gitOutput(place, 'ls-tree', '-z', tree)).split('\0').filter(Boolean)
  const entryName = (entry: string): string => entry.slice(entry.indexOf('\t') + 1)
  const made: string[] = []
  for (const name of new Set(files.map(({ path }) => path.split('/')[0]!))) {
    const own = files.filter(({ path }) => path === name || path.startsWith(`${name}/`))
    const [file] = own
    if (file?.path === name) {
      made.push(`${file.mode} blob ${file.id}\t${name}`)
      continue
    }
    const [, below = await gitOutput(place, 'mktree', '-z')] =
      /^040000 tree ([0-9a-f]+)\t/.exec(entries.find((entry) => entryName(entry) === name) ?? '') ?? []
    const inside = own.map((one) => ({ ...one, path: one.path.slice(name.length + 1) }))
    made.push(`040000 tree ${await withFiles(place, below, inside)}\t${name}`)
  }
  const kept = entries.filter((entry) => !made.some((one) => entryName(one) === entryName(entry)))
  const list = [...kept, ...made].map((entry) => `${entry}\0`).join('')
  return (await gitOutputBytes(place, Buffer.from(list).toString('latin1'), 'mktree', '-z')).trim()
}

/**
 * A commit on top of `onto` that brings files of `from`, by whoever changed these files there last, and when: the same id on
 * every run.
 */
export async function commitFiles(
  place: GitLocation,
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
  const last = await gitOutput(place, 'rev-list', '--max-count=1', from, '--', ...paths)
  const commits = await readCommits(place, [onto, last || from])
  const { committer } = commits.get(last || from)!
  const tree = await withFiles(place, commits.get(onto)!.tree, files)
  return writeCommit(place, {
    tree,
    parents: [onto],
    author: committer,
    committer,
    encoding: null,
    message: `${message.trimEnd()}\n\n(cherry picked from commit ${last || from})\n`,
  })
}
