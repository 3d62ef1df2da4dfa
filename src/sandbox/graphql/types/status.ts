import { mustRead } from '../../permissions.js'
import { nodeId } from '../../node-id.js'
import { repositoryById } from '../../rules/access/access.js'
import { checksOf, type Check } from '../../rules/actions/checks.js'
import { combinedState, latestStatuses } from '../../rules/actions/commit-statuses.js'
import type { CommitStatus } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { node, nodeOrNull, requestFor, type Call, type Fields } from '../call.js'
import { connection, type PageArguments } from '../connection.js'
import { actorOf } from './actor.js'
import { checkNode, isRequired } from './check.js'
import { suitePage } from './check-suite.js'
import { deploymentPage } from './deployment.js'
import { commitOf, type InRepository } from './git-object.js'

/** The checks and statuses of a commit. */
interface CommitResults {
  readonly repository: Repository
  readonly oid: string
  readonly checks: readonly Check[]
  readonly statuses: readonly CommitStatus[]
}
type CommitReference = Pick<InRepository, 'repository' | 'oid'>

/** The checks and statuses, oldest first; null if there are none. */
function resultsOf(world: World, { repository, oid }: CommitReference): CommitResults | null {
  const checks = checksOf(world, repository, oid, { latest: true }).toReversed()
  const statuses = latestStatuses(world, repository, oid).toReversed()
  return checks.length + statuses.length === 0 ? null : { repository, oid, checks, statuses }
}
export function rollup(call: Call, commit: CommitReference) {
  const request = requestFor(call, commit.repository)
  mustRead(request, 'checks')
  mustRead(request, 'statuses')
  return nodeOrNull('StatusCheckRollup', resultsOf(call.world, commit))
}

function statusOf(call: Call, { repository, oid }: CommitReference) {
  mustRead(requestFor(call, repository), 'statuses')
  const statuses = latestStatuses(call.world, repository, oid).toReversed()
  return nodeOrNull('Status', statuses.length === 0 ? null : { repository, oid, checks: [], statuses })
}

const passing = new Set(['success', 'neutral', 'skipped'])
/** The combined state: one failure fails the commit; otherwise an unfinished check makes it pending. */
function stateOf({ checks, statuses }: CommitResults): 'FAILURE' | 'PENDING' | 'SUCCESS' {
  const statusState = statuses.length === 0 ? 'success' : combinedState(statuses)
  const completed = checks.filter(({ conclusion }) => conclusion !== null)
  if (statusState === 'failure' || completed.some(({ conclusion }) => !passing.has(conclusion ?? '')))
    return 'FAILURE'
  return statusState === 'pending' || completed.length < checks.length ? 'PENDING' : 'SUCCESS'
}

const isStatus = (row: Check | CommitStatus): row is CommitStatus => 'context' in row
const contextNode = (row: Check | CommitStatus) =>
  isStatus(row) ? node('StatusContext', row) : checkNode(row)

function counts(states: readonly string[]) {
  return [...new Set(states)].map((state) => ({
    state,
    count: states.filter((candidate) => candidate === state).length,
  }))
}

/** The connection has additional counts, which `gh` requests. */
const contexts = (row: CommitResults, page: PageArguments) => ({
  ...connection([...row.checks, ...row.statuses], page, { keyOf: ({ id }) => id, nodeOf: contextNode }),
  checkRunCount: row.checks.length,
  statusContextCount: row.statuses.length,
  checkRunCountsByState: counts(
    row.checks.map(({ status, conclusion }) => (conclusion ?? status).toUpperCase()),
  ),
  statusContextCountsByState: counts(row.statuses.map(({ state }) => state.toUpperCase())),
})

export const commitChecks: Fields<InRepository> = {
  checkSuites: ({ repository, oid }, args: PageArguments, call) => suitePage(call, repository, oid, args),
  deployments: ({ repository, oid }, args: Parameters<typeof deploymentPage>[1], call) => {
    mustRead(requestFor(call, repository), 'deployments')
    const names = args.environments?.map((name) => name.toLowerCase())
    const rows = call.world.store.by('deployments', 'sha', `${repository.id}/${oid}`)
    return deploymentPage(
      rows.filter(({ environment }) => !names?.length || names.includes(environment.toLowerCase())),
      args,
    )
  },
  status: (commit, _, call) => statusOf(call, commit),
  statusCheckRollup: (commit, _, call) => rollup(call, commit),
}

const commit = ({ repository, oid }: CommitResults, _: unknown, call: Call) => commitOf(call, repository, oid)
export const statusTypes = {
  StatusCheckRollup: {
    id: ({ repository, oid }) => nodeId('StatusCheckRollup', `${repository.id}:${oid}`),
    commit,
    state: stateOf,
    contexts,
  } satisfies Fields<CommitResults>,
  Status: {
    id: ({ repository, oid }) => nodeId('Status', `${repository.id}:${oid}`),
    commit,
    state: stateOf,
    context: ({ statuses }, { name }: { name: string }) =>
      nodeOrNull('StatusContext', statuses.find(({ context }) => context === name) ?? null),
    contexts: ({ statuses }) => statuses.map((row) => node('StatusContext', row)),
    combinedContexts: contexts,
  } satisfies Fields<CommitResults>,
  StatusContext: {
    id: ({ id }) => nodeId('StatusContext', id),
    context: ({ context }) => context,
    state: ({ state }) => state.toUpperCase(),
    description: ({ description }) => description,
    targetUrl: ({ targetUrl }) => targetUrl,
    createdAt: ({ createdAt }) => createdAt,
    creator: ({ creator }, _, call) => actorOf(call, creator),
    avatarUrl: ({ creator }, _, { world }) => `${world.urls.html}/${creator}.png`,
    commit: ({ repository, sha }, _, call) => commitOf(call, repositoryById(call.world, repository), sha),
    isRequired: ({ repository, context }, args: Parameters<typeof isRequired>[3], { world }) =>
      isRequired(world, repository, context, args),
  } satisfies Fields<CommitStatus>,
}
