import { refusalToDispatch } from './permission.js'
import type { Plan, Step } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import type { PullRequest } from '../model/pull-request.js'
import type { PullRequestFacts } from './pull-request.js'
import { environmentsFile, environmentsTitle } from '../model/pack-names.js'
import { withoutService } from '../model/environment.js'
import { type LabelRules, heldEnvironments } from './request.js'

export interface RedeployOptions {
  /** Deploy what the label asks for already once more. */
  readonly redeploy?: boolean
}

/** A label that is there already starts nothing: where it is wished, the workflow that reacts to it is started instead. */
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

/** Whoever may label, and nothing more, has a way of their own. */
const relabelling = (refusal: Refusal, { number }: PullRequest): Refusal => ({
  ...refusal,
  hint: `${refusal.hint.replace(/\.$/, '')}, or take the label off #${number} and set it again.`,
})

/** A run looks at a whole pull request: where else it is deployed again. */
export function alsoDeployed(
  rules: LabelRules,
  pullRequest: PullRequest,
  environment: string,
): readonly string[] {
  const others = heldEnvironments(pullRequest, rules).filter((other) => other !== withoutService(environment))
  return others.length === 0
    ? []
    : [`#${pullRequest.number} is deployed again to ${others.join(' and ')} too.`]
}
