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
  /** The pull request as it is now; null where none was named. */
  readonly pullRequest: PullRequest | null
  readonly history: History
  /** The digest that was named, else that of the commit's image; null where there is none. */
  readonly digest: string | null
  /** The deployment that GitHub made for this job; null where it is not to be found. */
  readonly own: Deployment | null
  /** What dev runs, and whether that contains the commit; null for other environments. */
  readonly dev: DevFact | null
  readonly now: string
  /** What the release of the version says was overridden. */
  readonly overridden: readonly string[]
  /** Hotfix commits that run there, and that the version lacks. */
  readonly lostHotfixes: readonly MissingCommit[]
}
export interface DeployOptions {
  readonly environment: string
  readonly commit: string
  readonly version: string | null
  readonly pr: number | null
  /** An older version is meant to replace a newer one. */
  readonly rollback: boolean
}

/** The last look before a deployment: is it still wanted, and is there something to deploy? */
export function planDeploy(facts: DeployFacts, options: DeployOptions, isRecorded = false): Plan<CiResult> {
  const { history, digest, own, repository } = facts
  const { environment, commit } = options
  const turn: DeploymentOrder = isVersioned(environment)
    ? deploymentOrder(facts, options, isRecorded)
    : { kind: 'go' }
  if (turn.kind === 'wait')
    return {
      steps: [],
      summary: '',
      result: { why: [`${turn.why}.`], outputs: {} },
      next: 'when-ready',
      waitingFor: turn.why,
    }
  const refusal = turn.kind === 'refused' ? turn.refusal : refusalToGo(facts, options)
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
  const why = [`${environment} gets ${deployedName(options)}, ${shortCommit(commit)}, ${digest}.`]
  const first = decidingDeployment(history)?.state !== 'success'
  return {
    steps: record,
    ...(isVersioned(environment) && { next: 'after-steps' }),
    summary: why.join('\n'),
    result: { why, outputs: { image: imageOf(facts.config, repository), digest, first: String(first) } },
    ...(!own && {
      warnings: [
        `GitHub shows no deployment of this job in ${environment}: its record will only name a commit.`,
      ],
    }),
  }
}

const deployedName = ({ version, pr, commit }: DeployOptions): string =>
  version ?? (pr === null ? shortCommit(commit) : `#${pr}`)

const noImage = (commit: string): Refusal => ({
  code: 'refused',
  message: `There is no image of ${shortCommit(commit)}.`,
  hint: 'Run the build again.',
})

/** A run that waited for its turn may be wanted no more. It fails then: a job that ends well would be recorded as a deployment. */
function refusalToGo(facts: DeployFacts, { environment, commit, pr }: DeployOptions): Refusal | null {
  const { pullRequest, dev } = facts
  if (dev?.contains && dev.commit !== commit)
    return refuse(
      `${environment} runs ${shortCommit(dev.commit)} already, which contains ${shortCommit(commit)}.`,
      'There is nothing to do: a later commit was faster.',
    )
  if (pr === null) return null
  if (!pullRequest || !heldEnvironments(pullRequest, facts).includes(environment))
    return refuse(
      `#${pr} is ${pullRequest?.state ?? 'gone'} and does not want ${environment} any more.`,
      'There is nothing to do; a label asks for it again.',
    )
  if (pullRequest.sha !== commit)
    return refuse(
      `#${pr} is at ${shortCommit(pullRequest.sha)} by now, not at ${shortCommit(commit)}.`,
      'There is nothing to do: the run of that commit deploys it.',
    )
  return null
}

export interface UndeployFacts extends LabelRules {
  readonly repository: string
  readonly open: readonly PullRequest[]
  readonly history: History
}

/** The last look before an environment is taken down, and the record of it afterwards (`done`). */
export function planUndeploy(facts: UndeployFacts, environment: string, done: boolean): Plan<CiResult> {
  const keeper = otherHolder(environment, facts.open, null, facts)
  const why = keeper
    ? `${environment} stays: #${keeper.number} wants it.`
    : done
      ? `${environment} runs nothing.`
      : `Nobody wants ${environment}: it is taken down.`
  const over = done ? facts.history.deployments.filter(({ state }) => state !== 'inactive') : []
  return {
    steps: over.map(({ id }) => ({
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
