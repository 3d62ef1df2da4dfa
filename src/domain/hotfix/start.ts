import { shortCommit } from '../../lib/commit.js'
import { filesOf } from '../model/conflict.js'
import {
  hotfixBranchOf,
  refuseMainCommits,
  refuseUnmerged,
  hotfixResult,
  skippedPicks,
  type HotfixFacts,
  type HotfixPlan,
  type HotfixOptions,
} from './facts.js'
import { updatePullRequest, openPullRequest } from './pull-request-text.js'
import type { PickAttempt } from './cherry-pick.js'
import type { Step } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import { versionName, releaseFlagOf } from '../model/service.js'

/** Creates the line's branch, the hotfix branch with the cherry-picks on top, and a pull request into the line. */
export function planHotfixStart(
  facts: HotfixFacts,
  options: HotfixOptions,
  before: HotfixPlan | null,
): HotfixPlan {
  if (options.abort) return planAbort(facts)
  if (options.continue && !facts.worktree && facts.pushed === null) return planNothingInProgress(facts)
  const stopped = planStopped(facts, options)
  if (stopped) return stopped
  const refusal = refuseUnmerged(facts) ?? refuseMainCommits(facts)
  if (refusal) return { steps: [], summary: '', result: hotfixResult(facts, before), refusal }
  const conflict = facts.picks.findIndex(({ result }) => result === 'conflict')
  if (conflict >= 0) return planWorktree(facts, facts.picks.slice(conflict))
  return planBranches(facts, before)
}

/** A cherry-pick in progress comes first: it continues with --continue when all conflicts are resolved. */
function planStopped(facts: HotfixFacts, options: HotfixOptions): HotfixPlan | null {
  const { worktree, repository } = facts
  if (!worktree?.stopped) return null
  const result = { ...hotfixResult(facts, null), directory: worktree.directory }
  if (worktree.unmerged.length > 0)
    return { steps: [], summary: '', result, refusal: refuseConflict(facts, worktree.unmerged.join(', ')) }
  if (!options.continue) {
    const refusal: Refusal = {
      code: 'conflict',
      message: `A cherry-pick of ${hotfixBranchOf(facts.name)} is in progress in ${worktree.directory}.`,
      hint: `Run \`${commandOf(facts)} --continue\` to finish it, or --abort to drop it.`,
    }
    return { steps: [], summary: '', result, refusal }
  }
  const finish: Step = { kind: 'continue-picks', repository, directory: worktree.directory }
  return { steps: [finish], summary: '', result, next: 'after-steps' }
}

/** Keeps the clean cherry-picks; git picks the rest in a separate work tree. */
function planWorktree(facts: HotfixFacts, rest: readonly PickAttempt[]): HotfixPlan {
  const { repository, directory, head, conflicts } = facts
  const commits = rest.filter(({ result }) => result !== 'present').map(({ commit }) => commit)
  return {
    steps: [{ kind: 'pick-by-hand', repository, directory, onto: head, commits }],
    summary: '',
    result: { ...hotfixResult(facts, null), directory },
    warnings: warningsFor(facts),
    refusal: refuseConflict(facts, filesOf(conflicts), rest[0]?.pullRequest),
  }
}

const refuseConflict = (facts: HotfixFacts, files: string, pullRequest?: number): Refusal => ({
  code: 'conflict',
  message: `${pullRequest === undefined ? 'A cherry-pick' : `#${pullRequest}`} conflicts with ${facts.line.branch} in ${files}.`,
  hint: `Resolve the conflicts in ${facts.worktree?.directory ?? facts.directory} and \`git add\` the files there, then run \`${commandOf(facts)} --continue\`, or --abort to drop the cherry-pick.`,
})

/** Drops the cherry-pick in progress; nothing of it is on GitHub. */
function planAbort(facts: HotfixFacts): HotfixPlan {
  const { repository, worktree, name } = facts
  if (!worktree) return planNothingInProgress(facts)
  return {
    steps: [{ kind: 'drop-work-tree', repository, directory: worktree.directory }],
    summary: `Dropped the cherry-pick; ${hotfixBranchOf(name)} is unchanged.`,
    result: hotfixResult(facts, null),
  }
}

/** Nothing to continue or to drop; --continue does not start a hotfix. */
const planNothingInProgress = (facts: HotfixFacts): HotfixPlan => ({
  steps: [],
  summary: `${hotfixBranchOf(facts.name)} has no cherry-pick in progress.`,
  result: hotfixResult(facts, null),
})

