import type { Context } from '../../context.js'
import {
  missingOf,
  openReintegration,
  type AuditedCommit,
  type Reintegration,
} from '../../domain/line/audit.js'
import { commitOf, type Refs } from '../../domain/line/line.js'
import {
  otherReintegrations,
  reintegrationVersion,
  type ReintegrationVersion,
} from '../../domain/reintegrate/version.js'
import { mayMerge } from '../../domain/reintegrate/reintegrate.js'
import { type ReintegrationPullRequest, type ReintegrationFacts } from '../../domain/reintegrate/facts.js'
import { reintegrationBranchOf, versionName } from '../../domain/model/service.js'
import { serviceVersionMeant } from '../../domain/model/version-meant.js'
import { readLines } from '../line/audit.js'
import { readHoldsOnly, readStaleBranch } from './stale-branch.js'
import { configOf } from '../line/line.js'
import { readConflicts } from '../hotfix/cherry-pick.js'

/**
 * The facts of a reintegration; null without hotfixes. Creates its commits in the clone. `byActions`: its pull request is opened
 * with the token of Actions.
 */
export async function readReintegration(
  context: Context,
  named: string | null,
  byActions = context.run !== null,
): Promise<ReintegrationFacts | null> {
  const { git, github, repository } = context
  const [refs, data] = await Promise.all([
    git.lines.refs(),
    github.hotfixes.query(repository, { environments: [] }),
  ])
  const lines = await readLines(context, refs, data)
  const target = reintegrationVersion(
    lines,
    refs,
    named === null ? null : serviceVersionMeant(configOf(data), named),
  )
  if (!target) return null
  const otherPullRequests = named === null ? otherReintegrations(lines, target) : []
  return { ...(await readVersionFacts(context, target, data, { refs, byActions })), otherPullRequests }
}

type HotfixQuery = Awaited<ReturnType<Context['github']['hotfixes']['query']>>

async function readVersionFacts(
  context: Context,
  target: ReintegrationVersion,
  { trunk, takesMerges }: HotfixQuery,
  { refs, byActions }: { readonly refs: Refs; readonly byActions: boolean },
): Promise<Omit<ReintegrationFacts, 'otherPullRequests'>> {
  const { repository, run } = context
  const { line, version } = target
  const commits = await commitsUpTo(context, target)
  const own = reintegrationBranchOf(line.service, version)
  const open = openReintegration(line, own, missingOf(commits))
  const branch = open?.pullRequest.head ?? own
  const pushed = commitOf(refs, branch)
  const main = { main: trunk.commit, mainName: trunk.name, takesMerges }
  const branchFacts: BranchFacts = { ...target, ...main, commits, branch, pushed, isOpen: open !== null }
  return {
    repository,
    defaultBranch: trunk.name,
    service: line.service,
    version,
    branch,
    line: line.branch,
    commits,
    ...(await propose(context, branchFacts)),
    pushed,
    open,
    checksNeverStarted: run === null && (await readChecksNeverStarted(context, open)),
    byActions,
  }
}

interface BranchFacts extends ReintegrationVersion {
  readonly main: string
  readonly mainName: string
  readonly commits: readonly AuditedCommit[]
  readonly branch: string
  readonly pushed: string | null
  readonly isOpen: boolean
  readonly takesMerges: boolean
}
type Proposed = Pick<ReintegrationFacts, 'proposal' | 'staleBranch'>

/** The line's commits up to the version. */
async function commitsUpTo(
  { git }: Context,
  { line, commit }: ReintegrationVersion,
): Promise<readonly AuditedCommit[]> {
  if (line.tips.every((tip) => tip === commit)) return line.commits
  const contained = await git.lines.contained(
    commit,
    line.commits.map((audited) => audited.commit),
  )
  return line.commits.filter((audited) => contained.has(audited.commit))
}

/** A new branch starts from the default branch. `proposal`: null if no commit is missing. */
async function propose(context: Context, facts: BranchFacts): Promise<Proposed> {
  const { main, commits, pushed } = facts
  const missing = missingOf(commits)
  if (missing.length === 0) return { proposal: null, staleBranch: null }
  if (pushed === null) return { proposal: await compose(context, facts, main, missing), staleBranch: null }
  await context.git.lines.fetch([pushed])
  return facts.isOpen
    ? { proposal: await continueBranch(context, facts, pushed), staleBranch: null }
    : proposeWithoutPullRequest(context, facts, pushed)
}

