import { mustRead } from '../../permissions.js'
import { nodeId } from '../../node-id.js'
import { repositoryById } from '../../rules/access/access.js'
import { statusesOf } from '../../rules/deployments/deployment-statuses.js'
import type { Deployment, DeploymentStatus } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import { node, nodeOrNull, requestFor, type Call, type Fields } from '../call.js'
import { connection, type Connection, type PageArguments } from '../connection.js'
import { ordered, type Order } from '../order.js'
import { actorOf } from './actor.js'
import { commitOf } from './git-object.js'
import { findRef } from '../refs.js'

interface DeploymentPage extends PageArguments {
  readonly environments?: readonly string[] | null
  readonly orderBy?: Order<'CREATED_AT'> | null
}

export const deploymentPage = (rows: readonly Deployment[], args: DeploymentPage): Connection =>
  connection(ordered(rows, args.orderBy, { CREATED_AT: ({ createdAt }) => createdAt }), args, {
    keyOf: ({ id }) => id,
    nodeOf: (row) => node('Deployment', row),
  })

/** The deployments of these environments, by default of all; oldest first. */
function deploymentsIn(
  { world: { store } }: Call,
  { id }: Repository,
  names: DeploymentPage['environments'],
): readonly Deployment[] {
  if (names == null || names.length === 0) return store.by('deployments', 'repository', id)
  const environments = [...new Set(names.map((name) => name.toLowerCase()))]
  const rows = environments.flatMap((name) => store.by('deployments', 'environment', `${id}/${name}`))
  return environments.length === 1 ? rows : rows.sort((left, right) => left.id - right.id)
}

export const deploymentFields: Fields<Repository> = {
  deployments: (row, args: DeploymentPage, call) => {
    mustRead(requestFor(call, row), 'deployments')
    return deploymentPage(deploymentsIn(call, row, args.environments), args)
  },
}

const abandonedAfter = 30 * 60_000
/** The DeploymentState of a deployment, by the descriptions in the schema: a success is ACTIVE, an idle one ABANDONED. */
export function stateOf({ state, transient, updatedAt }: Deployment, now: string): string {
  const isIdle = Date.parse(now) - Date.parse(updatedAt) >= abandonedAfter
  if (state === null || state === 'pending') return isIdle ? 'ABANDONED' : 'PENDING'
  if (state === 'success') return 'ACTIVE'
  return state === 'inactive' && transient ? 'DESTROYED' : state.toUpperCase()
}

const repositoryOf = ({ world }: Call, row: { readonly repository: number }): Repository =>
  repositoryById(world, row.repository)
const deploymentOf = ({ world }: Call, { deployment, id }: DeploymentStatus): Deployment => {
  const row = world.store.get('deployments', deployment)
  if (!row) throw new Error(`Deployment ${deployment} of status ${id} does not exist.`)
  return row
}

export const deploymentTypes = {
  Deployment: {
    id: ({ id }) => nodeId('Deployment', id),
    databaseId: ({ id }) => id,
    commit: (row, _, call) => commitOf(call, repositoryOf(call, row), row.sha),
    commitOid: ({ sha }) => sha,
    ref: (row, _, call) =>
      /^[0-9a-f]{40}$/.test(row.ref) ? null : findRef(call, repositoryOf(call, row), row.ref),
    task: ({ task }) => task,
    payload: ({ payload }) => (typeof payload === 'string' ? payload : JSON.stringify(payload)),
    description: ({ description }) => description,
    environment: ({ environment }) => environment,
    latestEnvironment: ({ environment }) => environment,
    originalEnvironment: ({ originalEnvironment }) => originalEnvironment,
    creator: ({ creator }, _, call) => actorOf(call, creator),
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ updatedAt }) => updatedAt,
    repository: (row, _, call) => node('Repository', repositoryOf(call, row)),
    state: (row, _, { world }) => stateOf(row, world.now()),
    latestStatus: (row, _, { world }) => nodeOrNull('DeploymentStatus', statusesOf(world, row)[0] ?? null),
    statuses: (row, page: PageArguments, { world }) =>
      connection(statusesOf(world, row), page, {
        keyOf: ({ id }) => id,
        nodeOf: (status) => node('DeploymentStatus', status),
      }),
  } satisfies Fields<Deployment>,
  DeploymentStatus: {
    id: ({ id }) => nodeId('DeploymentStatus', id),
    state: ({ state }) => state.toUpperCase(),
    description: ({ description }) => description,
    environment: ({ environment }) => environment,
    environmentUrl: ({ environmentUrl }) => environmentUrl || null,
    logUrl: ({ logUrl }) => logUrl || null,
    creator: ({ creator }, _, call) => actorOf(call, creator),
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ createdAt }) => createdAt,
    deployment: (row, _, call) => node('Deployment', deploymentOf(call, row)),
  } satisfies Fields<DeploymentStatus>,
}
