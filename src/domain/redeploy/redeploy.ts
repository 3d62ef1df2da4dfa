import { newestRunId, releaseOf } from '../approval/facts.js'
import { mayNotStart } from '../approval/permission.js'
import { runningIn } from '../model/deployment.js'
import type { Plan, Step } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import { deployCommand, kindOf } from '../model/environment.js'
import { nextCommandOf } from '../rollout/next-gate.js'
import { planFreezeOverride, type FreezeOptions } from '../freeze/override.js'
import type { Run } from '../model/run.js'
import { missingWorkflow } from '../rollout/trigger.js'
import type { Progress, StartTrigger } from '../plan/goal.js'
import { hasGate, redeployStart, type RedeployFacts, type RedeployStart } from './start.js'

/** The result of a redeployment as --json shows it: docs/json.md. */
export interface RedeployResult {
  readonly environment: string
  readonly version: string | null
  readonly run: Run | null
  readonly url: string | null
}
export type RedeployPlan = Plan<RedeployResult>

/** Deploys what an environment runs once more, behind its gate if it has one. */
export function planRedeploy(
  facts: RedeployFacts,
  environment: string,
  options: FreezeOptions,
): RedeployPlan {
  const running = runningIn(facts.history, () => null)
  const result = { environment, version: running?.version ?? null, run: null, url: null }
  const start = running ? redeployStart(facts, environment, running) : noDeployment(environment)
  if ('code' in start) return { steps: [], summary: '', result, refusal: start }
  const override = freezeOverride(facts, environment, result.version, options)
  const refusal = mayNotStart(facts, environment) ?? requireWorkflow(facts, start) ?? override?.refusal
  if (refusal) return { steps: [], summary: '', result, refusal }
  const { repository, defaultBranch } = facts
  const { workflow, inputs, subject, commit, warnings } = start
  const started = start.hasUniqueTitle
    ? facts.runs.find(({ run, title }) => run.conclusion === null && title === start.title)
    : undefined
  const step: Step = { kind: 'dispatch-workflow', repository, workflow, ref: defaultBranch, inputs }
  const trigger: StartTrigger = started
    ? { kind: 'run', run: started.run.id, node: started.node }
    : { kind: 'dispatch', workflow, title: start.title, since: facts.now, after: newestRunId(facts.runs) }
  return {
    steps: started ? [] : [...(override?.steps ?? []), step],
    summary: `Redeploying ${subject} to ${environment}.`,
    result,
    question: `Redeploy ${subject} to ${environment}?`,
    goals: [{ repository, environment, commit, trigger }],
    warnings,
  }
}

/** The progress of the redeployment, and the next command at a gate. */
export const redeployOutcome = ({ result }: RedeployPlan, progress: readonly Progress[]) => ({
  summary: progress
    .flatMap((item) => [item.sentence, ...(item.state === 'gated' ? [nextCommandOf(item)] : [])])
    .join('\n'),
  result: { ...result, run: progress[0]?.run ?? null, url: progress[0]?.url ?? null },
})

const noDeployment = (environment: string): Refusal => ({
  code: 'refused',
  message: `${environment} has no deployment to repeat.`,
  hint:
    kindOf(environment) === 'stage'
      ? 'Run `rel status` to see what runs where.'
      : `Run \`${deployCommand(environment)} --redeploy\` to deploy the pull request that requests it.`,
})

const requireWorkflow = (
  { hasWorkflow, defaultBranch }: RedeployFacts,
  { workflow }: RedeployStart,
): Refusal | null => (hasWorkflow ? null : missingWorkflow(defaultBranch, workflow))

/** A freeze applies only to environments behind a gate. */
function freezeOverride(
  facts: RedeployFacts,
  environment: string,
  version: string | null,
  options: FreezeOptions,
) {
  if (!hasGate(facts, environment)) return null
  const { repository, config, now, viewer } = facts
  const release = releaseOf(facts, { environment, version }) ?? null
  return planFreezeOverride({ repository, config, now, viewer: viewer.login, release }, options)
}
