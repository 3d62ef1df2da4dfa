import { askOnce } from './remember.js'
import { printed, run, type GitRepository } from './run.js'
import type { Signature } from './merge.js'

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
  const args = ['log', `--format=${format}`, '-1', sha]
  return commitsIn(printed(args, await askOnce(git, sha, args)))[0] ?? null
}

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

export interface TreeEntry {
  readonly type: 'blob' | 'tree' | 'commit'
  readonly sha: string
  readonly size: number
  readonly path: string
}

/** What is at a path of a commit: one file, the entries of a folder, or nothing. */
export async function readPath(
  git: GitRepository,
  commit: string,
  path: string,
): Promise<{ readonly file: TreeEntry; readonly content: Buffer } | readonly TreeEntry[] | null> {
  const clean = path.replace(/^\/+|\/+$/g, '')
  const self = clean === '' ? [] : await listTree(git, commit, clean)
  const [entry] = self
  if (clean !== '' && !entry) return null
  if (entry?.type === 'blob') {
    const { out } = await askOnce(git, entry.sha, ['cat-file', 'blob', entry.sha])
    return { file: entry, content: out }
  }
  return listTree(git, commit, clean === '' ? '' : `${clean}/`)
}

async function listTree(git: GitRepository, commit: string, path: string): Promise<readonly TreeEntry[]> {
  const answer = await askOnce(git, commit, [
    '--literal-pathspecs',
    'ls-tree',
    '-z',
    '-l',
    commit,
    ...(path === '' ? [] : ['--', path]),
  ])
  if (answer.status !== 0) return []
  return answer.out
    .toString()
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const tab = line.indexOf('\t')
      const [, type, sha = '', size] = line.slice(0, tab).split(/ +/)
      return { type: type as TreeEntry['type'], sha, size: Number(size) || 0, path: line.slice(tab + 1) }
    })
}
