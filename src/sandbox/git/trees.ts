import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { objectInfo, readObject } from './objects.js'
import { parseTree, type Entry } from './parse.js'
import { run, type GitRepository } from './run.js'

/** Modes: 100644 file, 100755 executable, 120000 symbolic link, 040000 folder, 160000 commit of a submodule. */
export interface TreeItem {
  readonly path: string
  readonly mode: string
  readonly type: 'blob' | 'tree' | 'commit'
  readonly sha: string
  /** Null for all but blobs. */
  readonly size: number | null
}

/** The items of a folder of a tree or commit (by default the root), in git's order; null if there is no such folder. */
export async function readFolder(
  git: GitRepository,
  tree: string,
  path = '',
): Promise<readonly TreeItem[] | null> {
  const entries = await entriesOf(git, tree, path)
  return entries && Promise.all(entries.map((entry) => itemOf(git, path, entry)))
}

/** The item at a path of a tree or commit, or null. */
export async function readItem(git: GitRepository, tree: string, path: string): Promise<TreeItem | null> {
  const cut = path.lastIndexOf('/')
  const folder = path.slice(0, Math.max(cut, 0))
  const entry = (await entriesOf(git, tree, folder))?.find(({ name }) => name === path.slice(cut + 1))
  return entry ? itemOf(git, folder, entry) : null
}

/** All items of a tree or commit recursively, with folders, in git's order; null if there is no such tree. */
export async function readTree(git: GitRepository, tree: string): Promise<readonly TreeItem[] | null> {
  const entries = await readFolder(git, tree)
  const withChildren = async (item: TreeItem): Promise<readonly TreeItem[]> => {
    if (item.type !== 'tree') return [item]
    const children = (await readTree(git, item.sha)) ?? []
    return [item, ...children.map((child) => ({ ...child, path: `${item.path}/${child.path}` }))]
  }
  return entries && (await Promise.all(entries.map(withChildren))).flat()
}

async function entriesOf(git: GitRepository, tree: string, path: string): Promise<readonly Entry[] | null> {
  const object = await readObject(git, path === '' ? `${tree}^{tree}` : `${tree}:${path}`)
  return object?.type === 'tree' ? parseTree(object.content) : null
}

async function itemOf(git: GitRepository, folder: string, entry: Entry): Promise<TreeItem> {
  const { name, mode, type, oid } = entry
  return {
    path: folder === '' ? name : `${folder}/${name}`,
    mode: mode.toString(8).padStart(6, '0'),
    type,
    sha: oid,
    size: type === 'blob' ? ((await objectInfo(git, oid))?.size ?? null) : null,
  }
}

/** The new object of a path; `sha` null removes the path with everything below. */
export interface TreeChange {
  readonly path: string
  readonly mode: string
  readonly sha: string | null
}

/** Writes a tree: `base` (null: the empty tree) with the changes applied in order. Their objects must exist. */
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
      const removed = before.filter((file) => file === path || file.startsWith(`${path}/`))
      lines.push(...removed.map((file) => `0 ${'0'.repeat(40)}\t${file}\0`))
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

/** The index entries of a path; the index has only files, so a folder becomes all of its files. */
async function linesOf(
  git: GitRepository,
  path: string,
  mode: string,
  sha: string,
): Promise<readonly string[]> {
  if (mode !== '040000') return [`${mode} ${sha}\t${path}\0`]
  const items = (await readTree(git, sha)) ?? []
  return items
    .filter(({ type }) => type !== 'tree')
    .map((item) => `${item.mode} ${item.sha}\t${path}/${item.path}\0`)
}

export const writeBlob = (git: GitRepository, content: string | Buffer): Promise<string> =>
  run(git, ['hash-object', '-w', '--stdin'], { input: content })

/** Whether git accepts a path: relative, without `.`, `..` or `.git` as a segment. */
export const isTreePath = (path: string): boolean =>
  path !== '' &&
  !/[\0]/.test(path) &&
  path.split('/').every((part) => !['', '.', '..'].includes(part) && part.toLowerCase() !== '.git')
