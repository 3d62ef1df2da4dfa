import type { Step } from '../plan/plan.js'
import { type FreezeFacts, type FreezeOptions, planFreezeOverride } from '../freeze/override.js'
import { type ApprovalFacts, type Candidate, newestRunId, releaseOf } from './facts.js'
import { gatedStages } from '../model/stage.js'
import {
  requireReleased,
  isSupersededByRunning,
  isSupersededByWaiting,
  supersededLines,
  type Selection,
  selectCandidates,
  warningsOf,
} from './selection.js'
import { isBeingRejected } from '../model/deploy-run.js'
import {
  type Approval,
  type ApprovalPlan,
  type ApprovalResult,
  refuseRejected,
  refuseApprover,
  candidateName,
  rolledBackText,
  toApproval,
  candidateCheck,
  rejectionText,
  type SelectedCandidate,
} from './view.js'
import type { Check } from '../plan/check.js'
import type { Goal, StartTrigger } from '../plan/goal.js'
import { dispatchedAt } from '../rollout/next-gate.js'
import { checkLostHotfixes } from '../line/missing-hotfixes.js'
import { rejectTitle, deployFile, deployTitle } from '../model/pack-names.js'

/** `environments`: names of stages or environments; empty means every gate where a version waits. */
export interface ApprovalOptions extends FreezeOptions, Selection {
  readonly comment: string
}

/**
 * Approves or rejects every version that waits at the selected gates, in any number of repositories. A version on its way to a
 * gate is waited for.
 */
export function planApproval(
  all: readonly ApprovalFacts[],
  options: ApprovalOptions,
  before: ApprovalPlan | null,
): ApprovalPlan {
  const selected = all.flatMap((facts) => selectCandidates(facts, options, before?.result.approvals ?? null))
  if (selected.length === 0) requireReleased(all, options.version)
  const superseded = selected.filter((item) => isSupersededByRunning(item, options.verdict))
  const at = (place: Candidate['place']) =>
    selected.filter((item) => item.candidate.place === place && !superseded.includes(item))
  const [arriving, approved] = [at('arriving'), at('approved')]
  const isOpen = (item: SelectedCandidate): boolean => mayReopen(options) || !hasPendingRejection(item)
  const open = at('gate').filter(isOpen)
  const rejected = [...at('rejected'), ...at('gate').filter((item) => !isOpen(item))]
  const gates =
    options.verdict === 'approved' ? open.filter((item) => !isSupersededByWaiting(item, open)) : open
  const resultFor = (decision: Approval['decision']): ApprovalResult => ({
    approvals: merged(before, [...gates, ...arriving, ...approved], decision),
  })
  const unauthorised = gates.filter(({ candidate }) => !candidate.mayApprove)
  const checks = gates.map((item) => candidateCheck(item, options.verdict))
  const refused = { steps: [], summary: '', checks, result: resultFor('none') }
  if (unauthorised.length > 0) return { ...refused, refusal: refuseApprover(unauthorised, options.verdict) }
  if (
    options.verdict === 'approved' &&
    rejected.length > 0 &&
    open.length + arriving.length + approved.length === 0
  )
    return { ...refused, refusal: refuseRejected(rejected) }
  if (gates.length === 0 && arriving.length > 0 && approved.length === 0) {
    const lines = arriving.map(({ candidate }) => `${candidateName(candidate)} has not reached its gate yet`)
    return {
      steps: [],
      summary: lines.map((line) => `${line}.`).join('\n'),
      result: resultFor('none'),
      next: 'when-ready',
      waitingFor: lines.join(', '),
      goals: arriving.map((item) => goalOf(item, false)),
    }
  }
  const overrides =
    options.verdict === 'approved'
      ? gates.map((item) => planFreezeOverride(freezeFacts(item), options, checksAt(item)))
      : []
  const refusal = overrides.find((override) => override.refusal)?.refusal
  if (refusal) return { ...refused, refusal }
  const result = resultFor(options.verdict)
  const steps = [
    ...withoutDuplicates(overrides.flatMap((override) => override.steps)),
    ...stepsFor(gates, options),
  ]
  const followed = options.verdict === 'approved' ? newestOfEach([...gates, ...approved]) : []
  return {
    steps,
    summary: summaryOf(all, gates, options, {
      decided: [...rejected, ...open],
      superseded,
      approved,
      rolledBack: at('rolled-back'),
    }),
    result,
    checks,
    ...(steps.length + followed.length > 0 &&
      warningsOf(
        open.filter((item) => !gates.includes(item)),
        superseded,
      )),
    ...(steps.length > 0 && { question: questionOf(gates, options) }),
    ...(followed.length > 0 && {
      goals: followed.map((item) => goalOf(item, isOpened(item))),
      view: {
        followed: followed.map(({ candidate }) => candidate),
        stages: all.flatMap(({ config }) => gatedStages(config)),
      },
    }),
    ...(options.verdict === 'rejected' && rejectionGoals(gates, options)),
    ...(options.environments.length > 1 &&
      options.verdict === 'approved' &&
      followed.length > 0 && { next: 'when-followed' as const }),
  }
}

