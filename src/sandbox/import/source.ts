import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { gitEnvironment } from '../git/run.js'
import { withoutEnd } from '../../lib/text.js'

/** A repository on this machine to import into the sandbox. It is only read; not even its index is changed. */
export interface Source {
  /** Absolute. */
  readonly path: string
  /** The name in the url of its remote, otherwise the name of its folder. */
  readonly name: string
  readonly defaultBranch: string
  /** The number of files that differ from the last commit; they are not imported. */
  readonly uncommitted: number
}

type Git = (...args: readonly string[]) => Promise<string | null>

/** The repository at the path that the user typed, or an error message. */
export async function sourceAt(typed: string): Promise<Source | string> {
  const path = resolve(typed)
  if (!existsSync(path)) return `No such folder: ${path}`
  const git = gitIn(path)
  const root = (await git('rev-parse', '--show-toplevel')) || (await git('rev-parse', '--absolute-git-dir'))
  if (!root) return `Not a git repository: ${path}`
  const branches = (
    (await git('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/remotes/origin')) ?? ''
  ).split('\n')
  if (branches.join('') === '') return `The repository at ${path} has no commits yet.`
  return {
    path: root,
    name: nameOf((await git('remote', 'get-url', 'origin')) ?? root),
    defaultBranch: await defaultBranchOf(git, branches),
    uncommitted: ((await git('status', '--porcelain')) ?? '').split('\n').filter(Boolean).length,
  }
}

/** Runs git in a folder; null if git fails. */
const gitIn =
  (cwd: string): Git =>
  (...args) =>
    new Promise((done, fail) => {
      const options = { cwd, env: gitEnvironment, maxBuffer: 2 ** 26 }
      execFile('git', ['--no-optional-locks', ...args], options, (error, stdout) => {
        if (error && typeof error.code !== 'number') return fail(error)
        done(error ? null : stdout.trimEnd())
      })
    })

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
