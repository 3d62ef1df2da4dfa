import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Branch } from '../domain/model/pull-request.js'
import { RelError } from '../errors.js'
import { history } from './history.js'
import { lines } from './lines.js'
import { pushError } from './push.js'
import { run, type GitLocation } from './run.js'

export type Git = ReturnType<typeof createGit>

/** The branch that is checked out, and the number of the pull request that it was checked out from, if git knows. */
export interface CheckedOut {
  readonly branch: Branch
  readonly pullRequest: number | null
}

export interface GitOptions extends GitLocation {
  /** The repository on GitHub that the command is about. */
  readonly repository: string
  /** The name of the remote that is that repository; null: the folder has nothing to do with it. */
  readonly remote: string | null
  /** The clone's configuration under `branch.`. */
  readonly settings: ReadonlyMap<string, string>
  /** OWNER/NAME behind a remote's name or URL; null when it is not on GitHub. */
  readonly repositoryOf: (remote: string) => string | null
}

/** git in the user's clone. Reads never change it; a push replaces nothing but what was seen. */
export function createGit(options: GitOptions) {
  const { repository, remote, settings, repositoryOf } = options
  const git = (...words: readonly string[]) => run(options, ...words)
  const setting = (branch: string, key: string): string | null =>
    settings.get(`branch.${branch}.${key}`) ?? null

  const workTree = async (): Promise<string> => {
    const told = await git('rev-parse', '--show-toplevel')
    if (remote && told.code === 0) return told.stdout.replace(/\n$/, '')
    throw new RelError('usage', `This folder is no work tree of ${repository}.`, {
      hint: 'Run it in a clone, or leave out --local.',
    })
  }

  return {
    /** What this clone knows of the repository's history. */
    history: remote === null ? noHistory : history(options),
    lines: lines(options, repository, remote),

    /** What `HEAD` stands for. A folder that is no clone of the repository, and a detached HEAD, are errors. */
    async checkedOut(): Promise<CheckedOut> {
      if (!remote)
        throw new RelError('usage', `This folder is no clone of ${repository}.`, {
          hint: 'Pass --pr NUMBER.',
        })
      const [head, log, merged, trunk] = await Promise.all([
        git('symbolic-ref', '--quiet', '--short', 'HEAD'),
        git('log', '-1', '--format=%H%x00%s%x00%b', 'HEAD', '--'),
        git('merge-base', '--is-ancestor', 'HEAD', `refs/remotes/${remote}/HEAD`),
        git('symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`),
      ])
      const local = head.stdout.trim()
      if (head.code !== 0)
        throw new RelError('usage', 'No branch is checked out (detached HEAD).', {
          hint: 'Check out a branch, or pass --pr NUMBER.',
        })
      if (log.code !== 0)
        throw new RelError('usage', `The branch ${local} has no commit yet.`, {
          hint: 'Commit something first.',
        })
      const [commit = '', title = '', body = ''] = log.stdout.split('\0')
      const tracked = setting(local, 'remote') ?? '.'
      const merge = setting(local, 'merge') ?? ''
      // `git switch -c topic origin/main` tracks the trunk: that says where it began, not where it is pushed.
      const began =
        tracked === '.' || merge === trunk.stdout.trim().replace(`refs/remotes/${remote}/`, 'refs/heads/')
      const owner = tracked === '.' ? null : ownerOf(repositoryOf(tracked))
      return {
        branch: {
          name: (!began && /^refs\/heads\/(.+)$/.exec(merge)?.[1]) || local,
          commit,
          title,
          body: body.trim(),
          merged: merged.code === 0,
          forkOwner: owner?.toLowerCase() === ownerOf(repository)?.toLowerCase() ? null : owner,
        },
        pullRequest: Number(/^refs\/pull\/(\d+)\/head$/.exec(merge)?.[1]) || null,
      }
    },

    /** How many commits `tip` has that `commit` lacks; null where the clone does not have both, or there is no clone. */
    async behind(commit: string, tip: string): Promise<number | null> {
      const told = await git('rev-list', '--count', `${commit}..${tip}`, '--')
      return told.code === 0 ? Number(told.stdout) : null
    },

    /** The texts of files of the work tree, by path from its root; those that are not there are left out. */
    async readFiles(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const root = await workTree()
      const texts = await Promise.all(paths.map((path) => readText(join(root, path))))
      return new Map(paths.flatMap((path, at) => (texts[at] == null ? [] : [[path, texts[at]] as const])))
    },

    /** Writes a file of the work tree, or takes it away; nothing is staged. */
    async writeFile(path: string, text: string | null): Promise<void> {
      const target = join(await workTree(), path)
      if (text === null) return rm(target, { force: true })
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, text)
    },

    /** Puts a branch of the repository to another commit, if it is still where it was seen. */
    async replace(
      branch: string,
      { commit, from }: { readonly commit: string; readonly from: string },
    ): Promise<void> {
      const [ref, lease] = [`refs/heads/${branch}`, `--force-with-lease=refs/heads/${branch}:${from}`]
      const told = await git('push', '--quiet', lease, remote!, `${commit}:${ref}`)
      if (told.code !== 0) throw pushError(told, branch)
    },

    /** Pushes a commit to a branch of the repository, and lets a branch that tracks nothing track it. */
    async push(commit: string, branch: string): Promise<void> {
      const told = await git('push', '--quiet', remote!, `${commit}:refs/heads/${branch}`)
      if (told.code !== 0) throw pushError(told, branch)
      if (setting(branch, 'merge') !== `refs/heads/${branch}`)
        await git('branch', '--quiet', `--set-upstream-to=${remote}/${branch}`, branch)
    },
  }
}

/** A folder that has nothing to do with the repository. */
const noHistory: ReturnType<typeof history> = { log: async () => null, contains: async () => null }

const ownerOf = (repository: string | null): string | null => repository?.split('/')[0] ?? null

/** Null where there is none. */
async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
