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
  shown,
  candidateCheck,
  rejectionText,
  type SelectedCandidate,
} from './view.js'
import type { Check } from '../plan/check.js'
import type { Goal, StartTrigger } from '../plan/goal.js'
import { dispatchedAt } from '../rollout/next-gate.js'
import { checkLostHotfixes } from '../line/missing-hotfixes.js'
import { rejectTitle, deployFile, deployTitle } from '../model/pack-names.js'

/** `environments`: names of stages or environments; none: wherever something waits. */
export interface ApprovalOptions extends FreezeOptions, Selection {
  readonly comment: string
}

/** Everything that waits at some gates, in however many repositories, with one answer; what is on its way there is waited for. */
export function planApproval(
  all: readonly ApprovalFacts[],
  wish: ApprovalOptions,
  before: ApprovalPlan | null,
): ApprovalPlan {
  const waiting = all.flatMap((facts) => selectCandidates(facts, wish, before?.result.approvals ?? null))
  if (waiting.length === 0) requireReleased(all, wish.version)
  const outside = waiting.filter((one) => isSupersededByRunning(one, wish.verdict))
  const at = (place: Candidate['place']) =>
    waiting.filter((one) => one.candidate.place === place && !outside.includes(one))
  const [arriving, approved] = [at('arriving'), at('approved')]
  const isOpen = (one: SelectedCandidate): boolean => isAfterAll(wish) || !isAnswered(one)
  const open = at('gate').filter(isOpen)
  const rejected = [...at('rejected'), ...at('gate').filter((one) => !isOpen(one))]
  const gates = wish.verdict === 'approved' ? open.filter((one) => !isSupersededByWaiting(one, open)) : open
  const decided = (decision: Approval['decision']): ApprovalResult => ({
    approvals: merged(before, [...gates, ...arriving, ...approved], decision),
  })
  const barred = gates.filter(({ candidate }) => !candidate.mayApprove)
  const checks = gates.map((one) => candidateCheck(one, wish.verdict))
  const refused = { steps: [], summary: '', checks, result: decided('none') }
  if (barred.length > 0) return { ...refused, refusal: refuseApprover(barred, wish.verdict) }
  if (
    wish.verdict === 'approved' &&
    rejected.length > 0 &&
    open.length + arriving.length + approved.length === 0
  )
    return { ...refused, refusal: refuseRejected(rejected) }
  if (gates.length === 0 && arriving.length > 0 && approved.length === 0)
    return {
      steps: [],
      summary: arriving
        .map(({ candidate }) => `${candidateName(candidate)} is on its way to its gate.`)
        .join('\n'),
      result: decided('none'),
      next: 'when-ready',
      waitingFor: arriving
        .map(({ candidate }) => `${candidateName(candidate)} is on its way to its gate`)
        .join(', '),
      goals: arriving.map((one) => goalOf(one, false)),
    }
  const frozen =
    wish.verdict === 'approved'
      ? gates.map((one) => planFreezeOverride(freezeFacts(one), wish, checksAt(one)))
      : []
  const refusal = frozen.find((one) => one.refusal)?.refusal
  if (refusal) return { ...refused, refusal }
  const result = decided(wish.verdict)
  const steps = [...withoutDuplicates(frozen.flatMap((one) => one.steps)), ...stepsFor(gates, wish)]
  const going = wish.verdict === 'approved' ? newestOfEach([...gates, ...approved]) : []
  return {
    steps,
    summary: summaryOf(all, gates, wish, {
      answered: [...rejected, ...open],
      outside,
      approved,
      back: at('rolled-back'),
    }),
    result,
    checks,
    ...(steps.length + going.length > 0 &&
      warningsOf(
        open.filter((one) => !gates.includes(one)),
        outside,
      )),
    ...(steps.length > 0 && { question: questionOf(gates, wish) }),
    ...(going.length > 0 && {
      goals: going.map((one) => goalOf(one, isPassed(one))),
      view: {
        followed: going.map(({ candidate }) => candidate),
        stages: all.flatMap(({ config }) => gatedStages(config)),
      },
    }),
    ...(wish.verdict === 'rejected' && rejecting(gates, wish)),
    ...(wish.environments.length > 1 &&
      wish.verdict === 'approved' &&
      going.length > 0 && { next: 'when-followed' as const }),
  }
}

