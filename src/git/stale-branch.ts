import type { BranchCommit } from '../domain/reintegrate/stale-branch.js'
import { missingCommits } from './missing-commits.js'
import { readCommits, messageText, type Commit } from './commit.js'
import { merge } from './merge.js'
import { pick } from './pick.js'
import { notInClone } from './remote.js'
import type { GitLocation } from './run.js'
import { originsIn } from './cherry-pick-trailers.js'

/** The commits of `head` that none of `known` contains, newest first, with their origins. */
export async function extraCommits(
  location: GitLocation,
  head: string,
  known: readonly string[],
): Promise<readonly Omit<BranchCommit, 'isOfLine'>[]> {
  const commits = await readCommits(location, await missingCommits(location, [head], known))
  return [...commits.values()].map((commit) => ({
    commit: commit.id,
    isMerge: commit.parents.length > 1,
    origins: originsIn(messageText(commit)),
  }))
}

/** The commits that rel did not make. Its merges and picks have the same id on every run, so recreating them gives the same id. */
export async function notMadeByRel(
  location: GitLocation,
  commits: readonly string[],
): Promise<readonly string[]> {
  const foreign: string[] = []
  for (const [id, commit] of await readCommits(location, commits))
    if ((await recreate(location, commit)) !== id) foreign.push(id)
  return foreign
}

async function recreate(location: GitLocation, commit: Commit): Promise<string | null> {
  const [first, second] = commit.parents
  if (first === undefined) return null
  const made =
    second === undefined
      ? await recreatePick(location, first, commit)
      : await merge(location, first, second, commit.message)
  return made && 'commit' in made ? made.commit : null
}

async function recreatePick(location: GitLocation, onto: string, commit: Commit) {
  const origin = originsIn(messageText(commit)).at(-1)
  if (origin === undefined || (await notInClone(location, [origin])).length > 0) return null
  return pick(location, onto, origin, { keepEmpty: true })
}
