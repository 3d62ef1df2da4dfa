import { recordText } from '../model/deployment-record.js'
import { type Refusal, refuse } from '../plan/refusal.js'
import { decidingDeployment, type Deployment, type DevFact, type History } from '../model/deployment.js'
import { shortCommit } from '../../lib/commit.js'
import type { MissingCommit } from '../line/audit.js'
import { imageOf } from '../model/image.js'
import type { CiResult } from './event.js'
import { isVersioned } from '../model/environment.js'
import { deploymentOrder, type DeploymentOrder } from './deployment-order.js'
import { otherHolder, heldEnvironments, type LabelRules } from '../label/request.js'
import type { Plan, Step } from '../plan/plan.js'
import type { PullRequest } from '../model/pull-request.js'

export interface DeployFacts extends LabelRules {
  readonly repository: string
  /** The pull request as it is now; null if none was given. */
  readonly pullRequest: PullRequest | null
  readonly history: History
  /** The given digest, else that of the commit's image; null if there is none. */
  readonly digest: string | null
  /** The deployment that GitHub created for this job; null if it is not found. */
  readonly own: Deployment | null
  /** What dev runs, and whether that contains the commit; null for other environments. */
  readonly dev: DevFact | null
  readonly now: string
  /** The checks that were overridden when the version was published. */
  readonly overridden: readonly string[]
  /** Hotfix commits that the environment runs and the version does not contain. */
  readonly lostHotfixes: readonly MissingCommit[]
}
export interface DeployOptions {
  readonly environment: string
  readonly commit: string
  readonly version: string | null
  readonly pr: number | null
  /** An older version may replace a newer one. */
  readonly rollback: boolean
}

/** The last check before a deployment: it must still be requested, be in order, and have an image. `isRecorded`: on the second call. */
export function planDeploy(facts: DeployFacts, options: DeployOptions, isRecorded = false): Plan<CiResult> {
  const { history, digest, own, repository } = facts
  const { environment, commit } = options
  const order: DeploymentOrder = isVersioned(environment)
    ? deploymentOrder(facts, options, isRecorded)
    : { kind: 'go' }
  if (order.kind === 'wait')
    return {
      steps: [],
      summary: '',
      result: { why: [`Waiting: ${order.why}.`], outputs: {} },
      next: 'when-ready',
      waitingFor: order.why,
    }
  const refusal = order.kind === 'refused' ? order.refusal : refusalToDeploy(facts, options)
  if (refusal || digest === null) {
    const stop = refusal ?? noImage(commit)
    return { steps: [], summary: '', result: { why: [stop.message], outputs: {} }, refusal: stop }
  }
  const record: readonly Step[] = own
    ? [
        {
          kind: 'deployment-status',
          repository,
          deployment: own.id,
          environment,
          state: 'in_progress',
          description: recordText({ ...options, digest }),
        },
      ]
    : []
  const why = [
    `Deploying ${deployedName(options)} to ${environment}: commit ${shortCommit(commit)}, image ${digest}.`,
  ]
  const first = decidingDeployment(history)?.state !== 'success'
  return {
    steps: record,
    ...(isVersioned(environment) && { next: 'after-steps' }),
    summary: why.join('\n'),
    result: { why, outputs: { image: imageOf(facts.config, repository), digest, first: String(first) } },
    ...(!own && {
      warnings: [
        `GitHub has no deployment of this job to ${environment}, so the version and the image cannot be recorded.`,
      ],
    }),
  }
}

const deployedName = ({ version, pr, commit }: DeployOptions): string =>
  version ?? (pr === null ? shortCommit(commit) : `#${pr}`)

const noImage = (commit: string): Refusal => ({
  code: 'refused',
  message: `There is no image of ${shortCommit(commit)}.`,
  hint: 'Re-run the build.',
})

/** Refuses a deployment that is outdated by now. The job must fail: GitHub records a job that succeeds as a deployment. */
function refusalToDeploy(facts: DeployFacts, { environment, commit, pr }: DeployOptions): Refusal | null {
  const { pullRequest, dev } = facts
  if (dev?.contains && dev.commit !== commit)
    return refuse(
      `${environment} already runs ${shortCommit(dev.commit)}, which contains ${shortCommit(commit)}.`,
      'A later commit was deployed first, so this one is not needed.',
    )
  if (pr === null) return null
  if (!pullRequest || !heldEnvironments(pullRequest, facts).includes(environment))
    return refuse(
      `#${pr} is ${pullRequest?.state ?? 'gone'} and no longer requests ${environment}.`,
      'Add the label to request it again.',
    )
  if (pullRequest.sha !== commit)
    return refuse(
      `#${pr} is now at ${shortCommit(pullRequest.sha)}, not at ${shortCommit(commit)}.`,
      `The run of ${shortCommit(pullRequest.sha)} deploys it.`,
    )
  return null
}

export interface UndeployFacts extends LabelRules {
  readonly repository: string
  readonly open: readonly PullRequest[]
  readonly history: History
}

/** The last check before an environment is taken down, and the record of it afterwards (`done`). */
export function planUndeploy(facts: UndeployFacts, environment: string, done: boolean): Plan<CiResult> {
  const keeper = otherHolder(environment, facts.open, null, facts)
  const why = keeper
    ? `Keeping ${environment}: #${keeper.number} requests it.`
    : done
      ? `${environment} was taken down.`
      : `Taking down ${environment}: no open pull request requests it.`
  const active = done ? facts.history.deployments.filter(({ state }) => state !== 'inactive') : []
  return {
    steps: active.map(({ id }) => ({
      kind: 'deployment-status',
      repository: facts.repository,
      deployment: id,
      environment,
      state: 'inactive',
      description: 'rel undeployed it',
    })),
    summary: why,
    result: { why: [why], outputs: done ? {} : { undeploy: String(!keeper) } },
  }
}
