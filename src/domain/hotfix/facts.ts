import { type Refusal, refuse } from '../plan/refusal.js'
import type { Conflict } from '../model/conflict.js'
import { RelError } from '../../errors.js'
import { refuseBranch, refuseLine, type Line, type MainCommits } from '../line/line.js'
import type { ConflictWorktree, PickAttempt, PickSource } from './cherry-pick.js'
import type { Plan } from '../plan/plan.js'
import { toShownPullRequest, type PullRequest, type ShownPullRequest } from '../model/pull-request.js'
import { releaseBranchOf, type Service } from '../model/service.js'

/** The pull request of a hotfix. `body`: the release notes of the version are made from it. */
export interface OwnPullRequest extends PullRequest {
  readonly body: string
}

/** A pull request that the hotfix cherry-picks, as listed in the text of the hotfix's pull request. */
export type PickedPullRequest = Pick<PickSource, 'number' | 'title' | 'author'>

/** The facts about a hotfix. Its commits exist in the clone before anything is pushed. */
export interface HotfixFacts {
  readonly repository: string
  readonly defaultBranch: string
  readonly service: Service
  /** The version that it starts from, and the one that merging it releases. */
  readonly version: string
  readonly next: string
  readonly line: { readonly branch: string; readonly head: string | null; readonly start: string }
  readonly mainCommits: MainCommits
  readonly name: string
  /** The commit of hotfix/<name> on GitHub; null when it is not there. */
  readonly pushed: string | null
  /** The commit to push: the branch with all clean cherry-picks. */
  readonly head: string
  /** Whether it has commits that the line does not have; GitHub refuses an empty pull request. */
  readonly ahead: boolean
  /** Title and text of its newest commit. */
  readonly newestCommit: { readonly title: string; readonly body: string }
  /** Commits of the default branch on it, which may not be merged into a line. */
  readonly fromMain: readonly string[]
  readonly sources: readonly PickSource[]
  /** The pull requests picked now, and those picked earlier according to the commits of the branch. */
  readonly pickedPullRequests: readonly PickedPullRequest[]
  /** The commits of resolved conflicts that are not on GitHub yet, each with its pull request. */
  readonly resolvedPicks: HotfixResult['picked']
  /** The pull requests whose resolved cherry-picks are empty. */
  readonly resolvedToNothing: readonly number[]
  readonly picks: readonly PickAttempt[]
  readonly conflicts: readonly Conflict[]
  /** Files of the workflow pack that its first commit updates, and the version of the pack. */
  readonly pack: {
    readonly files: readonly string[]
    readonly version: string | null
    readonly kept: readonly string[]
  }
  readonly pullRequest: OwnPullRequest | null
  /** The pull request that merged this head into the line. */
  readonly merged: PullRequest | null
  readonly worktree: ConflictWorktree | null
  /** Where conflicts are resolved. */
  readonly directory: string
  /** The head of the branch in the clone, where it differs from the open pull request's. */
  readonly unpushed: string | null
}

/** As --json shows it: docs/json.md. */
export interface HotfixResult {
  readonly line: string
  readonly branch: string
  readonly pr: ShownPullRequest | null
  readonly picked: readonly { readonly pr: number; readonly commit: string }[]
  readonly skipped: readonly { readonly pr: number; readonly reason: string }[]
  readonly conflicts: readonly Conflict[]
  readonly directory: string | null
}
export type HotfixPlan = Plan<HotfixResult>
export interface HotfixOptions {
  readonly continue: boolean
  readonly abort: boolean
}

export const hotfixBranchOf = (name: string): string => `hotfix/${name}`

/** The given name, else one from the numbers of the picks, the only cherry-pick in progress or the branch that is checked out. */
export function hotfixName(
  { name, picks }: { readonly name: string | undefined; readonly picks: readonly number[] },
  worktrees: readonly ConflictWorktree[],
  current: string | null,
): string {
  const chosen = [
    name,
    picks.length > 0 ? `pick-${picks.join('-')}` : undefined,
    worktrees.length === 1 ? worktrees[0]?.name : undefined,
    /^hotfix\/(.+)$/.exec(current ?? '')?.[1],
  ].find((candidate) => candidate !== undefined)
  if (chosen === undefined)
    throw new RelError('usage', 'Missing the name of the hotfix.', {
      hint: 'Pass one, such as `rel hotfix start login`.',
    })
  if (/^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/.test(chosen) && !chosen.endsWith('.lock'))
    return chosen
  throw new RelError('usage', `Invalid hotfix name "${chosen}".`, {
    hint: 'Use letters, digits, dots, dashes and underscores; the branch is hotfix/NAME.',
  })
}

