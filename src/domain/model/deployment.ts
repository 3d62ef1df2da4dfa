import { readRecord, type DeploymentRecord } from './deployment-record.js'

/** How far an attempt to deploy has come; GitHub's `pending` is `queued`, its `error` is `failure`. */
export type DeploymentState = 'queued' | 'waiting' | 'in_progress' | 'success' | 'failure' | 'inactive'

/**
 * One attempt to deploy. `ref`: the branch or tag of its run, null where that is gone; `page`: where the run is to be seen;
 * `statuses`: the newest few, newest first.
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

/** The deployments of one environment, newest first. `more`: where older ones go on; null when these are all. */
export interface History {
  readonly environment: string
  readonly deployments: readonly Deployment[]
  readonly more: { readonly after: string | null } | null
}

/** What an environment runs. `version`: null where neither the deployment nor a tag names one. */
export interface Running extends DeploymentRecord {
  readonly since: string
  readonly by: string
  readonly url: string | null
}

/** The newest deployment that succeeded or was taken away decides; failures and attempts under way change nothing. */
export const decidingDeployment = ({ deployments }: History): Deployment | null =>
  deployments.find(hasRun) ?? null

/** Only what was a success becomes inactive. */
export const hasRun = ({ state }: Deployment): boolean => state === 'success' || state === 'inactive'

/** The newest attempt that waits at a gate, also where a later one went past it. */
export const waitingIn = ({ deployments }: History): Deployment | null =>
  deployments.find(({ state }) => state === 'waiting') ?? null

/** The run that an attempt is of, as its page names it; null where it was made by no run. */
export function runOf({ page }: Deployment): { readonly id: number; readonly url: string } | null {
  const [url = '', id] = /^.*\/actions\/runs\/(\d+)(?=\/|$)/.exec(page ?? '') ?? []
  return id === undefined ? null : { id: Number(id), url }
}

/**
 * The attempt that a run is in the middle of. What has ended belongs to an earlier try of the same run: a status of ours names no
 * page, so that the attempt that got one would be taken for it.
 */
export const activeDeploymentOf = ({ deployments }: History, run: number): Deployment | null =>
  deployments.find(
    (one) => ['waiting', 'queued', 'in_progress'].includes(one.state) && runOf(one)?.id === run,
  ) ?? null

/** Are older deployments needed to tell what runs? */
export const isUndecided = (history: History): boolean =>
  history.more !== null && decidingDeployment(history) === null

/** What runs, or null; `versionAt` names the version at a commit that the deployment itself does not name. */
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

/** The image of a commit, as far as an attempt to deploy it names one. */
export const digestOf = ({ deployments }: History, commit: string): string | null =>
  deployments
    .map((deployment) => recordOf(deployment, () => null))
    .find((one) => one.commit === commit && one.digest !== null)?.digest ?? null

/** What a deployment carries: as `rel ci deploy` wrote it into a status, else as far as its commit tells. */
export function recordOf(
  { commit, statuses }: Deployment,
  versionAt: (commit: string) => string | null,
): DeploymentRecord {
  const record = statuses.flatMap(({ description }) => readRecord(description) ?? [])[0]
  return record ?? { version: versionAt(commit), commit, digest: null, pr: null }
}

/** What dev runs, and whether the commit of a push is behind it: already part of it, and not it. */
export interface DevFact {
  readonly commit: string
  readonly contains: boolean
}