/** With dispatched gates a run rejects the version, and rel follows it until it has done so. */
function rejectionGoals(
  gates: readonly SelectedCandidate[],
  { comment }: ApprovalOptions,
): Pick<ApprovalPlan, 'goals' | 'view'> {
  const dispatched = gates.filter(({ candidate }) => candidate.gate === null)
  if (dispatched.length === 0) return {}
  return {
    goals: dispatched.map((item) => rejectionGoal(item, comment)),
    view: { followed: gates.map(({ candidate }) => candidate), stages: [] },
  }
}

/** An approved gate does not stop the run again; a dispatched deployment may still meet reviewers of its environment. */
const isOpened = ({ candidate, facts }: SelectedCandidate): boolean =>
  candidate.gate !== null || facts.config.gates !== 'dispatch'

/** Naming a version approves it even while it is being rejected. */
const mayReopen = ({ verdict, version }: ApprovalOptions): boolean =>
  verdict === 'approved' && version !== undefined

/** With dispatched gates a rejection is a run: while it goes on, the version is neither rejected twice nor approved. */
const hasPendingRejection = ({ candidate, facts }: SelectedCandidate): boolean =>
  candidate.gate === null &&
  isBeingRejected(
    facts.runs.map(({ title, run }) => ({ title, conclusion: run.conclusion })),
    candidate,
  )

function questionOf(gates: readonly SelectedCandidate[], { verdict, environments }: ApprovalOptions): string {
  const names =
    environments.length > 1 ? environments : [...new Set(gates.map(({ candidate }) => candidate.environment))]
  const repositories = [...new Set(gates.map(({ candidate }) => candidate.repository))]
  const deployments = gates.length > 1 || names.length > 1 ? 'the deployments' : 'the deployment'
  return `${verdict === 'approved' ? 'Approve' : 'Reject'} ${deployments} to ${names.join(', then ')} in ${repositories.join(', ')}?`
}

function summaryOf(
  all: readonly ApprovalFacts[],
  gates: readonly SelectedCandidate[],
  { verdict, environments, version }: ApprovalOptions,
  {
    decided,
    superseded,
    approved,
    rolledBack,
  }: Readonly<Record<'decided' | 'superseded' | 'approved' | 'rolledBack', readonly SelectedCandidate[]>>,
): string {
  const repositories = all.map(({ repository }) => repository).join(', ')
  if (gates.length === 0 && verdict === 'rejected' && decided.length > 0)
    return decided.map(({ candidate }) => `${rejectionText(candidate)}.`).join('\n')
  if (gates.length === 0 && approved.length > 0)
    return approved.map(({ candidate }) => `${candidateName(candidate)} is already approved.`).join('\n')
  if (gates.length === 0 && superseded.length > 0) return supersededLines(superseded).join('\n')
  if (gates.length === 0 && rolledBack.length > 0 && verdict === 'approved')
    return rolledBack.map(rolledBackText).join('\n')
  if (gates.length === 0)
    return `${version ? `${version} is not` : 'No deployment is'} waiting for approval${environments.length > 0 ? ` at ${environments.join(', ')}` : ''} in ${repositories}.`
  return gates.map(({ candidate }) => decisionText(candidate, verdict)).join('\n')
}

const decisionText = (candidate: Candidate, verdict: ApprovalOptions['verdict']): string =>
  verdict === 'rejected' && candidate.gate === null
    ? `${candidateName(candidate)} is being rejected.`
    : `${verdict === 'approved' ? 'Approved' : 'Rejected'} ${candidateName(candidate)}.`

/** Keeps the decisions of earlier rounds. */
function merged(
  before: ApprovalPlan | null,
  selected: readonly SelectedCandidate[],
  decision: Approval['decision'],
): readonly Approval[] {
  const decided = before?.result.approvals.filter(({ decision }) => decision !== 'none') ?? []
  const added = selected.map((item) => toApproval(item, decision))
  const isSame = (first: Approval, second: Approval): boolean =>
    first.repository === second.repository &&
    first.environment === second.environment &&
    first.to === second.to
  return [...decided, ...added.filter((approval) => !decided.some((known) => isSame(approval, known)))]
}

