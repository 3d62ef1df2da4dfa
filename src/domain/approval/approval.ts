import type { Plan } from '../plan.js'
import { overFreeze, type FreezeWish } from '../publish/over-freeze.js'
import type { Progress } from '../rollout.js'
import { gatedStages, type ApprovalFacts, type Crossing, type Stage } from './ground.js'
import {
  notAllowed,
  placeOf,
  shown,
  shownAt,
  type Approval,
  type ApprovalResult,
  type Waiting,
} from './shown.js'
import { freezeFacts, goalOf, newest, stepsFor, unique } from './steps.js'
import { isSuperseded, wantedIn, warningsOf } from './wanted.js'

export interface ApprovalWish extends FreezeWish {
  /** Names of stages or environments; none: wherever something waits. */
  readonly environments: readonly string[]
  readonly verdict: 'approved' | 'rejected'
  readonly comment: string
}

export type ApprovalPlan = Plan<ApprovalResult>

/** Everything that waits at some gates, in however many repositories, with one answer; what is on its way there is waited for. */
export function planApproval(
  all: readonly ApprovalFacts[],
  wish: ApprovalWish,
  before: ApprovalPlan | null,
): ApprovalPlan {
  const waiting = all.flatMap((facts) => wantedIn(facts, wish.environments, before?.result.approvals ?? null))
  const at = (place: Crossing['place']) => waiting.filter(({ crossing }) => crossing.place === place)
  const [open, coming, inside] = [at('gate'), at('coming'), at('inside')]
  const gates = wish.verdict === 'approved' ? open.filter((one) => !isSuperseded(one, open)) : open
  const result = { approvals: merged(before, [...gates, ...coming, ...inside], wish) }
  const barred = gates.filter(({ crossing }) => !crossing.mayApprove)
  const checks = gates.map(shownAt)
  if (barred.length > 0)
    return {
      steps: [],
      summary: '',
      checks,
      result,
      refusal: notAllowed(barred.map(({ crossing }) => crossing)),
    }
  if (gates.length === 0 && coming.length > 0 && inside.length === 0)
    return {
      steps: [],
      summary: coming.map(({ crossing }) => `${placeOf(crossing)} is on its way to its gate.`).join('\n'),
      result,
      until: coming.map(({ crossing }) => `${placeOf(crossing)} is on its way to its gate`).join(', '),
      goals: coming.map((one) => goalOf(one, false)),
    }
  const frozen = wish.verdict === 'approved' ? gates.map((one) => overFreeze(freezeFacts(one), wish)) : []
  const refusal = frozen.find((one) => one.refusal)?.refusal
  if (refusal) return { steps: [], summary: '', checks, result, refusal }
  const steps = [...unique(frozen.flatMap((one) => one.steps)), ...stepsFor(gates, wish)]
  const going = wish.verdict === 'approved' ? newest([...gates, ...inside]) : []
  return {
    steps,
    summary: summaryOf(all, gates, wish),
    result,
    checks,
    ...warningsOf(open.filter((one) => !gates.includes(one))),
    ...(steps.length > 0 && { question: questionOf(gates, wish) }),
    ...(going.length > 0 && {
      goals: going.map((one) => goalOf(one, true)),
      told: telling(
        result,
        all.flatMap(({ config }) => gatedStages(config)),
      ),
    }),
    afterwards: wish.environments.length > 1 && wish.verdict === 'approved' && going.length > 0,
  }
}

function questionOf(gates: readonly Waiting[], { verdict, environments }: ApprovalWish): string {
  const names =
    environments.length > 1 ? environments : [...new Set(gates.map(({ crossing }) => crossing.environment))]
  const places = [...new Set(gates.map(({ crossing }) => crossing.repository))]
  return `${verdict === 'approved' ? 'Approve' : 'Reject'} ${names.join(' and then ')} of ${places.join(', ')}?`
}

function summaryOf(
  all: readonly ApprovalFacts[],
  gates: readonly Waiting[],
  { verdict, environments }: ApprovalWish,
): string {
  const repositories = all.map(({ repository }) => repository).join(', ')
  if (gates.length === 0)
    return `Nothing waits${environments.length > 0 ? ` at ${environments.join(', ')}` : ' for approval'} in ${repositories}.`
  if (verdict === 'rejected' && gates.every(({ crossing }) => crossing.gate === null))
    return gates
      .map(
        ({ crossing }) =>
          `${placeOf(crossing)} is deployed only when somebody approves it: nothing is to be stopped.`,
      )
      .join('\n')
  return gates.map(({ crossing }) => `${placeOf(crossing)} is ${verdict}.`).join('\n')
}

/** What was answered before stays answered. */
function merged(
  before: ApprovalPlan | null,
  waiting: readonly Waiting[],
  wish: ApprovalWish,
): readonly Approval[] {
  const decided = before?.result.approvals.filter(({ decision }) => decision !== 'none') ?? []
  const news = waiting.map((one) => shown(one, wish))
  const isSame = (one: Approval, other: Approval): boolean =>
    one.repository === other.repository && one.environment === other.environment && one.to === other.to
  return [...decided, ...news.filter((one) => !decided.some((other) => isSame(one, other)))]
}

/** What was approved, as far as it has come; an earlier round's deployments are told once more. */
const telling =
  ({ approvals }: ApprovalResult, stages: readonly Stage[]): NonNullable<ApprovalPlan['told']> =>
  (progress) => {
    const of = ({ repository, environment }: Approval): Progress | undefined =>
      progress.find(({ goal }) => goal.repository === repository && goal.environment === environment)
    const now = approvals.map((approval): Approval => {
      const own = of(approval)
      if (!own) return approval
      const deployed = own.state === 'reached' ? { version: approval.to, url: own.url } : null
      return { ...approval, run: own.run ?? approval.run, deployed }
    })
    const several = new Set(now.map(({ repository }) => repository)).size > 1
    const lines = now.flatMap((approval) => {
      const { repository, environment, deployed } = approval
      const sentence =
        of(approval)?.sentence ??
        (deployed && [`${environment} runs ${deployed.version}.`, deployed.url].filter(Boolean).join(' '))
      return sentence ? [`${several ? `${repository}: ` : ''}${sentence}`] : []
    })
    return { summary: [...lines, ...nextAfter(now, stages)].join('\n'), result: { approvals: now } }
  }

/** Behind a stage that was reached is the next gate. */
const nextAfter = (approvals: readonly Approval[], stages: readonly Stage[]): readonly string[] => {
  const names = approvals.map(({ environment }) => environment)
  const reached = approvals.filter(({ deployed }) => deployed !== null)
  const next = stages.filter(
    ({ before, environment }) =>
      !names.includes(environment) && reached.some((approval) => approval.environment === before),
  )
  return [...new Set(next.map(({ environment }) => `Next: rel release approve ${environment}`))]
}
