import { releaseBranchOf } from './service.js'
import type { Service } from './service.js'
import type { Conflict } from './conflict.js'
import type { Plan, Refusal, Step } from './plan.js'
import { shown, type PullRequest, type ShownPullRequest } from './pull-request.js'

/** A pull request whose commits are to be picked, as GitHub tells of it. `at`: seconds since 1970; `mergedAt`: ISO 8601, '' if it is not merged. */
export interface PickSource {
  readonly number: number
  readonly title: string
  readonly author: string
  readonly state: 'open' | 'closed' | 'merged'
  readonly mergedAt: string
  readonly mergeCommit: string | null
  readonly head: string
  /** Its own commits, oldest first, as they were before it was merged. */
  readonly commits: readonly { readonly subject: string; readonly email: string; readonly at: number }[]
}

/** A commit of the branch that a pull request was merged into. */
export interface MergedCommit {
  readonly commit: string
  readonly parents: number
  readonly subject: string
  readonly email: string
  readonly at: number
}

/**
 * The commits that a merged pull request left on its base: the merge commit or the one that it was squashed into, else the row
 * of commits that it was rebased into. `chain`: the base's first parents from the merge commit back, newest first.
 */
export function commitsOf(source: PickSource, chain: readonly MergedCommit[]): readonly string[] {
  const [last] = chain
  if (!last) return []
  const own = source.commits.toReversed()
  const isSame = (one: MergedCommit, index: number): boolean => {
    const other = own[index]
    return (
      one.parents === 1 && other?.at === one.at && other.email === one.email && other.subject === one.subject
    )
  }
  const rebased = chain.findIndex((one, index) => !isSame(one, index))
  const count = rebased < 0 ? Math.min(chain.length, own.length) : rebased
  return chain
    .slice(0, Math.max(1, count))
    .map(({ commit }) => commit)
    .toReversed()
}

/** A pick that was tried. `made`: the commit that it became. */
export interface Pick {
  readonly pullRequest: number
  readonly commit: string
  readonly result: 'picked' | 'there' | 'empty' | 'conflict'
  readonly made: string | null
}

/** Picks that stopped, or were settled, in a work tree beside the clone. `stopped`: git has not come to their end. */
export interface ByHand {
  readonly name: string
  readonly directory: string
  readonly head: string
  readonly unmerged: readonly string[]
  readonly stopped: boolean
}

/** What a hotfix is made of, the commits included: they exist before anything is written. */
export interface HotfixFacts {
  readonly repository: string
  readonly defaultBranch: string
  readonly service: Service
  /** What it starts from, and what merging it will release. */
  readonly version: string
  readonly next: string
  readonly line: { readonly branch: string; readonly head: string | null; readonly start: string }
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
  readonly picks: readonly Pick[]
  readonly conflicts: readonly Conflict[]
  /** Files of the workflow pack that its first commit brings, and from which version of it. */
  readonly pack: {
    readonly files: readonly string[]
    readonly version: string | null
    readonly kept: readonly string[]
  }
  readonly pullRequest: PullRequest | null
  /** The pull request by which this head came into the line. */
  readonly merged: PullRequest | null
  readonly byHand: ByHand | null
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
export interface HotfixWish {
  readonly continue: boolean
  readonly abort: boolean
}

export const hotfixBranchOf = (name: string): string => `hotfix/${name}`

/** The line gets its branch, the fix its branch with the picks on top, and a pull request stands between them. */
export function planHotfixStart(facts: HotfixFacts, wish: HotfixWish, before: HotfixPlan | null): HotfixPlan {
  if (wish.abort) return planAbort(facts)
  const stop = stopped(facts, wish)
  if (stop) return stop
  const refusal = notMerged(facts) ?? mixed(facts)
  if (refusal) return { steps: [], summary: '', result: resultOf(facts, before), refusal }
  const stuck = facts.picks.findIndex(({ result }) => result === 'conflict')
  if (stuck >= 0) return planByHand(facts, facts.picks.slice(stuck))
  return planBranches(facts, before)
}

/** Picks that stopped come first: they go on when everything is settled and somebody says so. */
function stopped(facts: HotfixFacts, wish: HotfixWish): HotfixPlan | null {
  const { byHand, repository } = facts
  if (!byHand?.stopped) return null
  const result = { ...resultOf(facts, null), directory: byHand.directory }
  if (byHand.unmerged.length > 0)
    return { steps: [], summary: '', result, refusal: unsettled(facts, byHand.unmerged) }
  if (!wish.continue) {
    const refusal: Refusal = {
      code: 'conflict',
      message: `The picks of ${hotfixBranchOf(facts.name)} wait in ${byHand.directory}.`,
      hint: `Run \`rel hotfix start ${facts.name} --continue\`, or --abort.`,
    }
    return { steps: [], summary: '', result, refusal }
  }
  const goOn: Step = { kind: 'continue-picks', repository, directory: byHand.directory }
  return { steps: [goOn], summary: '', result, contested: true }
}

/** The clean picks are kept as they are; the rest is picked by git in a work tree of its own. */
function planByHand(facts: HotfixFacts, rest: readonly Pick[]): HotfixPlan {
  const { repository, directory, head, conflicts } = facts
  const commits = rest.filter(({ result }) => result !== 'there').map(({ commit }) => commit)
  return {
    steps: [{ kind: 'pick-by-hand', repository, directory, onto: head, commits }],
    summary: '',
    result: { ...resultOf(facts, null), directory },
    refusal: unsettled(
      facts,
      conflicts.map(({ path }) => path),
      rest[0]?.pullRequest,
    ),
  }
}

const unsettled = (facts: HotfixFacts, paths: readonly string[], pullRequest?: number): Refusal => ({
  code: 'conflict',
  message: `${pullRequest === undefined ? 'A pick' : `#${pullRequest}`} conflicts with ${facts.line.branch} in ${paths.join(', ')}.`,
  hint: `Settle the files in ${facts.byHand?.directory ?? facts.directory} and \`git add\` them there, then run \`rel hotfix start ${facts.name} --continue\`, or --abort.`,
})

/** Gives up what was settled so far; nothing of it was on GitHub. */
function planAbort(facts: HotfixFacts): HotfixPlan {
  const { repository, byHand, name } = facts
  return {
    steps: byHand ? [{ kind: 'drop-work-tree', repository, directory: byHand.directory }] : [],
    summary: byHand
      ? `${hotfixBranchOf(name)} is as it was before the picks.`
      : `No pick of ${hotfixBranchOf(name)} waits for anything.`,
    result: resultOf(facts, null),
  }
}

/** Everything is settled: what GitHub lacks of it. */
function planBranches(facts: HotfixFacts, before: HotfixPlan | null): HotfixPlan {
  const { repository, line, head, pushed, byHand, pullRequest, pack, unpushed, ahead } = facts
  const isDone = facts.merged !== null || (facts.sources.length > 0 && !ahead && !byHand)
  if (isDone) return { steps: [], summary: doneAlready(facts), result: resultOf(facts, before) }
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
    ...(pullRequest || !ahead ? [] : [opening(facts)]),
    ...(byHand ? [{ kind: 'drop-work-tree', repository, directory: byHand.directory } as const] : []),
  ]
  return {
    steps,
    summary: summaryOf(facts),
    result: resultOf(facts, before),
    contested: ahead && !pullRequest,
    warnings: [
      ...(pack.files.length > 0
        ? [
            `${line.branch} has an older workflow pack: ${pack.files.length} files of it come from ${facts.defaultBranch} (rel ${pack.version}) in a commit of their own. --keep-pack leaves them.`,
          ]
        : []),
      ...pack.kept.map((path) => `${path} was changed on ${line.branch} and stays as it is.`),
      ...(unpushed
        ? [
            `#${pullRequest?.number} has ${pushed?.slice(0, 7)}; this clone's ${branch} is at ${unpushed.slice(0, 7)}. Push to change that.`,
          ]
        : []),
    ],
  }
}

