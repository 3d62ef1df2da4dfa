import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { withoutEnd } from '../../lib/text.js'
import { createBare } from '../git/bare.js'
import { runGit } from '../git/process.js'

/** A repository on this machine to import into the sandbox. It is only read; not even its index is changed. */
export interface Source {
  /** Absolute. */
  readonly path: string
  /** The name in the url of its remote, otherwise the name of its folder. */
  readonly name: string
  readonly defaultBranch: string
  /** The number of files that differ from the last commit; they are not imported. Null if git cannot tell. */
  readonly uncommitted: number | null
  /** The workflow files of the default branch. */
  readonly workflows: readonly string[]
}

/** Runs git in a folder; null if git fails. */
type Git = (...args: readonly string[]) => Promise<string | null>

/**
 * The repository at the path that the user typed, or an error message. Its hooks, file system monitor and filters never run: who
 * wrote them is not known before the user agrees to the import.
 */
export async function sourceAt(typed: string): Promise<Source | string> {
  const path = resolve(typed)
  if (!existsSync(path)) return `No such folder: ${path}`
  if (!statSync(path).isDirectory()) return `Not a folder: ${path}`
  const found = await runGit(['rev-parse', '--absolute-git-dir'], { cwd: path })
  if (found.status !== 0) return unreadable(path, found.error)
  const gitDirectory = found.out.toString().trimEnd()
  const git: Git = async (...args) => {
    const { status, out } = await runGit(args, { cwd: path })
    return status === 0 ? out.toString().trimEnd() : null
  }
  if (await isPartialClone(git))
    return `${path} is a partial clone: some of its objects are missing. Import a complete clone of the repository.`
  const branches = linesOf(
    await git('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/remotes/origin'),
  )
  if (branches.length === 0) return `The repository at ${path} has no commits yet.`
  const root = (await git('rev-parse', '--show-toplevel')) || null
  const defaultBranch = await defaultBranchOf(git, branches)
  return {
    path: root ?? gitDirectory,
    name: nameOf((await git('remote', 'get-url', 'origin')) ?? root ?? gitDirectory),
    defaultBranch,
    uncommitted: root === null ? 0 : await uncommittedFiles(git, { root, gitDirectory }),
    workflows: await workflowsOf(git, defaultBranch),
  }
}

/** Why git cannot read the repository: there is none, or, for example, another user owns it. */
const unreadable = (path: string, error: string): string =>
  error.includes('not a git repository')
    ? `Not a git repository: ${path}`
    : `git cannot read ${path}: ${error.trim().replace(/^fatal: /, '')}`

const linesOf = (text: string | null): readonly string[] => (text ?? '').split('\n').filter(Boolean)

/** Whether git would fetch missing objects from a remote, with whatever program the configuration names. */
const isPartialClone = async (git: Git): Promise<boolean> =>
  (await git('config', '--get-regexp', String.raw`^(extensions\.partialclone|remote\..*\.promisor)$`)) !==
  null

/**
 * Counts the files that differ from the last commit with a configuration of our own: that of the repository may name programs as
 * filters, which `git status` would run. Submodules are not entered for the same reason.
 */
async function uncommittedFiles(
  git: Git,
  { root, gitDirectory }: { readonly root: string; readonly gitDirectory: string },
): Promise<number | null> {
  const [head, objects] = [await git('rev-parse', 'HEAD'), await git('rev-parse', '--git-path', 'objects')]
  if (head === null || objects === null) return null
  const scratch = mkdtempSync(join(tmpdir(), 'rel-import-'))
  try {
    createBare(scratch, 'main')
    writeFileSync(join(scratch, 'HEAD'), `${head}\n`)
    const { status, out } = await runGit(
      [
        '--git-dir',
        scratch,
        '--work-tree',
        root,
        '-c',
        'core.bare=false',
        'status',
        '--porcelain',
        '-z',
        '--ignore-submodules',
      ],
      {
        cwd: root,
        environment: {
          GIT_OBJECT_DIRECTORY: resolve(root, objects),
          GIT_INDEX_FILE: join(gitDirectory, 'index'),
        },
      },
    )
    return status === 0 ? out.toString().split('\0').filter(Boolean).length : null
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function workflowsOf(git: Git, branch: string): Promise<readonly string[]> {
  const folder = '.github/workflows/'
  for (const ref of [`refs/heads/${branch}`, `refs/remotes/origin/${branch}`]) {
    const names = await git('ls-tree', '-z', '--name-only', '--end-of-options', ref, folder)
    if (names !== null) return names.split('\0').filter((name) => /\.ya?ml$/.test(name))
  }
  return []
}

/** `git@github.com:acme/app.git`, `/home/ann/app.git` and `/home/ann/app` are all `app`. */
const nameOf = (urlOrPath: string): string =>
  basename(withoutEnd(urlOrPath, '/'), '.git')
    .replace(/^.*:/, '')
    .replaceAll(/[^\w.-]+/g, '-')

/** The branch of the remote's HEAD, else main or master, else the checked-out branch, else the first branch. */
async function defaultBranchOf(git: Git, branches: readonly string[]): Promise<string> {
  const remote = await git('symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD')
  if (remote) return remote.replace('refs/remotes/origin/', '')
  const names = branches.map((branch) => branch.replace(/^refs\/(heads|remotes\/origin)\//, ''))
  const usual = ['main', 'master'].find((name) => names.includes(name))
  const head = (await git('symbolic-ref', '--quiet', '--short', 'HEAD')) ?? ''
  return usual ?? (names.includes(head) ? head : names[0]!)
}
