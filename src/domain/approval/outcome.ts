import type { Plan } from '../plan/plan.js'
import { nextAt, nextOf } from '../rollout/next-gate.js'
import type { Progress } from '../plan/goal.js'
import type { Stage } from '../model/stage.js'
import type { Crossing } from './facts.js'
import { placeOf, type Approval, type ApprovalResult } from './view.js'

/** What the views of an approval and of a rejection need: the versions that are followed, and the gates there are. */
export interface ApprovalView {
  readonly followed: readonly Crossing[]
  readonly stages: readonly Stage[]
}
export type ApprovalPlan = Plan<ApprovalResult, ApprovalView>

interface Outcome {
  readonly summary: string
  readonly result: ApprovalResult
}

/**
 * What was approved, as far as it has come; an earlier round's deployments are told once more. What becomes of the version that is
 * followed at a gate says nothing of the others there.
 */
export function approvalOutcome({ result, view }: ApprovalPlan, progress: readonly Progress[]): Outcome {
  const isFollowed = ({ repository, environment, to }: Approval): boolean =>
    view?.followed.some(
      (one) => one.repository === repository && one.environment === environment && one.version === to,
    ) ?? false
  const of = (approval: Approval): Progress | undefined =>
    progress.find(
      ({ goal: { repository, environment } }) =>
        repository === approval.repository && environment === approval.environment && isFollowed(approval),
    )
  const now = result.approvals.map((approval): Approval => {
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
  const gated = progress.filter(({ state }) => state === 'gated').map(nextOf)
  const next = [...new Set([...gated, ...nextAfter(now, view?.stages ?? [])])]
  return { summary: [...new Set(lines), ...next].join('\n'), result: { approvals: now } }
}

/** What was turned away, as far as the runs that say so have judged. */
export function rejectionOutcome({ result, view }: ApprovalPlan, progress: readonly Progress[]): Outcome {
  const of = (repository: string, environment: string, version: string | null): Progress | undefined =>
    progress.find(
      ({ goal }) =>
        goal.repository === repository && goal.environment === environment && goal.rejecting === version,
    )
  const lines = (view?.followed ?? []).map(
    (crossing) =>
      of(crossing.repository, crossing.environment, crossing.version)?.sentence ??
      `${placeOf(crossing)} is rejected.`,
  )
  const now = result.approvals.map((one): Approval => {
    const own = of(one.repository, one.environment, one.to)
    return own && own.state !== 'reached' ? { ...one, decision: 'none' } : one
  })
  return { summary: lines.join('\n'), result: { approvals: now } }
}

/** Behind a stage that was reached is the next gate. */
const nextAfter = (approvals: readonly Approval[], stages: readonly Stage[]): readonly string[] => {
  const names = approvals.map(({ environment }) => environment)
  const reached = approvals.filter(({ deployed }) => deployed !== null)
  const next = stages.filter(
    ({ before, environment }) =>
      !names.includes(environment) && reached.some((approval) => approval.environment === before),
  )
  return next.map(({ environment }) => nextAt(environment))
}