/** Without an open pull request: continues the branch if it has no conflicts, else replaces it; one with commits of people is kept. */
async function proposeWithoutPullRequest(
  context: Context,
  facts: BranchFacts,
  pushed: string,
): Promise<Proposed> {
  const continued = await continueIfUsable(context, facts, pushed)
  if (continued && continued.method !== 'conflict') return { proposal: continued, staleBranch: null }
  const staleBranch = await readStaleBranch(context, facts, pushed)
  if (continued && staleBranch.lost.length > 0) return { proposal: continued, staleBranch: null }
  return { proposal: await compose(context, facts, facts.main, missingOf(facts.commits)), staleBranch }
}

const continueIfUsable = async (
  context: Context,
  facts: BranchFacts,
  pushed: string,
): Promise<ReintegrationPullRequest | null> =>
  (await readHoldsOnly(context, facts, pushed)) ? continueBranch(context, facts, pushed) : null

/** The branch as it is if it has every commit, else with the missing commits added. */
async function continueBranch(
  context: Context,
  facts: BranchFacts,
  pushed: string,
): Promise<ReintegrationPullRequest> {
  const missing = await missingOn(context, facts, pushed)
  if (missing.length > 0) return compose(context, facts, pushed, missing)
  return { method: 'complete', head: pushed, conflicts: await conflictsBetween(context, facts.main, pushed) }
}

/** Merges the line, else cherry-picks its commits; if both conflict, the head of the line, for people to resolve. */
async function compose(
  context: Context,
  facts: BranchFacts,
  onto: string,
  missing: readonly AuditedCommit[],
): Promise<ReintegrationPullRequest> {
  const clean = (await merged(context, facts, onto)) ?? (await picked(context, missing, onto))
  const { commit } = facts
  return (
    clean ?? { method: 'conflict', head: commit, conflicts: await conflictsBetween(context, onto, commit) }
  )
}

/** The commits that are missing on the default branch and on the branch. */
async function missingOn(
  { git }: Context,
  { main, commit, commits }: BranchFacts,
  pushed: string,
): Promise<readonly AuditedCommit[]> {
  if ((await git.lines.ancestors(pushed, [commit])).length > 0) return []
  const missing = missingOf(commits)
  const start = (await git.lines.mergeBase(main, pushed)) ?? main
  const present = await git.lines.alreadyOn(
    { head: pushed, start },
    missing.map((audited) => audited.commit),
  )
  return missing.filter((audited) => !present.includes(audited.commit))
}

async function merged(
  { git }: Context,
  { line, version, commit, commits, takesMerges, mainName }: BranchFacts,
  onto: string,
): Promise<ReintegrationPullRequest | null> {
  if (!mayMerge(commits, takesMerges)) return null
  const message = `Reintegrate ${versionName(line.service, version)} into ${mainName}\n`
  const merge = await git.lines.merge(onto, commit, message)
  return 'commit' in merge ? { method: 'merge', head: merge.commit, conflicts: [] } : null
}

async function picked(
  { git }: Context,
  missing: readonly AuditedCommit[],
  onto: string,
): Promise<ReintegrationPullRequest | null> {
  const { head, picks } = await git.lines.pickEach(
    onto,
    missing.map(({ commit }) => commit),
    { keepEmpty: true },
  )
  return picks.at(-1)?.result === 'conflict' ? null : { method: 'picks', head, conflicts: [] }
}

/** The files in which two commits conflict, with the pull requests and authors of both sides. */
async function conflictsBetween(
  context: Context,
  ours: string,
  theirs: string,
): Promise<ReintegrationPullRequest['conflicts']> {
  const trial = await context.git.lines.merge(ours, theirs, '')
  return 'paths' in trial ? readConflicts(context, trial.paths, ours, theirs) : []
}

/** Whether Actions opened it and no check has started since. */
async function readChecksNeverStarted(
  { github, repository }: Context,
  open: Reintegration | null,
): Promise<boolean> {
  if (open?.pullRequest.author !== 'github-actions') return false
  return github.hotfixes.checksNeverStarted(repository, open.pullRequest.number)
}