/** Where gates are dispatched a rejection is followed until its run has judged. */
function rejecting(
  gates: readonly SelectedCandidate[],
  { comment }: ApprovalOptions,
): Pick<ApprovalPlan, 'goals' | 'view'> {
  const sent = gates.filter(({ candidate }) => candidate.gate === null)
  if (sent.length === 0) return {}
  return {
    goals: sent.map((one) => rejectingGoal(one, comment)),
    view: { followed: gates.map(({ candidate }) => candidate), stages: [] },
  }
}

/** A gate that was opened is not stopped at again. What a dispatch started may meet reviewers of its environment besides. */
const isPassed = ({ candidate, facts }: SelectedCandidate): boolean =>
  candidate.gate !== null || facts.config.gates !== 'dispatch'

/** Whoever names a version lets it in, also if it is turned away just now. */
const isAfterAll = ({ verdict, version }: ApprovalOptions): boolean =>
  verdict === 'approved' && version !== undefined

/** Where gates are dispatched a rejection is a run, which takes its time: it is not sent twice, and nothing slips in before it. */
const isAnswered = ({ candidate, facts }: SelectedCandidate): boolean =>
  candidate.gate === null &&
  isBeingRejected(
    facts.runs.map(({ title, run }) => ({ title, conclusion: run.conclusion })),
    candidate,
  )

function questionOf(gates: readonly SelectedCandidate[], { verdict, environments }: ApprovalOptions): string {
  const names =
    environments.length > 1 ? environments : [...new Set(gates.map(({ candidate }) => candidate.environment))]
  const places = [...new Set(gates.map(({ candidate }) => candidate.repository))]
  return `${verdict === 'approved' ? 'Approve' : 'Reject'} ${names.join(' and then ')} of ${places.join(', ')}?`
}

function summaryOf(
  all: readonly ApprovalFacts[],
  gates: readonly SelectedCandidate[],
  { verdict, environments, version }: ApprovalOptions,
  {
    answered,
    outside,
    approved,
    back,
  }: Readonly<Record<'answered' | 'outside' | 'approved' | 'back', readonly SelectedCandidate[]>>,
): string {
  const repositories = all.map(({ repository }) => repository).join(', ')
  if (gates.length === 0 && verdict === 'rejected' && answered.length > 0)
    return answered.map(({ candidate }) => `${rejectionText(candidate)}.`).join('\n')
  if (gates.length === 0 && approved.length > 0)
    return approved.map(({ candidate }) => `${candidateName(candidate)} was let in already.`).join('\n')
  if (gates.length === 0 && outside.length > 0) return supersededLines(outside).join('\n')
  if (gates.length === 0 && back.length > 0 && verdict === 'approved')
    return back.map(rolledBackText).join('\n')
  if (gates.length === 0)
    return `${version ? `${version} does not wait` : 'Nothing waits'}${environments.length > 0 ? ` at ${environments.join(', ')}` : ' for approval'} in ${repositories}.`
  return gates
    .map(({ candidate }) => `${candidateName(candidate)} is ${wordOf(candidate, verdict)}.`)
    .join('\n')
}

const wordOf = ({ gate }: Candidate, verdict: ApprovalOptions['verdict']): string =>
  verdict === 'rejected' && gate === null ? 'being rejected' : verdict

