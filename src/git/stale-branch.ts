import type { HeldCommit } from '../domain/reintegrate/stale-branch.js'
import { missingCommits } from './missing-commits.js'
import { readCommits, messageText, type Commit } from './commit.js'
import { merge } from './merge.js'
import { pick } from './pick.js'
import { notInClone } from './remote.js'
import type { GitLocation } from './run.js'
import { originsIn } from './cherry-pick-trailers.js'

/** The commits of a head that none of the known ones has, newest first, with what each of them is. */
export async function extraCommits(
  place: GitLocation,
  head: string,
  known: readonly string[],
): Promise<readonly Omit<HeldCommit, 'isOfLine'>[]> {
  const commits = await readCommits(place, await missingCommits(place, [head], known))
  return [...commits.values()].map((commit) => ({
    commit: commit.id,
    isMerge: commit.parents.length > 1,
    origins: originsIn(messageText(commit)),
  }))
}

/** Those of some commits that are not what `rel` makes: its merges and picks have the same id on every run. */
export async function notMadeByRel(
  place: GitLocation,
  commits: readonly string[],
): Promise<readonly string[]> {
  const others: string[] = []
  for (const [id, commit] of await readCommits(place, commits))
    if ((await recreate(place, commit)) !== id) others.push(id)
  return others
}

async function recreate(place: GitLocation, commit: Commit): Promise<string | null> {
  const [first, second] = commit.parents
  if (first === undefined) return null
  const made =
    second === undefined
      ? await recreatePick(place, first, commit)
      : await merge(place, first, second, commit.message)
  return made && 'commit' in made ? made.commit : null
}

async function recreatePick(place: GitLocation, onto: string, commit: Commit) {
  const origin = originsIn(messageText(commit)).at(-1)
  if (origin === undefined || (await notInClone(place, [origin])).length > 0) return null
  return pick(place, onto, origin, { keepEmpty: true })
}