/** The facts about a version that a freeze override needs. */
export const freezeFacts = ({ candidate, facts }: SelectedCandidate): FreezeFacts => ({
  repository: candidate.repository,
  config: facts.config,
  now: facts.now,
  viewer: facts.viewer.login,
  release: releaseOf(facts, candidate) ?? null,
})

/** A version must not remove hotfixes that its environment runs. */
const checksAt = ({ candidate: { environment, version }, facts }: SelectedCandidate): readonly Check[] => {
  const lost = version === null ? undefined : facts.lostHotfixes.get(environment)?.get(version)
  return lost && version !== null ? [checkLostHotfixes(lost, { environment, version })] : []
}

export const withoutDuplicates = (steps: readonly Step[]): readonly Step[] =>
  steps.filter(
    (step, index) => steps.findIndex((other) => JSON.stringify(other) === JSON.stringify(step)) === index,
  )

/** One review answers every job of a run that waits for these environments; the oldest run comes first. */
export function stepsFor(
  gates: readonly SelectedCandidate[],
  { verdict, comment }: { readonly verdict: 'approved' | 'rejected'; readonly comment: string },
): readonly Step[] {
  const ordered = gates.toSorted((first, second) => first.candidate.run.id - second.candidate.run.id)
  const reviewed = ordered.filter(({ candidate }) => candidate.gate !== null)
  const runs = [...new Set(reviewed.map(({ candidate }) => candidate.run.id))]
  const reviews = runs.map((run): Step => {
    const sameRun = reviewed.filter(({ candidate }) => candidate.run.id === run)
    return {
      kind: 'review-deployments',
      repository: sameRun[0]!.candidate.repository,
      run,
      environments: sameRun.map(({ candidate }) => ({ name: candidate.environment, id: candidate.gate! })),
      verdict,
      comment,
    }
  })
  const dispatched = ordered.filter(({ candidate }) => candidate.gate === null)
  const line = inOneLine(comment)
  const starts = dispatched.map(({ candidate: { repository, environment, version }, facts }): Step => ({
    kind: 'dispatch-workflow',
    repository,
    workflow: deployFile,
    ref: facts.defaultBranch,
    inputs: {
      environment,
      version: version ?? '',
      ...(verdict === 'approved' ? { rollback: 'false' } : { verdict: 'reject' }),
      ...(line !== '' && { comment: line }),
    },
  }))
  return [...reviews, ...starts]
}

/** The comment is part of the run's name, which is one line. */
const inOneLine = (comment: string): string => comment.replaceAll(/\s+/g, ' ').trim()

const rejectionGoal = ({ candidate, facts }: SelectedCandidate, comment: string): Goal => {
  const { repository, environment, commit } = candidate
  const version = candidate.version ?? ''
  return {
    repository,
    environment,
    commit,
    rejecting: version,
    trigger: {
      kind: 'dispatch',
      workflow: deployFile,
      title: rejectTitle(version, environment, inOneLine(comment)),
      since: facts.now,
      after: newestRunId(facts.runs),
    },
  }
}

/** Keeps the newest candidate of each gate, which the environment will run in the end; what is still to be started is the newest. */
export const newestOfEach = (all: readonly SelectedCandidate[]): readonly SelectedCandidate[] => {
  const keyOf = ({ candidate: { repository, environment } }: SelectedCandidate): string =>
    `${repository} ${environment}`
  const orderOf = ({ candidate: { gate, place, run } }: SelectedCandidate): number =>
    gate === null && place === 'gate' ? Number.MAX_SAFE_INTEGER : run.id
  const ordered = all.toSorted((first, second) => orderOf(second) - orderOf(first))
  return ordered.filter((item, index) => ordered.findIndex((other) => keyOf(other) === keyOf(item)) === index)
}

const goalOf = ({ candidate, facts }: SelectedCandidate, through: boolean): Goal => ({
  repository: candidate.repository,
  environment: candidate.environment,
  commit: candidate.commit,
  trigger: triggerOf(candidate, facts),
  ...(candidate.place === 'arriving' &&
    dispatchedAt(facts.defaultBranch, facts.config, candidate.environment, candidate.version)),
  through,
})

/** The run that carries the candidate, or the one that approving it dispatches. */
const triggerOf = (
  { gate, place, run, node, version, environment }: Candidate,
  { now, runs }: Pick<ApprovalFacts, 'now' | 'runs'>,
): StartTrigger =>
  gate === null && place === 'gate' && version !== null
    ? {
        kind: 'dispatch',
        workflow: deployFile,
        title: deployTitle(version, environment),
        since: now,
        after: newestRunId(runs),
      }
    : { kind: 'run', run: run.id, node }