/** What was answered before stays answered. */
function merged(
  before: ApprovalPlan | null,
  waiting: readonly SelectedCandidate[],
  decision: Approval['decision'],
): readonly Approval[] {
  const decided = before?.result.approvals.filter(({ decision }) => decision !== 'none') ?? []
  const news = waiting.map((one) => shown(one, decision))
  const isSame = (one: Approval, other: Approval): boolean =>
    one.repository === other.repository && one.environment === other.environment && one.to === other.to
  return [...decided, ...news.filter((one) => !decided.some((other) => isSame(one, other)))]
}

/** What the freeze has to know of a version. */
export const freezeFacts = ({ candidate, facts }: SelectedCandidate): FreezeFacts => ({
  repository: candidate.repository,
  config: facts.config,
  now: facts.now,
  viewer: facts.viewer.login,
  release: releaseOf(facts, candidate) ?? null,
})

/** What else is asked at a gate: nothing that runs there is lost. */
const checksAt = ({ candidate: { environment, version }, facts }: SelectedCandidate): readonly Check[] => {
  const gone = version === null ? undefined : facts.lostHotfixes.get(environment)?.get(version)
  return gone && version !== null ? [checkLostHotfixes(gone, { environment, version })] : []
}

export const withoutDuplicates = (steps: readonly Step[]): readonly Step[] =>
  steps.filter(
    (step, index) => steps.findIndex((other) => JSON.stringify(other) === JSON.stringify(step)) === index,
  )

/** Every job that waits for environments of one run is answered at once; the oldest run first. */
export function stepsFor(
  gates: readonly SelectedCandidate[],
  { verdict, comment }: { readonly verdict: 'approved' | 'rejected'; readonly comment: string },
): readonly Step[] {
  const ordered = gates.toSorted((one, other) => one.candidate.run.id - other.candidate.run.id)
  const native = ordered.filter(({ candidate }) => candidate.gate !== null)
  const runs = [...new Set(native.map(({ candidate }) => candidate.run.id))]
  const reviews = runs.map((run): Step => {
    const own = native.filter(({ candidate }) => candidate.run.id === run)
    return {
      kind: 'review-deployments',
      repository: own[0]!.candidate.repository,
      run,
      environments: own.map(({ candidate }) => ({ name: candidate.environment, id: candidate.gate! })),
      verdict,
      comment,
    }
  })
  const dispatched = ordered.filter(({ candidate }) => candidate.gate === null)
  const said = inOneLine(comment)
  const starts = dispatched.map(({ candidate: { repository, environment, version }, facts }): Step => ({
    kind: 'dispatch-workflow',
    repository,
    workflow: deployFile,
    ref: facts.defaultBranch,
    inputs: {
      environment,
      version: version ?? '',
      ...(verdict === 'approved' ? { rollback: 'false' } : { verdict: 'reject' }),
      ...(said !== '' && { comment: said }),
    },
  }))
  return [...reviews, ...starts]
}

/** A comment stands in the name of a run, which is one line. */
const inOneLine = (comment: string): string => comment.replaceAll(/\s+/g, ' ').trim()

/** A rejection is said by a run, where the gates are dispatched: it counts when that has judged. */
const rejectingGoal = ({ candidate, facts }: SelectedCandidate, comment: string): Goal => {
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

/** Of several versions at one gate the newest is what the environment will run; what is still to be started comes last. */
export const newestOfEach = (all: readonly SelectedCandidate[]): readonly SelectedCandidate[] => {
  const keyOf = ({ candidate: { repository, environment } }: SelectedCandidate): string =>
    `${repository} ${environment}`
  const turnOf = ({ candidate: { gate, place, run } }: SelectedCandidate): number =>
    gate === null && place === 'gate' ? Number.MAX_SAFE_INTEGER : run.id
  const ordered = all.toSorted((one, other) => turnOf(other) - turnOf(one))
  return ordered.filter((one, index) => ordered.findIndex((other) => keyOf(other) === keyOf(one)) === index)
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
/** How the deployment that approving lets go on, or starts, is followed. */

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