export const conflictsNamed = (
  name: string,
  worktrees: readonly ConflictWorktree[],
): ConflictWorktree | null => worktrees.find((worktree) => worktree.name === name) ?? null

/** The line of a version: its existing branch, else one to create at its tag. */
export const lineFor = (
  { service, version, commit }: { service: Service; version: string; commit: string },
  found: Pick<Line, 'branch' | 'head'> | null,
): HotfixFacts['line'] => ({
  branch: found?.branch ?? releaseBranchOf(service, version),
  head: found?.head ?? null,
  start: commit,
})
export const tipOfLine = ({ head, start }: HotfixFacts['line']): string => head ?? start

/** The head of the branch: the clone's if it is newer than GitHub's, else GitHub's, else the tip of the line. */
export function branchStart({
  local,
  pushed,
  isNewer,
  tip,
}: {
  readonly local: string | null
  readonly pushed: string | null
  readonly isNewer: boolean
  readonly tip: string
}): string {
  if (pushed === null) return local ?? tip
  return local !== null && isNewer ? local : pushed
}

export function refuseUnmerged({ sources }: HotfixFacts): Refusal | null {
  const open = sources.find(({ state }) => state !== 'merged')
  return open
    ? refuse(
        `#${open.number} is ${open.state}; only merged pull requests can be cherry-picked.`,
        'Merge it first, or commit the fix on the hotfix branch.',
      )
    : null
}

/** Refuses a line or a hotfix branch that contains commits of the default branch. */
export function refuseMainCommits(facts: HotfixFacts): Refusal | null {
  const { fromMain, defaultBranch, line, name } = facts
  if (facts.mainCommits.fromMain.length > 0)
    return refuseLine({ ...facts.mainCommits, branch: line.branch, defaultBranch })
  return refuseBranch({ head: hotfixBranchOf(name), branch: line.branch, defaultBranch, fromMain })
}

const emptyPick = 'the cherry-pick is empty'

/** The pull requests without a new commit, and why. */
export const skippedPicks = ({ picks, name, resolvedToNothing }: Skipping): HotfixResult['skipped'] => [
  ...resolvedToNothing.map((pr) => ({ pr, reason: emptyPick })),
  ...picks.flatMap(({ pullRequest: pr, result }) => {
    if (result === 'present') return [{ pr, reason: `already in ${hotfixBranchOf(name)}` }]
    return result === 'empty' ? [{ pr, reason: emptyPick }] : []
  }),
]
type Skipping = Pick<HotfixFacts, 'picks' | 'name' | 'resolvedToNothing'>

export function hotfixResult(facts: HotfixFacts, before: HotfixPlan | null): HotfixResult {
  const { line, name, pullRequest, conflicts } = facts
  return {
    line: line.branch,
    branch: hotfixBranchOf(name),
    pr: pullRequest && toShownPullRequest(pullRequest),
    picked: pickedCommits(facts, before),
    skipped: skippedSince(facts, before),
    conflicts,
    directory: null,
  }
}

/** Empty resolved cherry-picks are known only after git has finished, which is after the first plan. */
const skippedSince = (facts: HotfixFacts, before: HotfixPlan | null): HotfixResult['skipped'] =>
  before === null || facts.resolvedToNothing.length > 0 ? skippedPicks(facts) : before.result.skipped

/** Resolved cherry-picks are known only after git has finished, which is after the first plan. */
function pickedCommits(
  { resolvedPicks, picks }: HotfixFacts,
  before: HotfixPlan | null,
): HotfixResult['picked'] {
  const created = picks.flatMap(({ pullRequest: pr, newCommit }) =>
    newCommit === null ? [] : [{ pr, commit: newCommit }],
  )
  if (resolvedPicks.length > 0) return [...resolvedPicks, ...created]
  // The second plan finds everything pushed: the first one knows the commits that this command picked.
  return before?.result.picked ?? created
}
