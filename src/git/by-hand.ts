import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { RelError } from '../errors.js'
import type { ByHand } from '../domain/pick.js'
import { answer, run, type Place } from './run.js'

/** The work trees of the clone that are there: its own first, which is not to be touched. Somebody may have deleted the folder of one. */
async function workTrees(place: Place): Promise<readonly string[]> {
  const told = await answer(place, 'worktree', 'list', '--porcelain')
  return told
    .split('\n\n')
    .filter((one) => !/^prunable/m.test(one))
    .flatMap((one) => /^worktree (.+)$/m.exec(one)?.[1] ?? [])
}

const ours = '.hotfix-'

/** The clone that a folder's work tree was made beside, if it is one of ours: it goes when the picks are settled, and work goes on. */
export async function cloneBeside(directory: string): Promise<string> {
  const real = await realpath(directory).catch(() => directory)
  const [, top = '', own = ''] = /^((.+?)\.hotfix-[^/]+)(?:\/|$)/.exec(real) ?? []
  const link = await readFile(join(top, '.git'), 'utf8').catch(() => '')
  return own !== '' && link.startsWith(`gitdir: ${own}/.git/worktrees/`) ? own : directory
}

/** Beside the clone: where the picks of a hotfix are settled by hand. */
export async function directoryFor(place: Place, name: string): Promise<string> {
  const [own = ''] = await workTrees(place)
  return `${own}${ours}${name}`
}

/** Picks that stopped, or were settled, in work trees beside the clone. git's own sequencer is all the state that there is. */
export async function readByHand(place: Place): Promise<readonly ByHand[]> {
  const [own = '', ...others] = await workTrees(place)
  const started = others.filter((directory) => directory.startsWith(`${own}${ours}`))
  return Promise.all(
    started.map(async (directory) => {
      const there = { ...place, directory }
      const [head, unmerged, status] = await Promise.all([
        answer(there, 'rev-parse', 'HEAD'),
        answer(there, 'diff', '--name-only', '--diff-filter=U', '-z'),
        answer(there, 'status', '--untracked-files=no'),
      ])
      return {
        name: directory.slice(own.length + ours.length),
        directory,
        head,
        unmerged: [...new Set(unmerged.split('\0').filter(Boolean))],
        // "You are currently cherry-picking commit …", or "Cherry-pick currently in progress." between two.
        stopped: /cherry-pick/i.test(status),
      }
    }),
  )
}

/** Goes on with picks in a work tree of their own, up to the first conflict: the user's is not touched. */
export async function pickByHand(
  place: Place,
  { directory, onto, commits }: { directory: string; onto: string; commits: readonly string[] },
): Promise<void> {
  if (!(await workTrees(place)).includes(directory))
    await answer(place, 'worktree', 'add', '--quiet', '--force', '--detach', directory, onto)
  await settle({ ...place, directory }, 'cherry-pick', '-x', '--mainline', '1', ...commits)
}

/** After people have settled and added the files: commits them as they were picked, and goes on to the next conflict. */
export const continueByHand = (place: Place, directory: string): Promise<void> =>
  settle({ ...place, directory }, '-c', 'core.editor=true', 'cherry-pick', '--continue')

/** Leaves nothing of it behind; the user's own work tree was never part of it. */
export async function dropByHand(place: Place, directory: string): Promise<void> {
  const [own = ''] = await workTrees(place)
  await answer({ ...place, directory: own }, 'worktree', 'remove', '--force', directory)
}

/** A conflict is no failure: the next look finds it. A pick of which nothing is left is skipped. */
async function settle(place: Place, ...words: readonly string[]): Promise<void> {
  const told = await run(place, ...words)
  if (told.code === 0) return
  const said = `${told.stdout}\n${told.stderr}`
  if (/is now empty/.test(said)) return settle(place, 'cherry-pick', '--skip')
  if (/could not apply|unmerged files/.test(said)) return
  throw new RelError('failed', `git cherry-pick failed: ${told.stderr.trim()}`, {
    hint: `Settle it in ${place.directory}, then run the same command with --continue, or --abort.`,
  })
}
