import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { gitEnvironment } from '../git/run.js'

/** A repository on this machine that is to be in the sandbox. Looking at it changes nothing in it, not even its index. */
export interface Source {
  /** Whole. */
  readonly path: string
  /** As its remote calls it, else its folder. */
  readonly name: string
  readonly defaultBranch: string
  /** How many files differ from the last commit: they stay behind. */
  readonly uncommitted: number
}

type Git = (...words: readonly string[]) => Promise<string | null>

/** What was typed, as a repository; else why it is none. */
export async function sourceAt(typed: string): Promise<Source | string> {
  const path = resolve(typed)
  if (!existsSync(path)) return `There is nothing at ${path}.`
  const git = gitIn(path)
  const root = (await git('rev-parse', '--show-toplevel')) || (await git('rev-parse', '--absolute-git-dir'))
  if (!root) return `${path} is no git repository.`
  const branches = (
    (await git('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/remotes/origin')) ?? ''
  ).split('\n')
  if (branches.join('') === '') return `${path} has no commit yet.`
  return {
    path: root,
    name: nameOf((await git('remote', 'get-url', 'origin')) ?? root),
    defaultBranch: await defaultBranchOf(git, branches),
    uncommitted: ((await git('status', '--porcelain')) ?? '').split('\n').filter(Boolean).length,
  }
}

/** Null where git says no. */
const gitIn =
  (cwd: string): Git =>
  (...words) =>
    new Promise((done, fail) => {
      const options = { cwd, env: gitEnvironment, maxBuffer: 2 ** 26 }
      execFile('git', ['--no-optional-locks', ...words], options, (error, stdout) => {
        if (error && typeof error.code !== 'number') return fail(error)
        done(error ? null : stdout.trimEnd())
      })
    })

/** `git@github.com:acme/app.git`, `/home/ann/app.git` and `/home/ann/app` are all `app`. */
const nameOf = (place: string): string =>
  basename(place.replace(/\/+$/, ''), '.git')
    .replace(/^.*:/, '')
    .replaceAll(/[^\w.-]+/g, '-')

/** What the remote's HEAD is, else a branch with the usual name, else what is checked out, else any. */
async function defaultBranchOf(git: Git, branches: readonly string[]): Promise<string> {
  const remote = await git('symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD')
  if (remote) return remote.replace('refs/remotes/origin/', '')
  const names = branches.map((branch) => branch.replace(/^refs\/(heads|remotes\/origin)\//, ''))
  const usual = ['main', 'master'].find((name) => names.includes(name))
  const head = (await git('symbolic-ref', '--quiet', '--short', 'HEAD')) ?? ''
  return usual ?? (names.includes(head) ? head : names[0]!)
}
