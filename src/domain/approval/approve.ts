import type { Step } from '../plan/plan.js'
import { type FreezeFacts, type FreezeWish, overFreeze } from '../freeze/override.js'
import { type ApprovalFacts, type Crossing, newestIn, releaseOf } from './facts.js'
import { gatedStages } from '../model/stage.js'
import {
  demandReleased,
  isOutside,
  isSuperseded,
  outsideOf,
  type Selection,
  wantedIn,
  warningsOf,
} from './selection.js'
import { isBeingRejected } from '../model/deploy-run.js'
import {
  type Approval,
  type ApprovalPlan,
  type ApprovalResult,
  notAgain,
  notAllowed,
  placeOf,
  rolledBackAt,
  shown,
  shownAt,
  turnedAwayAt,
  type Waiting,
} from './view.js'
import type { Check } from '../plan/check.js'
import type { Goal, StartTrigger } from '../plan/goal.js'
import { dispatchedAt } from '../rollout/next-gate.js'
import { checkTakenAway } from '../line/missing-hotfixes.js'
import { rejectTitle, deployFile, deployTitle } from '../model/pack-names.js'

/** `environments`: names of stages or environments; none: wherever something waits. */
export interface ApprovalWish extends FreezeWish, Selection {
  readonly comment: string
}

