import { readCommits, writeCommit, type Commit } from './commit.js'
import { mergeTrees } from './merge.js'
import type { GitLocation } from './run.js'

/** What became of a pick: a commit that exists now, nothing (all of it was there), or files that people must settle. */
export type Picked =
  | { readonly result: 'picked'; readonly commit: string }
  | { readonly result: 'empty' }
  | { readonly result: 'conflict'; readonly paths: readonly string[] }

/**
 * What `git cherry-pick -x -m 1` would make of a commit, computed in the object database: no work tree, index or ref is
 * touched. Author, committer and their times are those of the picked commit, so that the same pick has the same id on every
 * run. The three trees are merged over a made-up child of the picked commit's parent, because `git merge-tree --merge-base`
 * needs git 2.40. `keepEmpty`: a commit without a change says that there was nothing left to change.
 */
export async function pick(
  place: GitLocation,
  onto: string,
  commit: string,
  { keepEmpty = false } = {},
): Promise<Picked> {
  const commits = await readCommits(place, [onto, commit])
  const [target, picked] = [commits.get(onto)!, commits.get(commit)!]
  const standIn = await writeCommit(place, {
    ...picked,
    tree: target.tree,
    parents: picked.parents.slice(0, 1),
  })
  const merged = await mergeTrees(place, standIn, commit)
  if ('paths' in merged) return { result: 'conflict', paths: merged.paths }
  if (merged.tree === target.tree && !keepEmpty) return { result: 'empty' }
  const message = withOrigin(picked)
  return {
    result: 'picked',
    commit: await writeCommit(place, { ...picked, tree: merged.tree, parents: [onto], message }),
  }
}

/** Picks one after another up to the first conflict. `head`: where the clean picks end; results up to the conflict's. */
export async function pickEach(
  place: GitLocation,
  onto: string,
  commits: readonly string[],
  options: { readonly keepEmpty?: boolean } = {},
): Promise<{ readonly head: string; readonly picks: readonly Picked[] }> {
  const picks: Picked[] = []
  let head = onto
  for (const commit of commits) {
    const picked = await pick(place, head, commit, options)
    picks.push(picked)
    if (picked.result === 'conflict') break
    if (picked.result === 'picked') head = picked.commit
  }
  return { head, picks }
}

/** The line that `git cherry-pick -x` adds: to the trailers at the end, or as a paragraph of its own. */
function withOrigin({ id, message }: Commit): string {
  const text = message.trimEnd()
  const [subject, ...paragraphs] = text.split(/\n\n+/)
  const last = paragraphs.at(-1)?.split('\n') ?? []
  const isTrailer = (line: string): boolean =>
    /^[A-Za-z0-9-]+: /.test(line) || line.startsWith('(cherry picked from commit ')
  const space = subject !== undefined && last.length > 0 && last.every(isTrailer) ? '\n' : '\n\n'
  return `${text}${space}(cherry picked from commit ${id})\n`
}
