import { type Refusal, refuse } from '../plan/refusal.js'
import { shortCommit } from '../../lib/commit.js'
import { type ApprovalFacts } from '../approval/facts.js'
import { gatedStages } from '../model/stage.js'
import { deployFile, environmentsFile, environmentsTitle, deployTitle } from '../model/pack-names.js'
import type { History, Running } from '../model/deployment.js'
import { deployCommand, kindOf } from '../model/environment.js'
import { holds } from '../label/request.js'
import type { PullRequest } from '../model/pull-request.js'
import { alsoDeployed } from '../label/redeploy.js'

export interface RedeployFacts extends ApprovalFacts {
  readonly history: History
  /** The pull request recorded by the running deployment; null: it records none. */
  readonly deployedPull: PullRequest | null
  /** Every open pull request with a label of an environment; not read for stages. */
  readonly openPulls: readonly PullRequest[]
  /** Whether the workflow that deploys it is on the default branch. */
  readonly hasWorkflow: boolean
}

/** What starts the deployment. `title`: the name of its run; `hasUniqueTitle`: no other run has it; `commit`: what will run. */
export interface RedeployStart {
  readonly workflow: string
  readonly title: string
  readonly hasUniqueTitle: boolean
  readonly inputs: Readonly<Record<string, string>>
  readonly subject: string
  readonly commit: string
  readonly warnings: readonly string[]
}

export const hasGate = ({ config }: Pick<ApprovalFacts, 'config'>, environment: string): boolean =>
  gatedStages(config).some((stage) => stage.environment === environment)

/** The workflow that deploys to an environment and can be dispatched; null for a stage without a gate, which the main workflow deploys. */
export const workflowOf = (facts: Pick<ApprovalFacts, 'config'>, environment: string): string | null =>
  hasGate(facts, environment) ? deployFile : kindOf(environment) === 'stage' ? null : environmentsFile

/** A version is deployed by `deploy.yml`; for a pull request its current head is deployed. */
export function redeployStart(
  facts: RedeployFacts,
  environment: string,
  running: Running,
): RedeployStart | Refusal {
  const workflow = workflowOf(facts, environment)
  if (workflow === deployFile && running.version !== null)
    return ofVersion(environment, running.version, running.commit)
  const pullRequest = workflow === environmentsFile ? ownerOf(facts, environment, running) : null
  return pullRequest
    ? ofPullRequest(facts, environment, running, pullRequest)
    : notRepeatable(facts, environment, running)
}

const ofVersion = (environment: string, version: string, commit: string): RedeployStart => ({
  workflow: deployFile,
  title: deployTitle(version, environment),
  hasUniqueTitle: true,
  inputs: { environment, version, rollback: 'false' },
  subject: version,
  commit,
  warnings: [],
})

/** The pull request that the environment runs: the recorded one, else the open one at that commit that requests the environment. */
const ownerOf = (facts: RedeployFacts, environment: string, { commit }: Running): PullRequest | null =>
  facts.deployedPull ??
  facts.openPulls.find((pull) => pull.sha === commit && holds(pull, environment, facts)) ??
  null

/** A pull request that is closed or has lost the label is not deployed. */
function ofPullRequest(
  facts: RedeployFacts,
  environment: string,
  { commit }: Running,
  pullRequest: PullRequest,
): RedeployStart | Refusal {
  const { number, state, sha } = pullRequest
  if (state !== 'open')
    return refuse(
      `#${number}, which ${environment} runs, is ${state}; only open pull requests are deployed.`,
      'The scheduled sweep removes it.',
    )
  if (!holds(pullRequest, environment, facts))
    return refuse(
      `#${number}, which ${environment} runs, no longer requests ${environment}.`,
      `Run \`${deployCommand(environment)} --pr ${number}\` to request it again.`,
    )
  return {
    workflow: environmentsFile,
    title: environmentsTitle,
    hasUniqueTitle: false,
    inputs: { pr: String(number) },
    subject: `#${number}`,
    commit: sha,
    warnings: [
      ...(sha === commit ? [] : [`#${number} has moved to ${shortCommit(sha)}; that commit is deployed.`]),
      ...alsoDeployed(facts, pullRequest, environment),
    ],
  }
}

function notRepeatable({ history }: RedeployFacts, environment: string, running: Running): Refusal {
  const { version, pr, commit } = running
  const page = history.deployments.find(({ state }) => state === 'success')?.page
  const name = version ?? (pr === null ? shortCommit(commit) : `#${pr}`)
  return {
    code: 'refused',
    message: `${environment} runs ${name}, which is neither a version nor the head of a pull request.`,
    hint: `Re-run the jobs of its run${page ? `: ${page}` : ''}.`,
  }
}
