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

/** As --json shows it: docs/json.md. */
export interface RedeployResult {
  readonly environment: string
  readonly version: string | null
  readonly run: Run | null
  readonly url: string | null
}
export type RedeployPlan = Plan<RedeployResult>

/** What an environment runs, once more: behind its gate where it has one. */
export function planRedeploy(facts: RedeployFacts, environment: string, wish: FreezeOptions): RedeployPlan {
  const running = runningIn(facts.history, () => null)
  const result = { environment, version: running?.version ?? null, run: null, url: null }
  const start = running ? redeployStart(facts, environment, running) : nothingRuns(environment)
  if ('code' in start) return { steps: [], summary: '', result, refusal: start }
  const frozen = frozenFor(facts, environment, result.version, wish)
  const refusal = mayNotStart(facts, environment) ?? lacking(facts, start) ?? frozen?.refusal
  if (refusal) return { steps: [], summary: '', result, refusal }
  const { repository, defaultBranch } = facts
  const { workflow, inputs, subject, commit, warnings } = start
  const under = start.once
    ? facts.runs.find(({ run, title }) => run.conclusion === null && title === start.title)
    : undefined
  const step: Step = { kind: 'dispatch-workflow', repository, workflow, ref: defaultBranch, inputs }
  const trigger: StartTrigger = under
    ? { kind: 'run', run: under.run.id, node: under.node }
    : { kind: 'dispatch', workflow, title: start.title, since: facts.now, after: newestRunId(facts.runs) }
  return {
    steps: under ? [] : [...(frozen?.steps ?? []), step],
    summary: `${environment} gets ${subject} again.`,
    result,
    question: `Deploy ${subject} to ${environment} again?`,
    goals: [{ repository, environment, commit, trigger }],
    warnings,
  }
}

/** How far it has come, and who has to let it in. */
export const redeployOutcome = ({ result }: RedeployPlan, progress: readonly Progress[]) => ({
  summary: progress
    .flatMap((one) => [one.sentence, ...(one.state === 'gated' ? [nextCommandOf(one)] : [])])
    .join('\n'),
  result: { ...result, run: progress[0]?.run ?? null, url: progress[0]?.url ?? null },
})

const nothingRuns = (environment: string): Refusal => ({
  code: 'refused',
  message: `${environment} runs nothing: there is nothing to repeat.`,
  hint:
    kindOf(environment) === 'stage'
      ? '`rel status` shows what runs where.'
      : `\`${deployCommand(environment)} --redeploy\` deploys what asks for it.`,
})

const lacking = ({ reacts, defaultBranch }: RedeployFacts, { workflow }: RedeployStart): Refusal | null =>
  reacts ? null : missingWorkflow(defaultBranch, workflow)

/** A freeze stops what goes through a gate, and nothing else. */
function frozenFor(facts: RedeployFacts, environment: string, version: string | null, wish: FreezeOptions) {
  if (!hasGate(facts, environment)) return null
  const { repository, config, now, viewer } = facts
  const release = releaseOf(facts, { environment, version }) ?? null
  return planFreezeOverride({ repository, config, now, viewer: viewer.login, release }, wish)
}
