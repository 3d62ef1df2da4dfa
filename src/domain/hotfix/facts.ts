import { type Refusal, refuse } from '../plan/refusal.js'
import type { Conflict } from '../model/conflict.js'
import { RelError } from '../../errors.js'
import { refuseBranch, refuseLine, type Line, type MainCommits } from '../line/line.js'
import type { ConflictWorktree, PickAttempt, PickSource } from './cherry-pick.js'
import type { Plan } from '../plan/plan.js'
import { toShownPullRequest, type PullRequest, type ShownPullRequest } from '../model/pull-request.js'
import { releaseBranchOf, type Service } from '../model/service.js'

/** The pull request of a hotfix, with its text: the notes of the version are made from that. */
export interface OwnPullRequest extends PullRequest {
  readonly body: string
}

/** A pull request that the hotfix brings to its line, as its text names it. */
export type PickedPullRequest = Pick<PickSource, 'number' | 'title' | 'author'>

/** What a hotfix is made of, the commits included: they exist before anything is written. */
export interface HotfixFacts {
  readonly repository: string
  readonly defaultBranch: string
  readonly service: Service
  /** What it starts from, and what merging it will release. */
  readonly version: string
  readonly next: string
  readonly line: { readonly branch: string; readonly head: string | null; readonly start: string }
  readonly refuseMainCommits: MainCommits
  readonly name: string
  /** The commit of hotfix/<name> on GitHub; null when it is not there. */
  readonly pushed: string | null
  /** Where the branch should be: as far as clean picks go. */
  readonly head: string
  /** Does it have a commit that the line lacks? GitHub refuses an empty pull request. */
  readonly ahead: boolean
  /** Title and text of its newest commit. */
  readonly words: { readonly title: string; readonly body: string }
  /** Commits of the default branch that it carries, which may not flow into a line. */
  readonly fromMain: readonly string[]
  readonly sources: readonly PickSource[]
  /** The pull requests that were picked earlier, by what the commits of the branch say, and those that are picked now. */
  readonly brought: readonly PickedPullRequest[]
  /** What picks became that were settled by hand, and that GitHub lacks; the pull request that each is of. */
  readonly settled: HotfixResult['picked']
  /** The pull requests of which nothing was left when they were settled by hand. */
  readonly cameToNothing: readonly number[]
  readonly picks: readonly PickAttempt[]
  readonly conflicts: readonly Conflict[]
  /** Files of the workflow pack that its first commit brings, and from which version of it. */
  readonly pack: {
    readonly files: readonly string[]
    readonly version: string | null
    readonly kept: readonly string[]
  }
  readonly pullRequest: OwnPullRequest | null
  /** The pull request by which this head came into the line. */
  readonly merged: PullRequest | null
  readonly byHand: ConflictWorktree | null
  /** Where picks that conflict are settled. */
  readonly directory: string
  /** The clone's own branch has commits that the open pull request lacks. */
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

/** The name that was given, or what tells it: the numbers of the picks, picks that wait, the branch that is checked out. */
export function hotfixName(
  { name, picks }: { readonly name: string | undefined; readonly picks: readonly number[] },
  waiting: readonly ConflictWorktree[],
  current: string | null,
): string {
  const told = [
    name,
    picks.length > 0 ? `pick-${picks.join('-')}` : undefined,
    waiting.length === 1 ? waiting[0]?.name : undefined,
    /^hotfix\/(.+)$/.exec(current ?? '')?.[1],
  ].find((one) => one !== undefined)
  if (told === undefined)
    throw new RelError('usage', 'A hotfix needs a name.', { hint: 'As in `rel hotfix start login`.' })
  if (/^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/.test(told) && !told.endsWith('.lock')) return told
  throw new RelError('usage', `"${told}" cannot be the name of a hotfix.`, {
    hint: 'Use letters, digits, dots and dashes: it becomes the branch hotfix/NAME.',
  })
}

export const conflictsNamed = (name: string, waiting: readonly ConflictWorktree[]): ConflictWorktree | null =>
  waiting.find((one) => one.name === name) ?? null

/** The line of a version: the branch that has it, else one that is to be made at its tag. */
export const lineFor = (
  { service, version, commit }: { service: Service; version: string; commit: string },
  found: Pick<Line, 'branch' | 'head'> | null,
): HotfixFacts['line'] => ({
  branch: found?.branch ?? releaseBranchOf(service, version),
  head: found?.head ?? null,
  start: commit,
})
export const tipOfLine = ({ head, start }: HotfixFacts['line']): string => head ?? start

/** Where the branch stands: the clone's commits, where they go on from GitHub's. */
export function branchStart({
  here,
  pushed,
  isNewer,
  tip,
}: {
  readonly here: string | null
  readonly pushed: string | null
  readonly isNewer: boolean
  readonly tip: string
}): string {
  if (pushed === null) return here ?? tip
  return here !== null && isNewer ? here : pushed
}

export function refuseUnmerged({ sources }: HotfixFacts): Refusal | null {
  const open = sources.find(({ state }) => state !== 'merged')
  return open
    ? refuse(
        `#${open.number} is ${open.state}: only merged pull requests are picked.`,
        'Merge it first, or commit the fix on the hotfix branch itself.',
      )
    : null
}

/** Nothing flows from the default branch into a line. */
export function mixed(facts: HotfixFacts): Refusal | null {
  const { fromMain, defaultBranch, line, name } = facts
  if (facts.refuseMainCommits.fromMain.length > 0)
    return refuseLine({ ...facts.refuseMainCommits, branch: line.branch, defaultBranch })
  return refuseBranch({ head: hotfixBranchOf(name), branch: line.branch, defaultBranch, fromMain })
}

const nothingLeft = 'nothing of it is left to change'

/** Picks of which nothing becomes a commit, and why. */
export const skippedPicks = ({ picks, name, cameToNothing }: Skipping): HotfixResult['skipped'] => [
  ...cameToNothing.map((pr) => ({ pr, reason: nothingLeft })),
  ...picks.flatMap(({ pullRequest: pr, result }) => {
    if (result === 'there') return [{ pr, reason: `${hotfixBranchOf(name)} has it already` }]
    return result === 'empty' ? [{ pr, reason: nothingLeft }] : []
  }),
]
type Skipping = Pick<HotfixFacts, 'picks' | 'name' | 'cameToNothing'>

export function hotfixResult(facts: HotfixFacts, before: HotfixPlan | null): HotfixResult {
  const { line, name, pullRequest, conflicts } = facts
  return {
    line: line.branch,
    branch: hotfixBranchOf(name),
    pr: pullRequest && toShownPullRequest(pullRequest),
    picked: pickedIn(facts, before),
    skipped: skippedSince(facts, before),
    conflicts,
    directory: null,
  }
}

/** As with what was picked: what came to nothing by hand is told by the look after git has come to the end. */
const skippedSince = (facts: HotfixFacts, before: HotfixPlan | null): HotfixResult['skipped'] =>
  before === null || facts.cameToNothing.length > 0 ? skippedPicks(facts) : before.result.skipped

/** Picks that were settled by hand are there only when git has come to their end, which is after the first look. */
function pickedIn({ settled, picks }: HotfixFacts, before: HotfixPlan | null): HotfixResult['picked'] {
  const made = picks.flatMap(({ pullRequest: pr, made }) => (made === null ? [] : [{ pr, commit: made }]))
  if (settled.length > 0) return [...settled, ...made]
  // On the second look everything is there already: what the first one picked is what this command picked.
  return before?.result.picked ?? made
}