/** Everything that waits at some gates, in however many repositories, with one answer; what is on its way there is waited for. */
export function planApproval(
  all: readonly ApprovalFacts[],
  wish: ApprovalWish,
  before: ApprovalPlan | null,
): ApprovalPlan {
  const waiting = all.flatMap((facts) => wantedIn(facts, wish, before?.result.approvals ?? null))
  if (waiting.length === 0) demandReleased(all, wish.version)
  const outside = waiting.filter((one) => isOutside(one, wish.verdict))
  const at = (place: Crossing['place']) =>
    waiting.filter((one) => one.crossing.place === place && !outside.includes(one))
  const [coming, inside] = [at('coming'), at('inside')]
  const isOpen = (one: Waiting): boolean => isAfterAll(wish) || !isAnswered(one)
  const open = at('gate').filter(isOpen)
  const rejected = [...at('rejected'), ...at('gate').filter((one) => !isOpen(one))]
  const gates = wish.verdict === 'approved' ? open.filter((one) => !isSuperseded(one, open)) : open
  const decided = (decision: Approval['decision']): ApprovalResult => ({
    approvals: merged(before, [...gates, ...coming, ...inside], decision),
  })
  const barred = gates.filter(({ crossing }) => !crossing.mayApprove)
  const checks = gates.map((one) => shownAt(one, wish.verdict))
  const refused = { steps: [], summary: '', checks, result: decided('none') }
  if (barred.length > 0) return { ...refused, refusal: notAllowed(barred, wish.verdict) }
  if (wish.verdict === 'approved' && rejected.length > 0 && open.length + coming.length + inside.length === 0)
    return { ...refused, refusal: notAgain(rejected) }
  if (gates.length === 0 && coming.length > 0 && inside.length === 0)
    return {
      steps: [],
      summary: coming.map(({ crossing }) => `${placeOf(crossing)} is on its way to its gate.`).join('\n'),
      result: decided('none'),
      next: 'when-ready',
      waitingFor: coming.map(({ crossing }) => `${placeOf(crossing)} is on its way to its gate`).join(', '),
      goals: coming.map((one) => goalOf(one, false)),
    }
  const frozen =
    wish.verdict === 'approved' ? gates.map((one) => overFreeze(freezeFacts(one), wish, checksAt(one))) : []
  const refusal = frozen.find((one) => one.refusal)?.refusal
  if (refusal) return { ...refused, refusal }
  const result = decided(wish.verdict)
  const steps = [...unique(frozen.flatMap((one) => one.steps)), ...stepsFor(gates, wish)]
  const going = wish.verdict === 'approved' ? newest([...gates, ...inside]) : []
  return {
    steps,
    summary: summaryOf(all, gates, wish, {
      answered: [...rejected, ...open],
      outside,
      inside,
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
        followed: going.map(({ crossing }) => crossing),
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
  gates: readonly Waiting[],
  { comment }: ApprovalWish,
): Pick<ApprovalPlan, 'goals' | 'view'> {
  const sent = gates.filter(({ crossing }) => crossing.gate === null)
  if (sent.length === 0) return {}
  return {
    goals: sent.map((one) => rejectingGoal(one, comment)),
    view: { followed: gates.map(({ crossing }) => crossing), stages: [] },
  }
}

/** A gate that was opened is not stopped at again. What a dispatch started may meet reviewers of its environment besides. */
const isPassed = ({ crossing, facts }: Waiting): boolean =>
  crossing.gate !== null || facts.config.gates !== 'dispatch'

/** Whoever names a version lets it in, also if it is turned away just now. */
const isAfterAll = ({ verdict, version }: ApprovalWish): boolean =>
  verdict === 'approved' && version !== undefined

/** Where gates are dispatched a rejection is a run, which takes its time: it is not sent twice, and nothing slips in before it. */
const isAnswered = ({ crossing, facts }: Waiting): boolean =>
  crossing.gate === null &&
  isBeingRejected(
    facts.runs.map(({ title, run }) => ({ title, conclusion: run.conclusion })),
    crossing,
  )

function questionOf(gates: readonly Waiting[], { verdict, environments }: ApprovalWish): string {
  const names =
    environments.length > 1 ? environments : [...new Set(gates.map(({ crossing }) => crossing.environment))]
  const places = [...new Set(gates.map(({ crossing }) => crossing.repository))]
  return `${verdict === 'approved' ? 'Approve' : 'Reject'} ${names.join(' and then ')} of ${places.join(', ')}?`
}

function summaryOf(
  all: readonly ApprovalFacts[],
  gates: readonly Waiting[],
  { verdict, environments, version }: ApprovalWish,
  {
    answered,
    outside,
    inside,
    back,
  }: Readonly<Record<'answered' | 'outside' | 'inside' | 'back', readonly Waiting[]>>,
): string {
  const repositories = all.map(({ repository }) => repository).join(', ')
  if (gates.length === 0 && verdict === 'rejected' && answered.length > 0)
    return answered.map(({ crossing }) => `${turnedAwayAt(crossing)}.`).join('\n')
  if (gates.length === 0 && inside.length > 0)
    return inside.map(({ crossing }) => `${placeOf(crossing)} was let in already.`).join('\n')
  if (gates.length === 0 && outside.length > 0) return outsideOf(outside).join('\n')
  if (gates.length === 0 && back.length > 0 && verdict === 'approved')
    return back.map(rolledBackAt).join('\n')
  if (gates.length === 0)
    return `${version ? `${version} does not wait` : 'Nothing waits'}${environments.length > 0 ? ` at ${environments.join(', ')}` : ' for approval'} in ${repositories}.`
  return gates.map(({ crossing }) => `${placeOf(crossing)} is ${wordOf(crossing, verdict)}.`).join('\n')
}

const wordOf = ({ gate }: Crossing, verdict: ApprovalWish['verdict']): string =>
  verdict === 'rejected' && gate === null ? 'being rejected' : verdict

/** What was answered before stays answered. */
function merged(
  before: ApprovalPlan | null,
  waiting: readonly Waiting[],
  decision: Approval['decision'],
): readonly Approval[] {
  const decided = before?.result.approvals.filter(({ decision }) => decision !== 'none') ?? []
  const news = waiting.map((one) => shown(one, decision))
  const isSame = (one: Approval, other: Approval): boolean =>
    one.repository === other.repository && one.environment === other.environment && one.to === other.to
  return [...decided, ...news.filter((one) => !decided.some((other) => isSame(one, other)))]
}

/** What the freeze has to know of a version. */
export const freezeFacts = ({ crossing, facts }: Waiting): FreezeFacts => ({
  repository: crossing.repository,
  config: facts.config,
  now: facts.now,
  viewer: facts.viewer.login,
  release: releaseOf(facts, crossing) ?? null,
})

/** What else is asked at a gate: nothing that runs there is lost. */
const checksAt = ({ crossing: { environment, version }, facts }: Waiting): readonly Check[] => {
  const gone = version === null ? undefined : facts.gone.get(environment)?.get(version)
  return gone && version !== null ? [checkTakenAway(gone, { environment, version })] : []
}

export const unique = (steps: readonly Step[]): readonly Step[] =>
  steps.filter(
    (step, index) => steps.findIndex((other) => JSON.stringify(other) === JSON.stringify(step)) === index,
  )

/** Every job that waits for environments of one run is answered at once; the oldest run first. */
export function stepsFor(
  gates: readonly Waiting[],
  { verdict, comment }: { readonly verdict: 'approved' | 'rejected'; readonly comment: string },
): readonly Step[] {
  const ordered = gates.toSorted((one, other) => one.crossing.run.id - other.crossing.run.id)
  const native = ordered.filter(({ crossing }) => crossing.gate !== null)
  const runs = [...new Set(native.map(({ crossing }) => crossing.run.id))]
  const reviews = runs.map((run): Step => {
    const own = native.filter(({ crossing }) => crossing.run.id === run)
    return {
      kind: 'review-deployments',
      repository: own[0]!.crossing.repository,
      run,
      environments: own.map(({ crossing }) => ({ name: crossing.environment, id: crossing.gate! })),
      verdict,
      comment,
    }
  })
  const dispatched = ordered.filter(({ crossing }) => crossing.gate === null)
  const said = inOneLine(comment)
  const starts = dispatched.map(({ crossing: { repository, environment, version }, facts }): Step => ({
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
const rejectingGoal = ({ crossing, facts }: Waiting, comment: string): Goal => {
  const { repository, environment, commit } = crossing
  const version = crossing.version ?? ''
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
      after: newestIn(facts.runs),
    },
  }
}

/** Of several versions at one gate the newest is what the environment will run; what is still to be started comes last. */
export const newest = (all: readonly Waiting[]): readonly Waiting[] => {
  const keyOf = ({ crossing: { repository, environment } }: Waiting): string => `${repository} ${environment}`
  const turnOf = ({ crossing: { gate, place, run } }: Waiting): number =>
    gate === null && place === 'gate' ? Number.MAX_SAFE_INTEGER : run.id
  const ordered = all.toSorted((one, other) => turnOf(other) - turnOf(one))
  return ordered.filter((one, index) => ordered.findIndex((other) => keyOf(other) === keyOf(one)) === index)
}

const goalOf = ({ crossing, facts }: Waiting, through: boolean): Goal => ({
  repository: crossing.repository,
  environment: crossing.environment,
  commit: crossing.commit,
  trigger: triggerOf(crossing, facts),
  ...(crossing.place === 'coming' &&
    dispatchedAt(facts.defaultBranch, facts.config, crossing.environment, crossing.version)),
  through,
})
/** How the deployment that approving lets go on, or starts, is followed. */

const triggerOf = (
  { gate, place, run, node, version, environment }: Crossing,
  { now, runs }: Pick<ApprovalFacts, 'now' | 'runs'>,
): StartTrigger =>
  gate === null && place === 'gate' && version !== null
    ? {
        kind: 'dispatch',
        workflow: deployFile,
        title: deployTitle(version, environment),
        since: now,
        after: newestIn(runs),
      }
    : { kind: 'run', run: run.id, node }
