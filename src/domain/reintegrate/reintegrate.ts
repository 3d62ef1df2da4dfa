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
 * A line is merged only where everything that it would bring is missing: what an earlier reintegration brought squashed or
 * picked would come back with it, even if the default branch has reverted it since.
 */
export const mayMerge = (commits: readonly AuditedCommit[], takesMerges: boolean): boolean =>
  takesMerges && commits.every(({ on }) => on === 'ancestry' || on === 'missing')

/** What main lacks of a line comes back on a branch of its own, by a pull request; one that is open is used again. */
export function planReintegrate(facts: ReintegrationFacts | null): ReintegrationPlan {
  if (!facts) return nothing
  const { repository, defaultBranch, branch, proposal, open, silent } = facts
  const result = resultOf(facts)
  if (!proposal)
    return {
      steps: [],
      summary: `${defaultBranch} has every commit of ${versionName(facts.service, facts.version)}.`,
      result,
    }
  const refusal = refusalOf(facts, proposal)
  if (refusal) return { steps: [], summary: '', result, refusal }
  const steps: readonly Step[] = [
    ...pushing(facts, proposal),
    ...(open ? listing(facts, open) : [opening(facts, proposal)]),
    ...(open && silent
      ? [{ kind: 'reopen-pull-request', repository, pullRequest: open.pullRequest.number } as const]
      : []),
  ]
  return {
    steps,
    summary: open ? summaryOf(facts, open, proposal.conflicts) : `${branch} is open.`,
    result,
    ...(!open && { next: 'after-steps' }),
    // The summary says it once the pull request is open.
    ...(!open && proposal.conflicts.length > 0 && { warnings: [conflictIn(facts, proposal.conflicts)] }),
  }
}

const nothing: ReintegrationPlan = {
  steps: [],
  summary: 'No line has a commit of its own.',
  result: { version: null, branch: null, pr: null, clean: true, conflicts: [] },
}

function summaryOf(
  facts: ReintegrationFacts,
  { pullRequest: { number, url } }: Reintegration,
  conflicts: readonly Conflict[],
): string {
  const { service, version, defaultBranch } = facts
  const told = `#${number} brings ${versionName(service, version)} back to ${defaultBranch}. ${url}`
  const besides = facts.besides.map((one) => `#${one} brings another line back.`)
  return [told, ...(conflicts.length === 0 ? [] : [conflictIn(facts, conflicts)]), ...besides].join('\n')
}

const conflictIn = (facts: ReintegrationFacts, conflicts: readonly Conflict[]): string =>
  `${versionName(facts.service, facts.version)} conflicts with ${facts.defaultBranch} in ${filesOf(conflicts)}: settle that on ${facts.branch}.`

function pushing(
  { repository, branch, pushed, left }: ReintegrationFacts,
  { how, head }: ReintegrationPullRequest,
): readonly Step[] {
  if (pushed === head) return []
  if (left && pushed !== null)
    return [{ kind: 'replace-branch', repository, branch, commit: head, from: pushed, by: left.by }]
  // GitHub has the line's commit already.
  return [{ kind: how === 'conflict' ? 'create-branch' : 'push-commit', repository, branch, commit: head }]
}

/** The open one lists all that it brings, so that squashing it loses nothing. */
function listing(
  { repository, commits }: ReintegrationFacts,
  { pullRequest, body }: Reintegration,
): readonly Step[] {
  const text = extendedBody(body, missingOf(commits))
  if (text === body) return []
  return [{ kind: 'edit-pull-request', repository, pullRequest: pullRequest.number, body: text }]
}

const opening = (facts: ReintegrationFacts, proposal: ReintegrationPullRequest): Step => ({
  kind: 'open-pull-request',
  repository: facts.repository,
  head: facts.branch,
  base: facts.defaultBranch,
  title: pullRequestTitle(facts),
  body: pullRequestBody(facts, proposal),
  labels: [],
  ...(proposal.conflicts.length > 0 && { draft: true }),
})

function refusalOf(facts: ReintegrationFacts, { how, conflicts }: ReintegrationPullRequest): Refusal | null {
  const { branch, line, left, pushed } = facts
  if (left) return refuseLosingCommits(branch, left.lost, line)
  return how === 'conflict' && pushed !== null ? conflicting(facts, conflicts) : null
}

/** The branch on GitHub has a conflict with what came to the line since: only people can go on there. */
function conflicting({ branch, line }: ReintegrationFacts, conflicts: readonly Conflict[]): Refusal {
  return {
    code: 'conflict',
    message: `${branch} lacks newer commits of ${line}, which conflict with it in ${filesOf(conflicts)}.`,
    hint: `Merge ${line} into ${branch} by hand, and push it.`,
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
