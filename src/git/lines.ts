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
 * What lines are made of and judged by, computed in the clone's object database. Nothing here touches the user's work tree,
 * index or refs; what people have to settle goes into a work tree of its own.
 */
export function lines(place: GitLocation, repository: string, remote: string | null) {
  const bound =
    <R extends unknown[], A>(f: (place: GitLocation, ...rest: R) => A) =>
    (...rest: R): A =>
      f(place, ...rest)
  const origin = (): string => {
    if (remote !== null) return remote
    throw new RelError('usage', `This folder is no clone of ${repository}, whose history this needs.`, {
      hint: `Run in a clone of ${repository}, or pass --cwd with its folder.`,
    })
  }
  return {
    /** Is this a clone of the repository, with the history that lines are judged by? */
    canAudit: async (): Promise<boolean> => remote !== null && !(await isShallow(place)),
    /** A folder that is no clone of the repository is an error. */
    requireClone: (): void => void origin(),
    refs: () => readRefs(place, origin()),
    fetch: (commits: readonly string[]) => fetchCommits(place, origin(), commits),
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

    /** Those of some commits that `tip` contains, asked at once however many they are. What the clone lacks is none. */
    async contained(tip: string, commits: readonly string[]): Promise<ReadonlySet<string>> {
      const unknown = new Set(await notInClone(place, commits))
      const known = [...new Set(commits)].filter((commit) => !unknown.has(commit))
      const lacking = new Set((await gitOutput(place, 'rev-list', ...known, `^${tip}`)).split('\n'))
      return new Set(known.filter((commit) => !lacking.has(commit)))
    },
    /** Those of some commits that none of the others contains. */
    async independent(commits: readonly string[]): Promise<readonly string[]> {
      return commits.length < 2
        ? commits
        : (await gitOutput(place, 'merge-base', '--independent', ...commits)).split('\n')
    },
    /** The commit of a branch of the clone; null where it has none. */
    async localCommit(branch: string): Promise<string | null> {
      const told = await run(place, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`)
      return told.code === 0 ? told.stdout.trim() : null
    },
    /** The branch that is checked out; null for a detached HEAD. */
    async currentBranch(): Promise<string | null> {
      const told = await run(place, 'symbolic-ref', '--quiet', '--short', 'HEAD')
      return told.code === 0 ? told.stdout.trim() : null
    },
    /** The newest commit that two have in common. */
    async mergeBase(one: string, other: string): Promise<string | null> {
      const told = await run(place, 'merge-base', one, other)
      return told.code === 0 ? told.stdout.trim() : null
    },
    /** The row of a branch's own commits (first parents) up to a commit, newest first. */
    async firstParents(commit: string, length: number): Promise<readonly MergedCommit[]> {
      const told = await gitOutput(place, 'rev-list', '--first-parent', `--max-count=${length}`, commit)
      const commits = await readCommits(place, told.split('\n'))
      return [...commits.values()].map(({ id, parents, author, message, encoding }) => {
        const [, email = '', at = ''] = /<(.*)> (\d+) [+-]\d+$/.exec(author) ?? []
        const [subject = ''] = messageText({ message, encoding }).split('\n')
        return { commit: id, parents: parents.length, subject, email, at: Number(at) }
      })
    },
    /** Title and text of a commit. */
    async message(commit: string): Promise<{ readonly title: string; readonly body: string }> {
      const text = messageText((await readCommits(place, [commit])).get(commit)!)
      const [title = '', ...body] = text.split('\n')
      return { title, body: body.join('\n').trim() }
    },
    /** Some commits in the order of history, oldest first. */
    async inHistoryOrder(commits: readonly string[]): Promise<readonly string[]> {
      if (commits.length < 2) return commits
      const base = (await run(place, 'merge-base', '--octopus', ...commits)).stdout.trim()
      // Of what was committed in the same second git shows first what it is given first, and this is read from its end.
      const range = [...commits.toReversed(), ...(base ? [`^${base}`] : [])]
      const told = (await gitOutput(place, 'rev-list', '--topo-order', '--reverse', ...range)).split('\n')
      return [...commits].sort((one, other) => told.indexOf(one) - told.indexOf(other))
    },
    /** Up to twenty commits, newest first, that changed each file on either side since two commits parted. */
    async commitsTouching(
      paths: readonly string[],
      one: string,
      other: string,
    ): Promise<ReadonlyMap<string, readonly string[]>> {
      const told = await Promise.all(
        paths.map(async (path) => {
          const range = ['--no-merges', '--max-count=20', `${one}...${other}`, '--', `:(literal)${path}`]
          return [path, (await gitOutput(place, 'rev-list', ...range)).split('\n').filter(Boolean)] as const
        }),
      )
      return new Map(told)
    },
  }
}
