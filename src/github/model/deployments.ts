import type { Octokit } from '@octokit/rest'
import type { Deployment, DeploymentState, History } from '../../domain/model/deployment.js'
import { ask } from '../client/graphql.js'

export const deploymentFields = `fragment DeploymentPage on DeploymentConnection { pageInfo { hasNextPage endCursor }
  nodes { databaseId environment commitOid createdAt ref { name } creator { login } latestStatus { state logUrl }
    statuses(first: 5) { nodes { description environmentUrl createdAt } } } }`

interface DeploymentNode {
  readonly databaseId: number
  readonly environment: string
  readonly commitOid: string
  readonly createdAt: string
  readonly ref: { readonly name: string } | null
  readonly creator: { readonly login: string } | null
  readonly latestStatus: { readonly state: string; readonly logUrl: string | null } | null
  readonly statuses: {
    readonly nodes: readonly {
      readonly description: string | null
      readonly environmentUrl: string | null
      readonly createdAt: string
    }[]
  } | null
}
export interface DeploymentPage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly nodes: readonly DeploymentNode[]
}

const states: Readonly<Record<string, DeploymentState>> = {
  WAITING: 'waiting',
  IN_PROGRESS: 'in_progress',
  SUCCESS: 'success',
  INACTIVE: 'inactive',
  FAILURE: 'failure',
  ERROR: 'failure',
}

export const toDeployment = (node: DeploymentNode): Deployment => ({
  id: node.databaseId,
  environment: node.environment,
  commit: node.commitOid,
  createdAt: node.createdAt,
  ref: node.ref?.name ?? null,
  creator: node.creator?.login ?? 'ghost',
  state: states[node.latestStatus?.state ?? ''] ?? 'queued',
  page: node.latestStatus?.logUrl || null,
  statuses: (node.statuses?.nodes ?? []).map(({ description, environmentUrl, createdAt }) => ({
    description: description ?? '',
    url: environmentUrl || null,
    at: createdAt,
  })),
})

export const toHistory = (environment: string, { pageInfo, nodes }: DeploymentPage): History => ({
  environment,
  deployments: nodes.map(toDeployment),
  more: pageInfo.hasNextPage ? { after: pageInfo.endCursor } : null,
})

const text = (value: string): string => JSON.stringify(value)

/** `deployments(…)` of one environment, newest first. */
export const historySelection = (environment: string, first: number, after: string | null = null): string =>
  `deployments(environments: [${text(environment)}], first: ${first}, ${after === null ? '' : `after: ${text(after)}, `}orderBy: { field: CREATED_AT, direction: DESC }) { ...DeploymentPage }`

/** The number of environments or commits in one document. */
const batchSize = 100

export const deployments = (octokit: Octokit) => ({
  /** The next page of some histories: ten deployments for the first page, else a hundred. One GraphQL request per hundred histories. */
  async readMore(repository: string, histories: readonly History[]): Promise<readonly History[]> {
    const [now, later] = [histories.slice(0, batchSize), histories.slice(batchSize)]
    const selection = now.map(
      ({ environment, more }, index) =>
        `h${index}: ${historySelection(environment, more?.after ? 100 : 10, more?.after ?? null)}`,
    )
    const document = {
      name: 'Deployments',
      selection: selection.join('\n'),
      fragments: deploymentFields,
    }
    const answer = await ask<Readonly<Record<string, DeploymentPage>>>(octokit, repository, document, {})
    const read = now.map((history, index) => {
      const next = toHistory(history.environment, answer[`h${index}`]!)
      const known = history.more?.after ? history.deployments : []
      return { ...next, deployments: [...known, ...next.deployments] }
    })
    return later.length === 0 ? read : [...read, ...(await this.readMore(repository, later))]
  },

  /** How many commits each of these is behind the default branch. One GraphQL request per hundred. */
  async behind(repository: string, commits: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const now = commits.slice(0, batchSize)
    if (now.length === 0) return new Map()
    const selection = now.map((commit, index) => `c${index}: compare(headRef: ${text(commit)}) { behindBy }`)
    const document = {
      name: 'CommitsBehind',
      selection: `defaultBranchRef { ${selection.join(' ')} }`,
    }
    const { defaultBranchRef } = await ask<{
      readonly defaultBranchRef: Readonly<Record<string, { readonly behindBy: number } | null>> | null
    }>(octokit, repository, document, {})
    const known = now.flatMap((commit, index) => {
      const compared = defaultBranchRef?.[`c${index}`]
      return compared ? [[commit, compared.behindBy] as const] : []
    })
    return new Map([...known, ...(await this.behind(repository, commits.slice(batchSize)))])
  },
})
