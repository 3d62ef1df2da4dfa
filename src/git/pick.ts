import { readCommits, writeCommit, type Commit } from './commit.js'
import { mergeTrees } from './merge.js'
import type { GitLocation } from './run.js'

/** The result of a pick: a commit, nothing (the target has the whole change already), or the paths with conflicts. */
export type Picked =
  | { readonly result: 'picked'; readonly commit: string }
  | { readonly result: 'empty' }
  | { readonly result: 'conflict'; readonly paths: readonly string[] }

/**
 * Picks a commit as `git cherry-pick -x -m 1` does, in the object database alone: touches no working tree, index or ref. Author,
 * committer and dates are those of the picked commit, so that the same pick has the same id on every run. The three trees are
 * merged over a temporary child of the picked commit's parent, because `git merge-tree --merge-base` needs git 2.40. `keepEmpty`
 * writes an empty commit where the target has the whole change already.
 */
export async function pick(
  location: GitLocation,
  onto: string,
  commit: string,
  { keepEmpty = false } = {},
): Promise<Picked> {
  const commits = await readCommits(location, [onto, commit])
  const [base, picked] = [commits.get(onto)!, commits.get(commit)!]
  const child = await writeCommit(location, {
    ...picked,
    tree: base.tree,
    parents: picked.parents.slice(0, 1),
  })
  const merged = await mergeTrees(location, child, commit)
  if ('paths' in merged) return { result: 'conflict', paths: merged.paths }
  if (merged.tree === base.tree && !keepEmpty) return { result: 'empty' }
  const message = withOrigin(picked)
  return {
    result: 'picked',
    commit: await writeCommit(location, { ...picked, tree: merged.tree, parents: [onto], message }),
  }
}

/** Picks commits in order up to the first conflict. Returns the last clean commit as `head`, and the results up to the conflict. */
export async function pickEach(
  location: GitLocation,
  onto: string,
  commits: readonly string[],
  options: { readonly keepEmpty?: boolean } = {},
): Promise<{ readonly head: string; readonly picks: readonly Picked[] }> {
  const picks: Picked[] = []
  let head = onto
  for (const commit of commits) {
    const picked = await pick(location, head, commit, options)
    picks.push(picked)
    if (picked.result === 'conflict') break
    if (picked.result === 'picked') head = picked.commit
  }
  return { head, picks }
}

/** Adds the line of `git cherry-pick -x`: to the trailers at the end, or as a paragraph of its own. */
function withOrigin({ id, message }: Commit): string {
  const text = message.trimEnd()
  const [subject, ...paragraphs] = text.split(/\n\n+/)
  const last = paragraphs.at(-1)?.split('\n') ?? []
  const isTrailer = (line: string): boolean =>
    /^[A-Za-z0-9-]+: /.test(line) || line.startsWith('(cherry picked from commit ')
  const space = subject !== undefined && last.length > 0 && last.every(isTrailer) ? '\n' : '\n\n'
  return `${text}${space}(cherry picked from commit ${id})\n`
}
