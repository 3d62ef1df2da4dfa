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
  /** The pull request that the newest deployment names; null where it names none. */
  readonly named: PullRequest | null
  /** Every open pull request that carries a label of an environment; none are asked for where a stage is meant. */
  readonly open: readonly PullRequest[]
  /** Is the workflow that would deploy it on the default branch? */
  readonly reacts: boolean
}

/** What starts the deployment. `title`: as its run is called; `once`: no other run is called so. `commit`: what will run. */
export interface RedeployStart {
  readonly workflow: string
  readonly title: string
  readonly once: boolean
  readonly inputs: Readonly<Record<string, string>>
  readonly subject: string
  readonly commit: string
  readonly warnings: readonly string[]
}

export const hasGate = ({ config }: Pick<ApprovalFacts, 'config'>, environment: string): boolean =>
  gatedStages(config).some((stage) => stage.environment === environment)

/** The workflow that deploys to an environment, as far as people may start it; a stage without a gate is the main workflow's. */
export const workflowOf = (facts: Pick<ApprovalFacts, 'config'>, environment: string): string | null =>
  hasGate(facts, environment) ? deployFile : kindOf(environment) === 'stage' ? null : environmentsFile

/** Versions go by `deploy.yml`; what a pull request has is looked at again, and its head is deployed. */
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
  once: true,
  inputs: { environment, version, rollback: 'false' },
  subject: version,
  commit,
  warnings: [],
})

/** Whose commit runs there; one that nobody wrote down is of the open one at that commit that asks for the environment. */
const ownerOf = (facts: RedeployFacts, environment: string, { commit }: Running): PullRequest | null =>
  facts.named ?? facts.open.find((one) => one.sha === commit && holds(one, environment, facts)) ?? null

/** Deployed is what the pull request asks for now: nothing, once it is closed or has lost the label. */
function ofPullRequest(
  facts: RedeployFacts,
  environment: string,
  { commit }: Running,
  pullRequest: PullRequest,
): RedeployStart | Refusal {
  const { number, state, sha } = pullRequest
  if (state !== 'open')
    return refuse(
      `#${number}, which ${environment} runs, is ${state}: only open pull requests hold environments.`,
      'The sweep takes it away.',
    )
  if (!holds(pullRequest, environment, facts))
    return refuse(
      `#${number}, which ${environment} runs, does not ask for it any more.`,
      `\`${deployCommand(environment)} --pr ${number}\` does.`,
    )
  return {
    workflow: environmentsFile,
    title: environmentsTitle,
    once: false,
    inputs: { pr: String(number) },
    subject: `#${number}`,
    commit: sha,
    warnings: [
      ...(sha === commit ? [] : [`#${number} is at ${shortCommit(sha)} by now: that is what is deployed.`]),
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
    message: `${environment} runs ${name}, which is neither a version nor of a pull request.`,
    hint: `Run the jobs of its run again${page ? `: ${page}` : ''}.`,
  }
}
