import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Branch } from '../domain/model/pull-request.js'
import { RelError } from '../errors.js'
import { history } from './history.js'
import { lines } from './lines.js'
import { pushError } from './push.js'
import { run, type GitLocation } from './run.js'

export type Git = ReturnType<typeof createGit>

/** The branch that is checked out, and the pull request that it was checked out from, if git knows it. */
export interface CheckedOut {
  readonly branch: Branch
  readonly pullRequest: number | null
}

export interface GitOptions extends GitLocation {
  /** The repository on GitHub, OWNER/NAME. */
  readonly repository: string
  /** The name of the remote of that repository; null if the folder is not a clone of it. */
  readonly remote: string | null
  /** The clone's configuration under `branch.`. */
  readonly settings: ReadonlyMap<string, string>
  /** OWNER/NAME behind a remote's name or URL; null when it is not on GitHub. */
  readonly repositoryOf: (remote: string) => string | null
}

/** Git in the user's clone. Reads never change the clone; a push replaces a branch only at the commit that was read. */
export function createGit(options: GitOptions) {
  const { repository, remote, settings, repositoryOf } = options
  const git = (...args: readonly string[]) => run(options, ...args)
  const setting = (branch: string, key: string): string | null =>
    settings.get(`branch.${branch}.${key}`) ?? null

  const workTree = async (): Promise<string> => {
    const result = await git('rev-parse', '--show-toplevel')
    if (remote && result.code === 0) return result.stdout.replace(/\n$/, '')
    throw new RelError('usage', `Not a clone of ${repository}.`, {
      hint: 'Run it in a clone, or leave out --local.',
    })
  }

  return {
    /** The history of the repository, as far as this clone has it. */
    history: remote === null ? noHistory : history(options),
    lines: lines(options, repository, remote),

    /** The checked-out branch. Throws `usage` outside a clone of the repository, and for a detached HEAD. */
    async checkedOut(): Promise<CheckedOut> {
      if (!remote)
        throw new RelError('usage', `Not a clone of ${repository}.`, {
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
        throw new RelError('usage', `The branch ${local} has no commits yet.`, {
          hint: 'Commit something first.',
        })
      const [commit = '', title = '', body = ''] = log.stdout.split('\0')
      const tracked = setting(local, 'remote') ?? '.'
      const merge = setting(local, 'merge') ?? ''
      // `git switch -c topic origin/main` tracks the trunk: the start of the branch, not where it is pushed.
      const tracksTrunk =
        tracked === '.' || merge === trunk.stdout.trim().replace(`refs/remotes/${remote}/`, 'refs/heads/')
      const owner = tracked === '.' ? null : ownerOf(repositoryOf(tracked))
      return {
        branch: {
          name: (!tracksTrunk && /^refs\/heads\/(.+)$/.exec(merge)?.[1]) || local,
          commit,
          title,
          body: body.trim(),
          merged: merged.code === 0,
          forkOwner: owner?.toLowerCase() === ownerOf(repository)?.toLowerCase() ? null : owner,
        },
        pullRequest: Number(/^refs\/pull\/(\d+)\/head$/.exec(merge)?.[1]) || null,
      }
    },

    /** How many commits `commit` is behind `tip`; null if the clone does not have both, or there is no clone. */
    async behind(commit: string, tip: string): Promise<number | null> {
      const result = await git('rev-list', '--count', `${commit}..${tip}`, '--')
      return result.code === 0 ? Number(result.stdout) : null
    },

    /** The texts of files in the working tree, by path from its root, without missing files. */
    async readFiles(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const root = await workTree()
      const texts = await Promise.all(paths.map((path) => readText(join(root, path))))
      return new Map(paths.flatMap((path, at) => (texts[at] == null ? [] : [[path, texts[at]] as const])))
    },

    /** Writes a file in the working tree, or deletes it if `text` is null. Stages nothing. */
    async writeFile(path: string, text: string | null): Promise<void> {
      const target = join(await workTree(), path)
      if (text === null) return rm(target, { force: true })
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, text)
    },

    /** Force-pushes a branch, only if it still points to `from`. */
    async replace(
      branch: string,
      { commit, from }: { readonly commit: string; readonly from: string },
    ): Promise<void> {
      const [ref, lease] = [`refs/heads/${branch}`, `--force-with-lease=refs/heads/${branch}:${from}`]
      const result = await git('push', '--quiet', lease, remote!, `${commit}:${ref}`)
      if (result.code !== 0) throw pushError(result, branch)
    },

    /** Pushes a commit to a branch, and sets the upstream of the local branch. */
    async push(commit: string, branch: string): Promise<void> {
      const result = await git('push', '--quiet', remote!, `${commit}:refs/heads/${branch}`)
      if (result.code !== 0) throw pushError(result, branch)
      if (setting(branch, 'merge') !== `refs/heads/${branch}`)
        await git('branch', '--quiet', `--set-upstream-to=${remote}/${branch}`, branch)
    },
  }
}

/** The history of a folder that is not a clone of the repository. */
const noHistory: ReturnType<typeof history> = { log: async () => null, contains: async () => null }

const ownerOf = (repository: string | null): string | null => repository?.split('/')[0] ?? null

/** Null for a missing file. */
async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
