import { refusalToDispatch } from './permission.js'
import type { Plan, Step } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import type { PullRequest } from '../model/pull-request.js'
import type { PullRequestFacts } from './pull-request.js'
import { environmentsFile, environmentsTitle } from '../model/pack-names.js'
import { withoutService } from '../model/environment.js'
import { type LabelRules, heldEnvironments } from './request.js'

export interface RedeployOptions {
  /** Deploy again if the label is already there. */
  readonly redeploy?: boolean
}

/** A label that is already there starts no run: with --redeploy the workflow is dispatched instead. */
export function planRedeployment<P extends Plan>(
  plan: P,
  { redeploy }: RedeployOptions,
  facts: PullRequestFacts,
  pullRequest: PullRequest,
): P {
  const { repository, defaultBranch, now } = facts
  const [first, ...rest] = plan.goals ?? []
  if (!redeploy || plan.refusal || plan.steps.length > 0 || !first) return plan
  const environment = withoutService(first.environment)
  const refusal = refusalToDispatch(facts, environment)
  if (refusal) return { ...plan, refusal: relabelling(refusal, pullRequest) }
  const inputs = { pr: String(pullRequest.number) }
  const step: Step = {
    kind: 'dispatch-workflow',
    repository,
    workflow: environmentsFile,
    ref: defaultBranch,
    inputs,
  }
  const trigger = {
    kind: 'dispatch' as const,
    workflow: environmentsFile,
    title: environmentsTitle,
    since: now,
  }
  return {
    ...plan,
    steps: [step],
    goals: [first, ...rest].map((goal) => ({ ...goal, trigger })),
    warnings: [...(plan.warnings ?? []), ...alsoDeployed(facts, pullRequest, environment)],
  }
}

/** A user who may label but not dispatch can add the label again. */
const relabelling = (refusal: Refusal, { number }: PullRequest): Refusal => ({
  ...refusal,
  hint: `${refusal.hint.replace(/\.$/, '')}, or remove the label from #${number} and add it again.`,
})

/** Warns about the other environments of the pull request, because the run redeploys all of them. */
export function alsoDeployed(
  rules: LabelRules,
  pullRequest: PullRequest,
  environment: string,
): readonly string[] {
  const others = heldEnvironments(pullRequest, rules).filter((other) => other !== withoutService(environment))
  return others.length === 0
    ? []
    : [`#${pullRequest.number} will also be redeployed to ${others.join(' and ')}.`]
}
