import { shortCommit } from '../../lib/commit.js'
import { filesOf } from '../model/conflict.js'
import {
  hotfixBranchOf,
  mixed,
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

/** The line gets its branch, the fix its branch with the picks on top, and a pull request stands between them. */
export function planHotfixStart(
  facts: HotfixFacts,
  wish: HotfixOptions,
  before: HotfixPlan | null,
): HotfixPlan {
  if (wish.abort) return planAbort(facts)
  if (wish.continue && !facts.byHand && facts.pushed === null) return nothingWaits(facts)
  const stop = stopped(facts, wish)
  if (stop) return stop
  const refusal = refuseUnmerged(facts) ?? mixed(facts)
  if (refusal) return { steps: [], summary: '', result: hotfixResult(facts, before), refusal }
  const stuck = facts.picks.findIndex(({ result }) => result === 'conflict')
  if (stuck >= 0) return planByHand(facts, facts.picks.slice(stuck))
  return planBranches(facts, before)
}

/** Picks that stopped come first: they go on when everything is settled and somebody says so. */
function stopped(facts: HotfixFacts, wish: HotfixOptions): HotfixPlan | null {
  const { byHand, repository } = facts
  if (!byHand?.stopped) return null
  const result = { ...hotfixResult(facts, null), directory: byHand.directory }
  if (byHand.unmerged.length > 0)
    return { steps: [], summary: '', result, refusal: unsettled(facts, byHand.unmerged.join(', ')) }
  if (!wish.continue) {
    const refusal: Refusal = {
      code: 'conflict',
      message: `The picks of ${hotfixBranchOf(facts.name)} wait in ${byHand.directory}.`,
      hint: `Run \`${startOf(facts)} --continue\`, or --abort.`,
    }
    return { steps: [], summary: '', result, refusal }
  }
  const goOn: Step = { kind: 'continue-picks', repository, directory: byHand.directory }
  return { steps: [goOn], summary: '', result, next: 'after-steps' }
}

/** The clean picks are kept as they are; the rest is picked by git in a work tree of its own. */
function planByHand(facts: HotfixFacts, rest: readonly PickAttempt[]): HotfixPlan {
  const { repository, directory, head, conflicts } = facts
  const commits = rest.filter(({ result }) => result !== 'there').map(({ commit }) => commit)
  return {
    steps: [{ kind: 'pick-by-hand', repository, directory, onto: head, commits }],
    summary: '',
    result: { ...hotfixResult(facts, null), directory },
    warnings: warningsOn(facts),
    refusal: unsettled(facts, filesOf(conflicts), rest[0]?.pullRequest),
  }
}

const unsettled = (facts: HotfixFacts, files: string, pullRequest?: number): Refusal => ({
  code: 'conflict',
  message: `${pullRequest === undefined ? 'A pick' : `#${pullRequest}`} conflicts with ${facts.line.branch} in ${files}.`,
  hint: `Settle the files in ${facts.byHand?.directory ?? facts.directory} and \`git add\` them there, then run \`${startOf(facts)} --continue\`, or --abort.`,
})

/** Gives up what was settled so far; nothing of it was on GitHub. */
function planAbort(facts: HotfixFacts): HotfixPlan {
  const { repository, byHand, name } = facts
  if (!byHand) return nothingWaits(facts)
  return {
    steps: [{ kind: 'drop-work-tree', repository, directory: byHand.directory }],
    summary: `${hotfixBranchOf(name)} is as it was before the picks.`,
    result: hotfixResult(facts, null),
  }
}

/** Neither to go on with nor to give up; a hotfix that was never begun is not begun by that. */
const nothingWaits = (facts: HotfixFacts): HotfixPlan => ({
  steps: [],
  summary: `No pick of ${hotfixBranchOf(facts.name)} waits for anything.`,
  result: hotfixResult(facts, null),
})

/** Everything is settled: what GitHub lacks of it. */
function planBranches(facts: HotfixFacts, before: HotfixPlan | null): HotfixPlan {
  const { repository, line, head, pushed, byHand, pullRequest, ahead } = facts
  const isDone = facts.merged !== null || (facts.sources.length > 0 && !ahead && !byHand)
  const leave: readonly Step[] = byHand
    ? [{ kind: 'drop-work-tree', repository, directory: byHand.directory }]
    : []
  if (isDone)
    return {
      steps: leave,
      summary: doneAlready(facts),
      result: hotfixResult(facts, before),
      warnings: byHand ? skips(facts) : [],
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
    ...leave,
  ]
  return {
    steps,
    summary: summaryOf(facts),
    result: hotfixResult(facts, before),
    ...(ahead && !pullRequest && { next: 'after-steps' }),
    // On the second look the branch has it all: what the first one found is what this command did.
    warnings: before?.warnings ?? warningsOn(facts),
  }
}

/** What the user should know of the pack and of commits that are here alone. */
function warningsOn(facts: HotfixFacts): readonly string[] {
  const { pack, line, defaultBranch, unpushed, pullRequest, pushed } = facts
  const branch = hotfixBranchOf(facts.name)
  return [
    ...(pack.files.length > 0
      ? [
          `${line.branch} has an older workflow pack: a commit of its own brings ${pack.files.length} file${pack.files.length === 1 ? '' : 's'} from ${defaultBranch} (rel ${pack.version}). --keep-pack leaves that out.`,
        ]
      : []),
    ...skips(facts),
    ...pack.kept.map((path) => `${path} was changed on ${line.branch} and stays as it is.`),
    ...(unpushed
      ? [
          `#${pullRequest?.number} has ${pushed && shortCommit(pushed)}; this clone's ${branch} is at ${shortCommit(unpushed)}. Push to change that.`,
        ]
      : []),
  ]
}

/** Said where others were picked: on the next run all of them are there, which the pull request says. */
function skips(facts: HotfixFacts): readonly string[] {
  if (facts.cameToNothing.length === 0 && facts.picks.every(({ result }) => result === 'there')) return []
  return skippedPicks(facts).map(({ pr, reason }) => `#${pr} is skipped: ${reason}.`)
}

/** As people type it once more: where nothing says yet which service's line it is for, the version does. */
const startOf = ({ name, service, version }: HotfixFacts): string =>
  `rel hotfix start ${name}${releaseFlagOf(service, version)}`

function summaryOf(facts: HotfixFacts): string {
  const { name, line, pullRequest, service, next } = facts
  const branch = hotfixBranchOf(name)
  return pullRequest
    ? `#${pullRequest.number} brings ${branch} into ${line.branch}; merging it releases ${versionName(service, next)}. ${pullRequest.url}\nNext: \`rel hotfix deploy --pr ${pullRequest.number}\`.`
    : `${branch} begins at ${line.branch}.\nNext: \`git fetch && git switch ${branch}\`, commit the fix, then \`${startOf(facts)}\` opens its pull request.`
}

const doneAlready = ({ name, line, merged }: HotfixFacts): string =>
  merged
    ? `#${merged.number} brought ${hotfixBranchOf(name)} into ${line.branch}. ${merged.url}`
    : `${line.branch} has all that was to be picked.`

/** The name that the first look found, for the looks after it. */
export const nameOfPlan = (before: HotfixPlan | null): { readonly name?: string } =>
  before ? { name: before.result.branch.slice(hotfixBranchOf('').length) } : {}
