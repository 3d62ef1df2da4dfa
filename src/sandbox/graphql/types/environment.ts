import { randomBytes } from 'node:crypto'
import { mustRead } from '../../permissions.js'
import { nodeId } from '../../node-id.js'
import { findEnvironment } from '../../rules/deployments/environments.js'
import type { Environment, Reviewer } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { node, nodeOrNull, requestFor, type Fields, type Node } from '../call.js'
import { connection, type Connection, type PageArguments } from '../connection.js'
import { FieldError } from '../errors.js'
import { ordered, type Order } from '../order.js'
import { actorNode } from './actor.js'

interface EnvironmentPage extends PageArguments {
  readonly names?: readonly string[] | null
  readonly orderBy?: Order<'NAME'> | null
  readonly pinnedEnvironmentFilter?: 'ALL' | 'NONE' | 'ONLY' | null
}

export const environmentPage = (rows: readonly Environment[], page: PageArguments): Connection =>
  connection(rows, page, { keyOf: ({ id }) => id, nodeOf: (row) => node('Environment', row) })

/** The environments that match the arguments; none is pinned in the sandbox. */
function environmentsIn({ store }: World, { id }: Repository, args: EnvironmentPage): readonly Environment[] {
  if (args.pinnedEnvironmentFilter === 'ONLY') return []
  const names = new Set((args.names ?? []).map((name) => name.toLowerCase()))
  const rows = store
    .by('environments', 'repository', id)
    .filter(({ name }) => names.size === 0 || names.has(name.toLowerCase()))
  return ordered(rows, args.orderBy, { NAME: ({ name }) => name.toLowerCase() })
}

export const environmentFields: Fields<Repository> = {
  environments: (row, args: EnvironmentPage, call) => {
    mustRead(requestFor(call, row), 'actions', 'environments')
    return environmentPage(environmentsIn(call.world, row, args), args)
  },
  environment: (row, { name }: { name: string }, call) => {
    mustRead(requestFor(call, row), 'actions', 'environments')
    return nodeOrNull('Environment', findEnvironment(call.world, row, name))
  },
}

export function reviewerPage(world: World, reviewers: readonly Reviewer[], page: PageArguments): Connection {
  const found = reviewers.flatMap(({ type, id }): readonly Node[] => {
    const user = type === 'User' ? world.store.first('users', 'id', id) : null
    const team = type === 'Team' ? world.store.get('teams', id) : null
    return user ? [actorNode(user)] : team ? [node('Team', team)] : []
  })
  return connection(found, page, {
    keyOf: ({ __typename, row }) => `${__typename}${(row as { readonly id: number }).id}`,
    nodeOf: (reviewer) => reviewer,
  })
}

interface ProtectionRule {
  readonly type: 'WAIT_TIMER' | 'REQUIRED_REVIEWERS' | 'BRANCH_POLICY'
  readonly id: number
  readonly environment: Environment
}
function rulesOf(environment: Environment): readonly ProtectionRule[] {
  const { waitTimer, reviewers, branchPolicy, ruleIds } = environment
  return [
    ...(waitTimer > 0 ? [{ environment, type: 'WAIT_TIMER', id: ruleIds.timer } as const] : []),
    ...(reviewers.length > 0
      ? [{ environment, type: 'REQUIRED_REVIEWERS', id: ruleIds.reviewers } as const]
      : []),
    ...(branchPolicy === null ? [] : [{ environment, type: 'BRANCH_POLICY', id: ruleIds.branches } as const]),
  ]
}

/** Fails for custom branch policies as GitHub does (octokit/graphql.js#332), so that clients handle the error. */
function mustBeReadable({ branchPolicy }: Environment): void {
  if (branchPolicy !== 'custom') return
  const request = randomBytes(12).toString('hex').toUpperCase()
  throw new FieldError(
    null,
    `Something went wrong while executing your query. Please include \`${request}\` when reporting this issue.`,
  )
}

const completed = new Set(['success', 'failure', 'error'])

export const environmentTypes = {
  Environment: {
    id: ({ id }) => nodeId('Environment', id),
    databaseId: ({ id }) => id,
    name: ({ name }) => name,
    isPinned: () => false,
    pinnedPosition: () => null,
    latestCompletedDeployment: ({ repository, name }, _, { world }) => {
      const rows = world.store.by('deployments', 'environment', `${repository}/${name.toLowerCase()}`)
      return nodeOrNull('Deployment', rows.findLast(({ state }) => completed.has(state ?? '')) ?? null)
    },
    protectionRules: (row, page: PageArguments) => {
      mustBeReadable(row)
      return connection(rulesOf(row), page, {
        keyOf: ({ id }) => id,
        nodeOf: (rule) => node('DeploymentProtectionRule', rule),
      })
    },
  } satisfies Fields<Environment>,
  DeploymentProtectionRule: {
    databaseId: ({ id }) => id,
    type: ({ type }) => type,
    timeout: ({ type, environment }) => (type === 'WAIT_TIMER' ? environment.waitTimer : 0),
    preventSelfReview: ({ type, environment }) =>
      type === 'REQUIRED_REVIEWERS' ? environment.preventSelfReview : null,
    reviewers: ({ type, environment }, page: PageArguments, { world }) =>
      reviewerPage(world, type === 'REQUIRED_REVIEWERS' ? environment.reviewers : [], page),
  } satisfies Fields<ProtectionRule>,
}
