import type { Signature } from './merge.js'
import { readObject } from './objects.js'
import { parseCommit, type Person } from './parse.js'
import { run, type GitRepository } from './run.js'
import { readFolder, readItem, type TreeItem } from './trees.js'

export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Signature
  readonly committer: Signature
  readonly message: string
}
export interface FileChange {
  readonly path: string
  readonly previous: string | null
  readonly status: 'added' | 'removed' | 'modified' | 'renamed'
  readonly additions: number
  readonly deletions: number
  readonly blob: string
}

// The message comes last: it may hold anything but NUL.
const format = '%H%n%T%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B%x00'

/** The commits that `git log` would show for these arguments, newest first. */
export async function log(git: GitRepository, args: readonly string[]): Promise<readonly Commit[]> {
  return commitsIn(await run(git, ['log', `--format=${format}`, ...args]))
}

const commitsIn = (out: string): readonly Commit[] =>
  out
    .split('\0')
    .map((text) => text.replace(/^\n/, ''))
    .filter(Boolean)
    .map(commitFrom)

export async function readCommit(git: GitRepository, sha: string): Promise<Commit | null> {
  const object = await readObject(git, `${sha}^{commit}`)
  if (!object) return null
  const { tree, parents, author, committer, message } = parseCommit(object.content)
  return {
    sha: object.oid,
    tree,
    parents,
    author: signatureOf(author),
    committer: signatureOf(committer),
    message: message.trimEnd(),
  }
}

const signatureOf = ({ name, email, date }: Person): Signature => ({ name, email, date: utc(date) })

function commitFrom(text: string): Commit {
  const [
    sha = '',
    tree = '',
    parents = '',
    an = '',
    ae = '',
    ad = '',
    cn = '',
    ce = '',
    cd = '',
    ...message
  ] = text.split('\n')
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: { name: an, email: ae, date: utc(ad) },
    committer: { name: cn, email: ce, date: utc(cd) },
    message: message.join('\n').trimEnd(),
  }
}

const utc = (date: string): string => new Date(date).toISOString().replace('.000Z', 'Z')

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** What changed from one tree to another; from null: everything is new. */
export async function changedFiles(
  git: GitRepository,
  from: string | null,
  to: string,
): Promise<readonly FileChange[]> {
  const range = [from ?? emptyTree, to]
  const raw = (await run(git, ['diff-tree', '-r', '-M', '-z', '--raw', '--no-abbrev', ...range])).split('\0')
  const counts = await lineCounts(git, range)
  const files: FileChange[] = []
  for (let at = 0; at < raw.length - 1;) {
    const [, , before = '', after = '', letter = ''] = (raw[at] ?? '').split(' ')
    const renamed = letter.startsWith('R')
    const first = raw[at + 1] ?? ''
    const path = renamed ? (raw[at + 2] ?? '') : first
    at += renamed ? 3 : 2
    const [additions, deletions] = counts.get(path) ?? [0, 0]
    const status = letter === 'A' ? 'added' : letter === 'D' ? 'removed' : renamed ? 'renamed' : 'modified'
    files.push({
      path,
      previous: renamed ? first : null,
      status,
      additions,
      deletions,
      blob: letter === 'D' ? before : after,
    })
  }
  return files
}

async function lineCounts(
  git: GitRepository,
  range: readonly string[],
): Promise<ReadonlyMap<string, readonly [additions: number, deletions: number]>> {
  const parts = (await run(git, ['diff-tree', '-r', '-M', '-z', '--numstat', ...range])).split('\0')
  const counts = new Map<string, readonly [number, number]>()
  for (let at = 0; at < parts.length - 1;) {
    const [additions, deletions, name = ''] = (parts[at] ?? '').split('\t')
    const renamed = name === '' // then the old and the new name follow
    counts.set(renamed ? (parts[at + 2] ?? '') : name, [Number(additions) || 0, Number(deletions) || 0])
    at += renamed ? 3 : 1
  }
  return counts
}

/** The text of the change of one file as GitHub gives it: hunks without the file header; undefined for a binary one. */
export async function patchOf(
  git: GitRepository,
  from: string | null,
  to: string,
  path: string,
): Promise<string | undefined> {
  const out = await run(git, ['diff-tree', '-p', '-M', from ?? emptyTree, to, '--', path])
  const hunks = out.indexOf('\n@@')
  return hunks < 0 ? undefined : out.slice(hunks + 1)
}

/** What is at a path of a commit: one file, the items of a folder, or nothing. */
export async function readPath(
  git: GitRepository,
  commit: string,
  path: string,
): Promise<{ readonly file: TreeItem; readonly content: Buffer } | readonly TreeItem[] | null> {
  const clean = path.replace(/^\/+|\/+$/g, '')
  if (clean === '') return readFolder(git, commit)
  const item = await readItem(git, commit, clean)
  if (item?.type !== 'blob') return item && ((await readFolder(git, commit, clean)) ?? [])
  return { file: item, content: (await readObject(git, item.sha))?.content ?? Buffer.alloc(0) }
}