function opening(facts: HotfixFacts): Step {
  const { repository, line, name, sources, words } = facts
  const [only] = sources
  const title =
    only === undefined
      ? words.title
      : sources.length === 1
        ? only.title
        : `Hotfix ${name}: ${sources.map(({ number }) => `#${number}`).join(', ')}`
  const picked = sources.map(({ number, title, author }) => `- #${number} ${title} (@${author})`)
  const body = picked.length > 0 ? `Picked for ${line.branch}:\n\n${picked.join('\n')}\n` : words.body
  return {
    kind: 'open-pull-request',
    repository,
    head: hotfixBranchOf(name),
    base: line.branch,
    title,
    body,
    labels: [],
  }
}

function summaryOf({ name, line, pullRequest, next }: HotfixFacts): string {
  const branch = hotfixBranchOf(name)
  return pullRequest
    ? `#${pullRequest.number} brings ${branch} into ${line.branch}; merging it releases ${next}. ${pullRequest.url}\nNext: \`rel hotfix deploy --pr ${pullRequest.number}\`.`
    : `${branch} begins at ${line.branch}.\nNext: \`git fetch && git switch ${branch}\`, commit the fix, then \`rel hotfix start ${name}\` opens its pull request.`
}

const doneAlready = ({ name, line, merged }: HotfixFacts): string =>
  merged
    ? `#${merged.number} brought ${hotfixBranchOf(name)} into ${line.branch}. ${merged.url}`
    : `${line.branch} has all that was to be picked.`

const refuse = (message: string, hint: string): Refusal => ({ code: 'refused', message, hint })

function notMerged({ sources }: HotfixFacts): Refusal | null {
  const open = sources.find(({ state }) => state !== 'merged')
  return open
    ? refuse(
        `#${open.number} is ${open.state}: only merged pull requests are picked.`,
        'Merge it first, or commit the fix on the hotfix branch itself.',
      )
    : null
}

/** Nothing flows from the default branch into a line. */
function mixed({ fromMain, defaultBranch, line, name, service, version }: HotfixFacts): Refusal | null {
  const [first] = fromMain
  return first === undefined
    ? null
    : refuse(
        `${hotfixBranchOf(name)} carries ${fromMain.length} commit${fromMain.length === 1 ? '' : 's'} of ${defaultBranch} (${first.slice(0, 7)}), which would flow into ${line.branch}.`,
        `Begin the branch at ${releaseBranchOf(service, version)}, or name what to pick: \`rel hotfix start NAME --pick PR\`.`,
      )
}

const reasons: Readonly<Partial<Record<Pick['result'], string>>> = {
  there: 'it is on the line already',
  empty: 'nothing of it is left to change',
}

function resultOf(facts: HotfixFacts, before: HotfixPlan | null): HotfixResult {
  const { line, name, pullRequest, picks, conflicts } = facts
  const skipped = picks.flatMap(({ pullRequest: pr, result }) => {
    const reason = reasons[result]
    return reason === undefined ? [] : [{ pr, reason }]
  })
  return {
    line: line.branch,
    branch: hotfixBranchOf(name),
    pr: pullRequest && shown(pullRequest),
    // On the second look everything is there already: what the first one picked is what this command picked.
    picked:
      before?.result.picked ??
      picks.flatMap(({ pullRequest: pr, made }) => (made === null ? [] : [{ pr, commit: made }])),
    skipped: before?.result.skipped ?? skipped,
    conflicts,
    directory: null,
  }
}
