import type { MergedCommit } from '../domain/hotfix/cherry-pick.js'
import { RelError } from '../errors.js'
import * as audits from './commit-audit.js'
import { missingCommits } from './missing-commits.js'
import * as worktrees from './conflict-worktree.js'
import { readCommits, messageText } from './commit.js'
import { extraCommits, notMadeByRel } from './stale-branch.js'
import { merge } from './merge.js'
import { pickEach } from './pick.js'
import { updateRevertBranch, restoreFiles, revertRange } from './revert.js'
import { fetchCommits, isShallow, notInClone, readRefs } from './remote.js'
import { gitOutput, run, type GitLocation } from './run.js'
import { commitFiles, readFiles } from './tree.js'
import { originsIn, packMessage, pickedFrom } from './cherry-pick-trailers.js'

/**
 * Git operations on release lines, computed in the clone's object database. None of them touches the user's working tree, index
 * or refs; conflicts go into a worktree of their own.
 */
export function lines(location: GitLocation, repository: string, remote: string | null) {
  const bound =
    <R extends unknown[], A>(operation: (location: GitLocation, ...rest: R) => A) =>
    (...rest: R): A =>
      operation(location, ...rest)
  const origin = (): string => {
    if (remote !== null) return remote
    throw new RelError('usage', `Not a clone of ${repository}, whose history this command needs.`, {
      hint: `Run in a clone of ${repository}, or pass --cwd with its folder.`,
    })
  }
  return {
    /** Whether this is a full clone of the repository: an audit of lines needs the whole history. */
    canAudit: async (): Promise<boolean> => remote !== null && !(await isShallow(location)),
    /** Throws `usage` outside a clone of the repository. */
    requireClone: (): void => void origin(),
    refs: () => readRefs(location, origin()),
    fetch: (commits: readonly string[]) => fetchCommits(location, origin(), commits),
    notInClone: bound(notInClone),
    audit: bound(audits.auditLine),
    originsIn,
    pickedFrom,
    packMessage,
    ancestors: bound(audits.ancestorsOf),
    pickedInto: bound(audits.pickedInto),
    commitsOfMain: bound(audits.commitsOfMain),
    ownCommits: bound(audits.ownCommits),
    alreadyOn: bound(audits.alreadyOn),
    pickEach: bound(pickEach),
    merge: bound(merge),
    missingCommits: bound(missingCommits),
    extraCommits: bound(extraCommits),
    notMadeByRel: bound(notMadeByRel),
    revertRange: bound(revertRange),
    restoreFiles: bound(restoreFiles),
    updateRevertBranch: bound(updateRevertBranch),
    readFiles: bound(readFiles),
    commitFiles: bound(commitFiles),
    conflictWorktrees: bound(worktrees.readConflictWorktrees),
    worktreePath: bound(worktrees.worktreePath),
    pickInWorktree: bound(worktrees.pickInWorktree),
    continuePicks: bound(worktrees.continuePicks),
    skippedPicks: bound(worktrees.skippedPicks),
    removeWorktree: bound(worktrees.removeWorktree),

    /** The commits that `tip` contains, with one git process; leaves out commits that are not in the clone. */
    async contained(tip: string, commits: readonly string[]): Promise<ReadonlySet<string>> {
      const unknown = new Set(await notInClone(location, commits))
      const known = [...new Set(commits)].filter((commit) => !unknown.has(commit))
      const ahead = new Set((await gitOutput(location, 'rev-list', ...known, `^${tip}`)).split('\n'))
      return new Set(known.filter((commit) => !ahead.has(commit)))
    },
    /** The commits that no other commit of the list contains. */
    async independent(commits: readonly string[]): Promise<readonly string[]> {
      return commits.length < 2
        ? commits
        : (await gitOutput(location, 'merge-base', '--independent', ...commits)).split('\n')
    },
    /** The commit of a local branch; null if there is no such branch. */
    async localCommit(branch: string): Promise<string | null> {
      const result = await run(location, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`)
      return result.code === 0 ? result.stdout.trim() : null
    },
    /** The checked-out branch; null for a detached HEAD. */
    async currentBranch(): Promise<string | null> {
      const result = await run(location, 'symbolic-ref', '--quiet', '--short', 'HEAD')
      return result.code === 0 ? result.stdout.trim() : null
    },
    /** The merge base of two commits; null if they have no common history. */
    async mergeBase(first: string, second: string): Promise<string | null> {
      const result = await run(location, 'merge-base', first, second)
      return result.code === 0 ? result.stdout.trim() : null
    },
    /** Up to `length` first-parent ancestors of a commit, itself included, newest first. */
    async firstParents(commit: string, length: number): Promise<readonly MergedCommit[]> {
      const result = await gitOutput(location, 'rev-list', '--first-parent', `--max-count=${length}`, commit)
      const commits = await readCommits(location, result.split('\n'))
      return [...commits.values()].map(({ id, parents, author, message, encoding }) => {
        const [, email = '', at = ''] = /^[^<]*<(.*)> (\d+) [+-]\d+$/.exec(author) ?? []
        const [subject = ''] = messageText({ message, encoding }).split('\n')
        return { commit: id, parents: parents.length, subject, email, at: Number(at) }
      })
    },
    /** Title and body of a commit's message. */
    async message(commit: string): Promise<{ readonly title: string; readonly body: string }> {
      const text = messageText((await readCommits(location, [commit])).get(commit)!)
      const [title = '', ...body] = text.split('\n')
      return { title, body: body.join('\n').trim() }
    },
    /** Sorts commits topologically, oldest first. */
    async inHistoryOrder(commits: readonly string[]): Promise<readonly string[]> {
      if (commits.length < 2) return commits
      const base = (await run(location, 'merge-base', '--octopus', ...commits)).stdout.trim()
      // Git lists commits of the same second in the order given, and the result is reversed.
      const range = [...commits.toReversed(), ...(base ? [`^${base}`] : [])]
      const result = (await gitOutput(location, 'rev-list', '--topo-order', '--reverse', ...range)).split(
        '\n',
      )
      const places = new Map(result.map((commit, place) => [commit, place]))
      return commits.toSorted((first, second) => (places.get(first) ?? -1) - (places.get(second) ?? -1))
    },
    /** For each file, up to twenty commits that changed it on either side since the merge base, newest first. */
    async commitsTouching(
      paths: readonly string[],
      first: string,
      second: string,
    ): Promise<ReadonlyMap<string, readonly string[]>> {
      const result = await Promise.all(
        paths.map(async (path) => {
          const range = ['--no-merges', '--max-count=20', `${first}...${second}`, '--', `:(literal)${path}`]
          return [
            path,
            (await gitOutput(location, 'rev-list', ...range)).split('\n').filter(Boolean),
          ] as const
        }),
      )
      return new Map(result)
    },
  }
}
