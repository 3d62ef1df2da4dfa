import { approverOf, approversOf } from './approval/approver.js'
import { gatedStages, releaseOf, type ApprovalFacts } from './approval/ground.js'
import { titleOf } from './approval/version-run.js'
import { runningIn, type History, type Running } from './deployment.js'
import { kindOf } from './environment.js'
import type { Plan, Refusal, Step } from './plan.js'
import { overFreeze, type FreezeWish } from './publish/over-freeze.js'
import { nextOf } from './publish/outcome.js'
import type { Run } from './run.js'
import { deployFile, reactingFile, type StartTrigger } from './trigger.js'

export interface RedeployFacts extends ApprovalFacts {
  readonly history: History
}
export interface RedeployResult {
  readonly environment: string
  readonly version: string | null
  readonly run: Run | null
  readonly url: string | null
}
export type RedeployPlan = Plan<RedeployResult>

/** What starts the deployment, and how its run is found. */
interface Start {
  readonly workflow: string
  readonly title: string
  readonly inputs: Readonly<Record<string, string>>
}

/** What an environment runs, once more: behind its gate where it has one. */
export function planRedeploy(facts: RedeployFacts, environment: string, wish: FreezeWish): RedeployPlan {
  const running = runningIn(facts.history, () => null)
  const result = { environment, version: running?.version ?? null, run: null, url: null }
  const start = running && startOf(facts, environment, running)
  const stop =
    start && running ? notAllowed(facts, environment) : nothingToRepeat(facts, environment, running)
  const frozen =
    start && running && isGated(facts, environment) ? overFreezeOf(facts, environment, running, wish) : null
  const refusal = stop ?? frozen?.refusal
  if (refusal || !start || !running) return { steps: [], summary: '', result, ...(refusal && { refusal }) }
  const under =
    start.workflow === deployFile
      ? facts.runs.find(({ run, title }) => run.conclusion === null && title === start.title)
      : undefined
  const step: Step = {
    kind: 'dispatch-workflow',
    repository: facts.repository,
    workflow: start.workflow,
    ref: facts.defaultBranch,
    inputs: start.inputs,
  }
  const trigger: StartTrigger = under
    ? { kind: 'run', run: under.run.id, node: under.node }
    : { kind: 'dispatch', workflow: start.workflow, title: start.title, since: facts.now }
  return {
    steps: under ? [] : [...(frozen?.steps ?? []), step],
    summary: `${environment} gets ${nameOf(running)} again.`,
    result,
    question: `Deploy ${nameOf(running)} to ${environment} again?`,
    goals: [{ repository: facts.repository, environment, commit: running.commit, trigger }],
    told: (progress) => ({
      summary: progress
        .flatMap((one) => [one.sentence, ...(one.state === 'gated' ? [nextOf(one)] : [])])
        .join('\n'),
      result: {
        ...result,
        run: progress[0]?.run ?? null,
        url: progress[0]?.url ?? null,
      },
    }),
  }
}

const nameOf = ({ version, pr, commit }: Running): string =>
  version ?? (pr === null ? commit.slice(0, 7) : `#${pr}`)
const isGated = ({ config }: ApprovalFacts, environment: string): boolean =>
  gatedStages(config).some((stage) => stage.environment === environment)

/** Versions go by `deploy.yml`; what a pull request has is looked at again, and deployed again. Null: neither. */
function startOf(facts: RedeployFacts, environment: string, { version, pr }: Running): Start | null {
  if (isGated(facts, environment))
    return version === null
      ? null
      : {
          workflow: deployFile,
          title: titleOf(version, environment),
          inputs: { environment, version, rollback: 'false' },
        }
  return pr === null || kindOf(environment) === 'stage'
    ? null
    : { workflow: reactingFile, title: 'Environments', inputs: { pr: String(pr) } }
}

function nothingToRepeat({ history }: RedeployFacts, environment: string, running: Running | null): Refusal {
  const page = history.deployments.find(({ state }) => state === 'success')?.page
  return running
    ? {
        code: 'refused',
        message: `${environment} runs ${nameOf(running)}, which is neither a version nor of a pull request.`,
        hint: `Run the jobs of its run again${page ? `: ${page}` : ''}.`,
      }
    : {
        code: 'refused',
        message: `${environment} runs nothing: there is nothing to repeat.`,
        hint: '`rel status` shows what runs where.',
      }
}

/** Where gates are dispatched, whoever starts the deployment approves it. */
export function notAllowed(facts: ApprovalFacts, environment: string): Refusal | null {
  const { config, viewer } = facts
  if (config.gates !== 'dispatch' || !isGated(facts, environment)) return null
  const approvers = approversOf(config, environment)
  if (approverOf(viewer, approvers) !== null) return null
  return {
    code: 'permission',
    message: `You may not deploy to ${environment}: its approvers are ${approvers.join(', ')}.`,
    hint: 'Ask one of them.',
  }
}

function overFreezeOf(facts: RedeployFacts, environment: string, { version }: Running, wish: FreezeWish) {
  const { repository, config, now, viewer } = facts
  const release = releaseOf(facts, { environment, version }) ?? null
  return overFreeze({ repository, config, now, viewer: viewer.login, release }, wish)
}
