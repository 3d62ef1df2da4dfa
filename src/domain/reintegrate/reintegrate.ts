import { missingOf, type AuditedCommit, type Reintegration } from '../line/audit.js'
import { filesOf, type Conflict } from '../model/conflict.js'
import { refuseLosingCommits } from './stale-branch.js'
import type { Plan, Step } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import { toShownPullRequest, type ShownPullRequest } from '../model/pull-request.js'
import { pullRequestBody, extendedBody, pullRequestTitle } from './pull-request-text.js'
import { versionName } from '../model/service.js'
import type { ReintegrationPullRequest, ReintegrationFacts } from './facts.js'

/** As --json shows it: docs/json.md. */
export interface ReintegrationResult {
  readonly version: string | null
  readonly branch: string | null
  readonly pr: ShownPullRequest | null
  readonly clean: boolean
  readonly conflicts: readonly Conflict[]
}
export type ReintegrationPlan = Plan<ReintegrationResult>

/**
 * A line is merged only if all its commits are ancestors of the default branch or missing there. A merge would apply again what
 * an earlier reintegration squashed or cherry-picked, even if the default branch has reverted it since.
 */
export const mayMerge = (commits: readonly AuditedCommit[], takesMerges: boolean): boolean =>
  takesMerges && commits.every(({ on }) => on === 'ancestry' || on === 'missing')

/** Proposes the commits of a line that are missing on the default branch by a pull request; an open one is updated. */
export function planReintegrate(facts: ReintegrationFacts | null): ReintegrationPlan {
  if (!facts) return planWithoutHotfixes
  const { repository, defaultBranch, branch, proposal, open, checksNeverStarted } = facts
  const result = resultOf(facts)
  if (!proposal)
    return {
      steps: [],
      summary: `${defaultBranch} already has every commit of ${versionName(facts.service, facts.version)}.`,
      result,
    }
  const refusal = refusalOf(facts, proposal)
  if (refusal) return { steps: [], summary: '', result, refusal }
  const steps: readonly Step[] = [
    ...branchSteps(facts, proposal),
    ...(open ? textSteps(facts, open) : [openPullRequest(facts, proposal)]),
    ...(open && checksNeverStarted
      ? [{ kind: 'reopen-pull-request', repository, pullRequest: open.pullRequest.number } as const]
      : []),
  ]
  return {
    steps,
    summary: open ? summaryOf(facts, open, proposal.conflicts) : `The pull request from ${branch} is open.`,
    result,
    ...(!open && { next: 'after-steps' }),
    // Once the pull request is open, the summary has the conflict.
    ...(!open && proposal.conflicts.length > 0 && { warnings: [conflictWarning(facts, proposal.conflicts)] }),
  }
}

const planWithoutHotfixes: ReintegrationPlan = {
  steps: [],
  summary: 'There are no hotfixes yet.',
  result: { version: null, branch: null, pr: null, clean: true, conflicts: [] },
}

function summaryOf(
  facts: ReintegrationFacts,
  { pullRequest: { number, url } }: Reintegration,
  conflicts: readonly Conflict[],
): string {
  const { service, version, defaultBranch } = facts
  const own = `#${number} reintegrates ${versionName(service, version)} into ${defaultBranch}. ${url}`
  const others = facts.otherPullRequests.map((other) => `#${other} reintegrates another line.`)
  return [own, ...(conflicts.length === 0 ? [] : [conflictWarning(facts, conflicts)]), ...others].join('\n')
}

const conflictWarning = (facts: ReintegrationFacts, conflicts: readonly Conflict[]): string =>
  `${versionName(facts.service, facts.version)} conflicts with ${facts.defaultBranch} in ${filesOf(conflicts)}. Resolve the conflicts on ${facts.branch}.`

function branchSteps(
  { repository, branch, pushed, staleBranch }: ReintegrationFacts,
  { method, head }: ReintegrationPullRequest,
): readonly Step[] {
  if (pushed === head) return []
  if (staleBranch && pushed !== null)
    return [
      { kind: 'replace-branch', repository, branch, commit: head, from: pushed, by: staleBranch.pullRequest },
    ]
  // GitHub has the line's commit already.
  return [{ kind: method === 'conflict' ? 'create-branch' : 'push-commit', repository, branch, commit: head }]
}

/** Lists every missing commit in the text of the open pull request, so that a squash loses none. */
function textSteps(
  { repository, commits }: ReintegrationFacts,
  { pullRequest, body }: Reintegration,
): readonly Step[] {
  const text = extendedBody(body, missingOf(commits))
  if (text === body) return []
  return [{ kind: 'edit-pull-request', repository, pullRequest: pullRequest.number, body: text }]
}

const openPullRequest = (facts: ReintegrationFacts, proposal: ReintegrationPullRequest): Step => ({
  kind: 'open-pull-request',
  repository: facts.repository,
  head: facts.branch,
  base: facts.defaultBranch,
  title: pullRequestTitle(facts),
  body: pullRequestBody(facts, proposal),
  labels: [],
  ...(proposal.conflicts.length > 0 && { draft: true }),
})

function refusalOf(
  facts: ReintegrationFacts,
  { method, conflicts }: ReintegrationPullRequest,
): Refusal | null {
  const { branch, line, staleBranch, pushed } = facts
  if (staleBranch) return refuseLosingCommits(branch, staleBranch.lost, line)
  return method === 'conflict' && pushed !== null ? refuseConflict(facts, conflicts) : null
}

/** Newer commits of the line conflict with the branch on GitHub, which may have commits of people: they merge it. */
function refuseConflict({ branch, line }: ReintegrationFacts, conflicts: readonly Conflict[]): Refusal {
  return {
    code: 'conflict',
    message: `Newer commits of ${line} conflict with ${branch} in ${filesOf(conflicts)}.`,
    hint: `Merge ${line} into ${branch}, resolve the conflicts and push.`,
  }
}

function resultOf(facts: ReintegrationFacts): ReintegrationResult {
  const { service, version, branch, proposal, open } = facts
  const conflicts = proposal?.conflicts ?? []
  return {
    version: versionName(service, version),
    branch,
    pr: open && toShownPullRequest(open.pullRequest),
    clean: conflicts.length === 0,
    conflicts,
  }
}
