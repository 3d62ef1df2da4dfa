import { readRecord, type DeploymentRecord } from './deployment-record.js'

/** The state of a deployment. GitHub's `pending` is `queued`, its `error` is `failure`. */
export type DeploymentState = 'queued' | 'waiting' | 'in_progress' | 'success' | 'failure' | 'inactive'

/**
 * A deployment. `ref`: the branch or tag of its run, null if that was deleted; `page`: the address of its log; `statuses`: the
 * newest few, newest first.
 */
export interface Deployment {
  readonly id: number
  readonly environment: string
  readonly commit: string
  readonly createdAt: string
  readonly ref: string | null
  readonly creator: string
  readonly state: DeploymentState
  readonly page: string | null
  readonly statuses: readonly {
    readonly description: string
    readonly url: string | null
    readonly at: string
  }[]
}

/** The deployments of one environment, newest first. `more`: the cursor of the next page; null if these are all. */
export interface History {
  readonly environment: string
  readonly deployments: readonly Deployment[]
  readonly more: { readonly after: string | null } | null
}

/** What an environment runs. `version`: null if neither the deployment nor a tag names one. */
export interface Running extends DeploymentRecord {
  readonly since: string
  readonly by: string
  readonly url: string | null
}

/** The newest deployment that is a success or inactive decides what runs; failed and unfinished ones change nothing. */
export const decidingDeployment = ({ deployments }: History): Deployment | null =>
  deployments.find(hasRun) ?? null

/** Was the deployment a success at any time? Only successful deployments become inactive. */
export const hasRun = ({ state }: Deployment): boolean => state === 'success' || state === 'inactive'

/** The newest deployment that waits at a gate, even if a later one has passed it. */
export const waitingIn = ({ deployments }: History): Deployment | null =>
  deployments.find(({ state }) => state === 'waiting') ?? null

/** The run of a deployment, parsed from its page; null if no run made it. */
export function runOf({ page }: Deployment): { readonly id: number; readonly url: string } | null {
  const [url = '', id] = /^.*\/actions\/runs\/(\d+)(?=\/|$)/.exec(page ?? '') ?? []
  return id === undefined ? null : { id: Number(id), url }
}

/**
 * The unfinished deployment of a run. Finished ones belong to earlier attempts of the same run; they must be excluded because
 * our own statuses have no page, and so another deployment with a page would be found instead.
 */
export const activeDeploymentOf = ({ deployments }: History, run: number): Deployment | null =>
  deployments.find(
    (deployment) =>
      ['waiting', 'queued', 'in_progress'].includes(deployment.state) && runOf(deployment)?.id === run,
  ) ?? null

/** Are older deployments needed to know what runs? */
export const isUndecided = (history: History): boolean =>
  history.more !== null && decidingDeployment(history) === null

/** What runs, or null. `versionAt`: the version at a commit, if the deployment itself does not name one. */
export function runningIn(history: History, versionAt: (commit: string) => string | null): Running | null {
  const deployment = decidingDeployment(history)
  if (deployment?.state !== 'success') return null
  const { statuses, creator, createdAt } = deployment
  return {
    ...recordOf(deployment, versionAt),
    since: statuses[0]?.at ?? createdAt,
    by: creator,
    url: statuses.find(({ url }) => url !== null)?.url ?? null,
  }
}

/** The image digest of a commit, from the newest deployment that records one. */
export const digestOf = ({ deployments }: History, commit: string): string | null =>
  deployments
    .map((deployment) => recordOf(deployment, () => null))
    .find((record) => record.commit === commit && record.digest !== null)?.digest ?? null

/** What a deployment deploys: the record that `rel ci deploy` wrote into a status, else only its commit and version. */
export function recordOf(
  { commit, statuses }: Deployment,
  versionAt: (commit: string) => string | null,
): DeploymentRecord {
  const record = statuses.flatMap(({ description }) => readRecord(description) ?? [])[0]
  return record ?? { version: versionAt(commit), commit, digest: null, pr: null }
}

/** What dev runs, and whether it contains a given commit. */
export interface DevFact {
  readonly commit: string
  readonly contains: boolean
}