/** Without conflicts: pushes the branches and opens or updates the pull request. */
function planBranches(facts: HotfixFacts, before: HotfixPlan | null): HotfixPlan {
  const { repository, line, head, pushed, worktree, pullRequest, ahead } = facts
  const isDone = facts.merged !== null || (facts.sources.length > 0 && !ahead && !worktree)
  const cleanup: readonly Step[] = worktree
    ? [{ kind: 'drop-work-tree', repository, directory: worktree.directory }]
    : []
  if (isDone)
    return {
      steps: cleanup,
      summary: summaryWhenDone(facts),
      result: hotfixResult(facts, before),
      warnings: worktree ? skipWarnings(facts) : [],
    }
  const branch = hotfixBranchOf(facts.name)
  const tip = line.head ?? line.start
  const create: readonly Step[] = line.head
    ? []
    : [{ kind: 'create-branch', repository, branch: line.branch, commit: line.start }]
  const push: Step =
    head === tip
      ? { kind: 'create-branch', repository, branch, commit: head }
      : { kind: 'push-commit', repository, branch, commit: head }
  const steps: readonly Step[] = [
    ...create,
    ...(pushed === head ? [] : [push]),
    ...(pullRequest || !ahead ? [] : [openPullRequest(facts)]),
    ...updatePullRequest(facts),
    ...cleanup,
  ]
  return {
    steps,
    summary: summaryOf(facts),
    result: hotfixResult(facts, before),
    ...(ahead && !pullRequest && { next: 'after-steps' }),
    // The second plan finds everything pushed: the first one knows what this command did.
    warnings: before?.warnings ?? warningsFor(facts),
  }
}

/** Warnings about the workflow pack, skipped pull requests and commits that are not pushed. */
function warningsFor(facts: HotfixFacts): readonly string[] {
  const { pack, line, defaultBranch, unpushed, pullRequest, pushed } = facts
  const branch = hotfixBranchOf(facts.name)
  return [
    ...(pack.files.length > 0
      ? [
          `${line.branch} has an older workflow pack; a separate commit updates ${pack.files.length} file${pack.files.length === 1 ? '' : 's'} from ${defaultBranch} (rel ${pack.version}). Pass --keep-pack to leave it out.`,
        ]
      : []),
    ...skipWarnings(facts),
    ...pack.kept.map((path) => `${path} was changed on ${line.branch} and is not updated.`),
    ...(unpushed
      ? [
          `#${pullRequest?.number} is at ${pushed && shortCommit(pushed)}, and ${branch} in this clone at ${shortCommit(unpushed)}. Push the branch to update #${pullRequest?.number}.`,
        ]
      : []),
  ]
}

/** Not for a run that finds every commit in the branch already. */
function skipWarnings(facts: HotfixFacts): readonly string[] {
  if (facts.resolvedToNothing.length === 0 && facts.picks.every(({ result }) => result === 'present'))
    return []
  return skippedPicks(facts).map(({ pr, reason }) => `Skipped #${pr}: ${reason}.`)
}

/** The command to type again, with the release where the service is not known otherwise. */
const commandOf = ({ name, service, version }: HotfixFacts): string =>
  `rel hotfix start ${name}${releaseFlagOf(service, version)}`

function summaryOf(facts: HotfixFacts): string {
  const { name, line, pullRequest, service, next } = facts
  const branch = hotfixBranchOf(name)
  return pullRequest
    ? `#${pullRequest.number} is open from ${branch} into ${line.branch}; merging it releases ${versionName(service, next)}. ${pullRequest.url}\nNext: run \`rel hotfix deploy --pr ${pullRequest.number}\`.`
    : `${branch} starts at ${line.branch}.\nNext: run \`git fetch && git switch ${branch}\`, commit the fix, then run \`${commandOf(facts)}\` to open its pull request.`
}

const summaryWhenDone = ({ name, line, merged }: HotfixFacts): string =>
  merged
    ? `#${merged.number} has merged ${hotfixBranchOf(name)} into ${line.branch}. ${merged.url}`
    : `${line.branch} already has every picked commit.`

/** The name that the first plan found, for the plans after it. */
export const nameOfPlan = (before: HotfixPlan | null): { readonly name?: string } =>
  before ? { name: before.result.branch.slice(hotfixBranchOf('').length) } : {}
