import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { RelError } from '../errors.js'
import type { ByHand } from '../domain/hotfix/cherry-pick.js'
import { readCommits, messageText } from './commit.js'
import { gitOutput, gitOutputBytes, run, type GitLocation } from './run.js'
import { originsIn } from './cherry-pick-trailers.js'

/** The work trees of the clone that are there: its own first, which is not to be touched. Somebody may have deleted the folder of one. */
async function listWorktrees(place: GitLocation): Promise<readonly string[]> {
  const told = await gitOutput(place, 'worktree', 'list', '--porcelain')
  return told
    .split('\n\n')
    .filter((one) => !/^prunable/m.test(one))
    .flatMap((one) => /^worktree (.+)$/m.exec(one)?.[1] ?? [])
}

const suffix = '.hotfix-'

/** The clone that a folder's work tree was made beside, if it is one of ours: it goes when the picks are settled, and work goes on. */
export async function cloneOfWorktree(directory: string): Promise<string> {
  const real = await realpath(directory).catch(() => directory)
  const [, top = '', own = ''] = /^((.+?)\.hotfix-[^/]+)(?:\/|$)/.exec(real) ?? []
  const link = await readFile(join(top, '.git'), 'utf8').catch(() => '')
  return own !== '' && link.startsWith(`gitdir: ${own}/.git/worktrees/`) ? own : directory
}

/** Beside the clone: where the picks of a hotfix are settled by hand. */
export async function worktreePath(place: GitLocation, name: string): Promise<string> {
  const [own = ''] = await listWorktrees(place)
  return `${own}${suffix}${name}`
}

/** git has refs of a work tree's own, which nobody else sees and which go with it. */
const pickRefs = 'refs/worktree/picks/'

/**
 * Picks that stopped, or were settled, in work trees beside the clone. git's own sequencer tells how far they are; what it was
 * given it forgets at their end, so refs keep that.
 */
export async function readConflictWorktrees(place: GitLocation): Promise<readonly ByHand[]> {
  const [own = '', ...others] = await listWorktrees(place)
  const started = others.filter((directory) => directory.startsWith(`${own}${suffix}`))
  return Promise.all(
    started.map(async (directory) => {
      const there = { ...place, directory }
      const [head, wanted, unmerged, status] = await Promise.all([
        gitOutput(there, 'rev-parse', 'HEAD'),
        gitOutput(there, 'for-each-ref', '--format=%(objectname)', pickRefs),
        gitOutput(there, 'diff', '--name-only', '--diff-filter=U', '-z'),
        gitOutput(there, 'status', '--untracked-files=no'),
      ])
      return {
        name: directory.slice(own.length + suffix.length),
        directory,
        head,
        wanted: wanted.split('\n').filter(Boolean),
        unmerged: [...new Set(unmerged.split('\0').filter(Boolean))],
        // "You are currently cherry-picking commit …", or "Cherry-pick currently in progress." between two.
        stopped: /cherry-pick/i.test(status),
      }
    }),
  )
}

/** Goes on with picks in a work tree of their own, up to the first conflict: the user's is not touched. */
export async function pickInWorktree(
  place: GitLocation,
  { directory, onto, commits }: { directory: string; onto: string; commits: readonly string[] },
): Promise<void> {
  if (!(await listWorktrees(place)).includes(directory))
    await gitOutput(place, 'worktree', 'add', '--quiet', '--force', '--detach', directory, onto)
  const there = { ...place, directory }
  await runPick(there, 'cherry-pick', '-x', '--mainline', '1', ...commits)
  // Last: were it cut short after this and before the picks, those that nobody tried would seem to have come to nothing.
  const refs = commits.map((commit) => `update ${pickRefs}${commit} ${commit}\n`)
  await gitOutputBytes(there, refs.join(''), 'update-ref', '--stdin')
}

/**
 * Those of some picks that became no commit of `head` beyond `tip`: none says that it was picked from them. One that says
 * nothing, because people wrote its message, has the author and the time that git took from what was picked.
 */
export async function skippedPicks(
  place: GitLocation,
  { head, tip }: { readonly head: string; readonly tip: string },
  wanted: readonly string[],
): Promise<readonly string[]> {
  if (wanted.length === 0) return []
  const own = (await gitOutput(place, 'rev-list', head, `^${tip}`)).split('\n').filter(Boolean)
  const commits = await readCommits(place, [...own, ...wanted])
  const made = own.map((id) => {
    const commit = commits.get(id)!
    return { author: commit.author, origins: originsIn(messageText(commit)) }
  })
  const told = new Set(made.flatMap(({ origins }) => origins))
  const untold = new Set(made.flatMap(({ author, origins }) => (origins.length === 0 ? [author] : [])))
  return wanted.filter((id) => !told.has(id) && !untold.has(commits.get(id)!.author))
}

/** After people have settled and added the files: commits them as they were picked, and goes on to the next conflict. */
export const continuePicks = (place: GitLocation, directory: string): Promise<void> =>
  runPick({ ...place, directory }, '-c', 'core.editor=true', 'cherry-pick', '--continue')

/** Leaves nothing of it behind; the user's own work tree was never part of it. */
export async function removeWorktree(place: GitLocation, directory: string): Promise<void> {
  const [own = ''] = await listWorktrees(place)
  await gitOutput({ ...place, directory: own }, 'worktree', 'remove', '--force', directory)
}

/** A conflict is no failure: the next look finds it. A pick of which nothing is left is skipped. */
async function runPick(place: GitLocation, ...words: readonly string[]): Promise<void> {
  const told = await run(place, ...words)
  if (told.code === 0) return
  const said = `${told.stdout}\n${told.stderr}`
  if (/is now empty/.test(said)) return runPick(place, 'cherry-pick', '--skip')
  if (/could not apply|unmerged files/.test(said)) return
  throw new RelError('failed', `git cherry-pick failed: ${told.stderr.trim()}`, {
    hint: `Settle it in ${place.directory}, then run the same command with --continue, or --abort.`,
  })
}
