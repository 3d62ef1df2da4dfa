import type { Signature } from './merge.js'
import { readObject } from './objects.js'
import { parseCommit, type Person } from './parse.js'
import { runCached, outputOf, run, type GitRepository } from './run.js'
import { readFolder, readItem, type TreeItem } from './trees.js'
import { trimmed } from '../../lib/text.js'

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

// The message is last because it may contain anything but NUL.
const format = '%H%n%T%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B%x00'

/** The commits of `git log` with these arguments, newest first. */
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

const statuses: Readonly<Record<string, FileChange['status']>> = { A: 'added', D: 'removed', R: 'renamed' }

/** The files that differ between two commits; `from` null: all files are added. */
export async function changedFiles(
  git: GitRepository,
  from: string | null,
  to: string,
): Promise<readonly FileChange[]> {
  const parts = (await diffTree(git, from, to, ['-z', '--raw', '--numstat', '--no-abbrev'])).split('\0')
  const files: Omit<FileChange, 'additions' | 'deletions'>[] = []
  let at = 0
  for (; parts[at]?.startsWith(':'); at += files.at(-1)?.previous === null ? 2 : 3) {
    const [, , before = '', after = '', letter = ''] = (parts[at] ?? '').split(' ')
    const isRenamed = letter.startsWith('R')
    const [first = '', second = ''] = [parts[at + 1], parts[at + 2]]
    files.push({
      path: isRenamed ? second : first,
      previous: isRenamed ? first : null,
      status: statuses[letter.charAt(0)] ?? 'modified',
      blob: letter === 'D' ? before : after,
    })
  }
  const counts = lineCounts(parts.slice(at))
  return files.map((file) => {
    const [additions, deletions] = counts.get(file.path) ?? [0, 0]
    return { ...file, additions, deletions }
  })
}

function lineCounts(
  parts: readonly string[],
): ReadonlyMap<string, readonly [additions: number, deletions: number]> {
  const counts = new Map<string, readonly [number, number]>()
  for (let at = 0; at < parts.length - 1;) {
    const [additions, deletions, name = ''] = (parts[at] ?? '').split('\t')
    const isRenamed = name === '' // the old and the new name follow
    counts.set(isRenamed ? (parts[at + 2] ?? '') : name, [Number(additions) || 0, Number(deletions) || 0])
    at += isRenamed ? 3 : 1
  }
  return counts
}

/**
 * The patch of each changed file as in GitHub's API: hunks without the file header, undefined for a binary file. In the order
 * of `changedFiles`.
 */
export async function patchesOf(
  git: GitRepository,
  from: string | null,
  to: string,
): Promise<readonly (string | undefined)[]> {
  // Lines of hunks begin with a space, a sign or a backslash, so only headers match.
  const [, ...sections] = `\n${await diffTree(git, from, to, ['-p'])}`.split('\ndiff --git ')
  const headerOf = (section = ''): string => section.slice(0, section.indexOf('\n'))
  return sections.flatMap((section, index) => {
    if (headerOf(section) === headerOf(sections[index - 1])) return []
    // A file that became a link has two sections (removed and added), but is one change.
    const hasTwoSections = headerOf(section) === headerOf(sections[index + 1])
    const hunks = (hasTwoSections ? [section, sections[index + 1] ?? ''] : [section]).flatMap(hunksIn)
    return [hunks.length === 0 ? undefined : hunks.join('\n')]
  })
}

function hunksIn(section: string): readonly string[] {
  const start = section.indexOf('\n@@')
  return start < 0 ? [] : [section.slice(start + 1)]
}

async function diffTree(
  git: GitRepository,
  from: string | null,
  to: string,
  options: readonly string[],
): Promise<string> {
  const args = ['diff-tree', '-r', '-M', ...options, from ?? emptyTree, to]
  return outputOf(args, await runCached(git, args))
}

/** Reads a path of a commit: a file with its content, the items of a folder, or null. */
export async function readPath(
  git: GitRepository,
  commit: string,
  path: string,
): Promise<{ readonly file: TreeItem; readonly content: Buffer } | readonly TreeItem[] | null> {
  const clean = trimmed(path, '/')
  if (clean === '') return readFolder(git, commit)
  const item = await readItem(git, commit, clean)
  if (item?.type !== 'blob') return item && ((await readFolder(git, commit, clean)) ?? [])
  return { file: item, content: (await readObject(git, item.sha))?.content ?? Buffer.alloc(0) }
}
