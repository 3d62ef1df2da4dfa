import { readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RelError } from '../errors.js'
import type { ConflictWorktree } from '../domain/hotfix/cherry-pick.js'
import { readCommits, messageText } from './commit.js'
import { gitOutput, gitOutputBytes, run, type GitLocation } from './run.js'
import { originsIn } from './cherry-pick-trailers.js'

/** The existing worktrees of the clone, the main one first. Skips worktrees whose folder was deleted. */
async function listWorktrees(location: GitLocation): Promise<readonly string[]> {
  const listing = await gitOutput(location, 'worktree', 'list', '--porcelain')
  return listing
    .split('\n\n')
    .filter((entry) => !/^prunable/m.test(entry))
    .flatMap((entry) => /^worktree (.+)$/m.exec(entry)?.[1] ?? [])
}

const suffix = '.hotfix-'

/**
 * The clone that a conflict worktree of rel belongs to; any other folder is returned as it is. Commands run in the clone, because
 * the worktree is removed when its conflicts are resolved.
 */
export async function cloneOfWorktree(directory: string): Promise<string> {
  const real = await realpath(directory).catch(() => directory)
  const [, top = '', main = ''] = /^((.+?)\.hotfix-[^/]+)(?:\/|$)/.exec(real) ?? []
  const link = await readFile(join(top, '.git'), 'utf8').catch(() => '')
  return main !== '' && link.startsWith(`gitdir: ${main}/.git/worktrees/`) ? main : directory
}

/** The folder beside the clone in which the conflicts of a hotfix are resolved. */
export async function worktreePath(location: GitLocation, name: string): Promise<string> {
  const [main = ''] = await listWorktrees(location)
  return `${main}${suffix}${name}`
}

/** Refs under `refs/worktree/` belong to one worktree and are removed with it. */
const pickRefs = 'refs/worktree/picks/'

/**
 * Reads the conflict worktrees beside the clone. Git's sequencer records the progress of the picks, but drops their list when
 * they finish, so refs keep the list.
 */
export async function readConflictWorktrees(location: GitLocation): Promise<readonly ConflictWorktree[]> {
  const [main = '', ...linked] = await listWorktrees(location)
  const started = linked.filter((directory) => directory.startsWith(`${main}${suffix}`))
  return Promise.all(
    started.map(async (directory) => {
      const worktree = { ...location, directory }
      const [head, wanted, unmerged, status] = await Promise.all([
        gitOutput(worktree, 'rev-parse', 'HEAD'),
        gitOutput(worktree, 'for-each-ref', '--format=%(objectname)', pickRefs),
        gitOutput(worktree, 'diff', '--name-only', '--diff-filter=U', '-z'),
        gitOutput(worktree, 'status', '--untracked-files=no'),
      ])
      return {
        name: directory.slice(main.length + suffix.length),
        directory,
        head,
        wanted: wanted.split('\n').filter(Boolean),
        unmerged: [...new Set(unmerged.split('\0').filter(Boolean))],
        // "You are currently cherry-picking commit …", or "Cherry-pick currently in progress." between two picks.
        stopped: /cherry-pick/i.test(status),
      }
    }),
  )
}

/** Cherry-picks in a worktree of its own up to the first conflict; the user's worktree is not touched. */
export async function pickInWorktree(
  location: GitLocation,
  { directory, onto, commits }: { directory: string; onto: string; commits: readonly string[] },
): Promise<void> {
  if (!(await listWorktrees(location)).includes(directory))
    await gitOutput(location, 'worktree', 'add', '--quiet', '--force', '--detach', directory, onto)
  const worktree = { ...location, directory }
  await runPick(worktree, 'cherry-pick', '-x', '--mainline', '1', ...commits)
  // After the picks: interrupted in between, the refs would list picks that were never tried, and they would count as skipped.
  const refs = commits.map((commit) => `update ${pickRefs}${commit} ${commit}\n`)
  await gitOutputBytes(worktree, refs.join(''), 'update-ref', '--stdin')
}

/**
 * The wanted commits that became no commit of `head` after `tip`. A pick is recognised by the origin in its message; if its
 * message was rewritten, by the author and author date, which git copies from the picked commit.
 */
export async function skippedPicks(
  location: GitLocation,
  { head, tip }: { readonly head: string; readonly tip: string },
  wanted: readonly string[],
): Promise<readonly string[]> {
  if (wanted.length === 0) return []
  const own = (await gitOutput(location, 'rev-list', head, `^${tip}`)).split('\n').filter(Boolean)
  const commits = await readCommits(location, [...own, ...wanted])
  const made = own.map((id) => {
    const commit = commits.get(id)!
    return { author: commit.author, origins: originsIn(messageText(commit)) }
  })
  const pickedFrom = new Set(made.flatMap(({ origins }) => origins))
  const authorsWithoutOrigin = new Set(
    made.flatMap(({ author, origins }) => (origins.length === 0 ? [author] : [])),
  )
  return wanted.filter((id) => !pickedFrom.has(id) && !authorsWithoutOrigin.has(commits.get(id)!.author))
}

/** Commits the resolved and staged files with the picked message, and continues to the next conflict. */
export const continuePicks = (location: GitLocation, directory: string): Promise<void> =>
  runPick({ ...location, directory }, '-c', 'core.editor=true', 'cherry-pick', '--continue')

/** Removes a conflict worktree with its files and refs. */
export async function removeWorktree(location: GitLocation, directory: string): Promise<void> {
  const common = await gitOutput(location, 'rev-parse', '--path-format=absolute', '--git-common-dir')
  // Named, because the common folder of a bare clone is a bare repository (run.ts).
  const main = { directory: dirname(common), env: { ...location.env, GIT_DIR: common } }
  await gitOutput(main, 'worktree', 'remove', '--force', directory)
}

/** Runs cherry-pick and skips picks that become empty. A conflict is not an error: the next read reports it. */
async function runPick(location: GitLocation, ...args: readonly string[]): Promise<void> {
  const result = await run(location, ...args)
  if (result.code === 0) return
  const output = `${result.stdout}\n${result.stderr}`
  if (/is now empty/.test(output)) return runPick(location, 'cherry-pick', '--skip')
  if (/could not apply|unmerged files/.test(output)) return
  throw new RelError('failed', `git cherry-pick failed: ${result.stderr.trim()}`, {
    hint: `Fix it in ${location.directory}, then run the same command with --continue or --abort.`,
  })
}
