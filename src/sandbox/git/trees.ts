import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ask, run, type GitRepository } from './run.js'

/** 100644 a file, 100755 a program, 120000 a symbolic link, 040000 a folder, 160000 a commit of a submodule. */
export interface TreeItem {
  readonly path: string
  readonly mode: string
  readonly type: 'blob' | 'tree' | 'commit'
  readonly sha: string
  /** Null for all but blobs. */
  readonly size: number | null
}

/** What a tree or a commit holds, in git's order; null if there is no such tree. `path` limits it: `a/` is what is in a. */
export async function readTree(
  git: GitRepository,
  tree: string,
  { recursive = false, path = '' } = {},
): Promise<readonly TreeItem[] | null> {
  const flags = ['-z', '-l', ...(recursive ? ['-r', '-t'] : [])]
  const paths = path === '' ? [] : ['--', path]
  const answer = await ask(git, [
    '--literal-pathspecs',
    'ls-tree',
    ...flags,
    '--end-of-options',
    tree,
    ...paths,
  ])
  return answer.status === 0 ? answer.out.toString().split('\0').filter(Boolean).map(itemOf) : null
}

function itemOf(line: string): TreeItem {
  const tab = line.indexOf('\t')
  const [mode = '', type, sha = '', size = '-'] = line.slice(0, tab).split(/ +/)
  return {
    path: line.slice(tab + 1),
    mode,
    type: type as TreeItem['type'],
    sha,
    size: size === '-' ? null : Number(size),
  }
}

/** What is at one path of a tree or commit. */
export async function readItem(git: GitRepository, tree: string, path: string): Promise<TreeItem | null> {
  return (await readTree(git, tree, { path }))?.[0] ?? null
}

/** What a path is to be from now on; `sha` null takes it away, with everything below. */
export interface TreeChange {
  readonly path: string
  readonly mode: string
  readonly sha: string | null
}

/** A tree like `base` (null: the empty one) with the changes, in their order. Their objects must be there. */
export async function editTree(
  git: GitRepository,
  base: string | null,
  changes: readonly TreeChange[],
): Promise<string> {
  const index = join(git.directory, `index-${randomUUID()}`)
  const environment = { GIT_INDEX_FILE: index }
  try {
    await run(git, ['read-tree', base ?? '--empty'], { environment })
    const before = (await run(git, ['ls-files', '-z'], { environment })).split('\0').filter(Boolean)
    const lines: string[] = []
    for (const { path, mode, sha } of changes) {
      const gone = before.filter((each) => each === path || each.startsWith(`${path}/`))
      lines.push(...gone.map((each) => `0 ${'0'.repeat(40)}\t${each}\0`))
      if (sha !== null) lines.push(...(await linesOf(git, path, mode, sha)))
    }
    await run(git, ['update-index', '--replace', '-z', '--index-info'], {
      environment,
      input: lines.join(''),
    })
    return await run(git, ['write-tree'], { environment })
  } finally {
    await rm(index, { force: true })
  }
}

/** The index has files only: a folder is all of its files. */
async function linesOf(
  git: GitRepository,
  path: string,
  mode: string,
  sha: string,
): Promise<readonly string[]> {
  if (mode !== '040000') return [`${mode} ${sha}\t${path}\0`]
  const items = (await readTree(git, sha, { recursive: true })) ?? []
  return items
    .filter(({ type }) => type !== 'tree')
    .map((item) => `${item.mode} ${item.sha}\t${path}/${item.path}\0`)
}

export const writeBlob = (git: GitRepository, content: string | Buffer): Promise<string> =>
  run(git, ['hash-object', '-w', '--stdin'], { input: content })

/** Paths that git would keep: relative, without `.`, `..` or `.git` among their parts. */
export const isTreePath = (path: string): boolean =>
  path !== '' &&
  !/[\0]/.test(path) &&
  path.split('/').every((part) => !['', '.', '..'].includes(part) && part.toLowerCase() !== '.git')
