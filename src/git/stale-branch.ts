import type { BranchCommit } from '../domain/reintegrate/stale-branch.js'
import { beyond } from './missing-commits.js'
import { readCommits, textOf, type Commit } from './commit.js'
import { merge } from './merge.js'
import { pick } from './pick.js'
import { missingFrom } from './remote.js'
import type { Place } from './run.js'
import { originsIn } from './cherry-pick-trailers.js'

/** The commits of a head that none of the known ones has, newest first, with what each of them is. */
export async function held(
  place: Place,
  head: string,
  known: readonly string[],
): Promise<readonly Omit<BranchCommit, 'isOfLine'>[]> {
  const commits = await readCommits(place, await beyond(place, [head], known))
  return [...commits.values()].map((commit) => ({
    commit: commit.id,
    isMerge: commit.parents.length > 1,
    origins: originsIn(textOf(commit)),
  }))
}

/** Those of some commits that are not what `rel` makes: its merges and picks have the same id on every run. */
export async function notRemade(place: Place, commits: readonly string[]): Promise<readonly string[]> {
  const others: string[] = []
  for (const [id, commit] of await readCommits(place, commits))
    if ((await remade(place, commit)) !== id) others.push(id)
  return others
}

async function remade(place: Place, commit: Commit): Promise<string | null> {
  const [first, second] = commit.parents
  if (first === undefined) return null
  const made =
    second === undefined
      ? await picked(place, first, commit)
      : await merge(place, first, second, commit.message)
  return made && 'commit' in made ? made.commit : null
}

async function picked(place: Place, onto: string, commit: Commit) {
  const origin = originsIn(textOf(commit)).at(-1)
  if (origin === undefined || (await missingFrom(place, [origin])).length > 0) return null
  return pick(place, onto, origin, { keepEmpty: true })
}
