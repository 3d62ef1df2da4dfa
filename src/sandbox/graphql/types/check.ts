import { fromNodeId, nodeId } from '../../node-id.js'
import { repositoryById } from '../../rules/access/access.js'
import { deploymentOfGate } from '../../rules/deployments/gates.js'
import { protectionOf } from '../../rules/repository/protection.js'
import type { Check } from '../../rules/actions/checks.js'
import type { Step } from '../../state/actions-rows.js'
import type { World } from '../../world.js'
import { node, nodeOrNull, type Call, type Fields, type Node } from '../call.js'
import { connection, emptyConnection, type PageArguments } from '../connection.js'
import { noSuchNode } from '../errors.js'
import { findSuite } from '../suites.js'
import { requestsOf } from './run.js'

export const checkNode = (check: Check): Node<Check> => node('CheckRun', check)

const pathOf = (world: World, { repository, run, id }: Check): string => {
  const { owner, name } = repositoryById(world, repository)
  return run === null ? `/${owner}/${name}/runs/${id}` : `/${owner}/${name}/actions/runs/${run}/job/${id}`
}
const urlOf = (world: World, check: Check): string => `${world.urls.html}${pathOf(world, check)}`

/** The last gate of the job of a check; null for checks created over the API. */
const gateOf = ({ store }: World, { run, id }: Check) =>
  run === null ? null : (store.by('gates', 'job', id).at(-1) ?? null)

function pendingRequest(check: Check, _: unknown, call: Call) {
  const gate = gateOf(call.world, check)
  const run = check.run === null ? null : call.world.store.get('runs', check.run)
  if (gate?.state !== 'waiting' || !run) return null
  return requestsOf(call, run).find(({ row }) => row.environment.id === gate.environment) ?? null
}

interface PullArguments {
  readonly pullRequestId?: string | null
  readonly pullRequestNumber?: number | null
}
/** Whether the protection of the pull request's base requires this context. */
export function isRequired(
  world: World,
  id: number,
  context: string,
  { pullRequestId, pullRequestNumber }: PullArguments,
): boolean {
  const issue =
    pullRequestId == null
      ? world.store.get('issues', `${id}/${pullRequestNumber ?? 0}`)
      : world.store.first('issues', 'pull', Number(fromNodeId(pullRequestId)?.id))
  if (issue?.repository !== id || !issue.pull) throw noSuchNode(pullRequestId ?? String(pullRequestNumber))
  const protection = protectionOf(world, repositoryById(world, id), issue.pull.base)
  return protection?.statusChecks?.contexts.includes(context) ?? false
}

const stepsOf = ({ store }: World, { run, id }: Check): readonly Step[] =>
  run === null ? [] : (store.get('jobs', id)?.steps ?? [])

export const checkTypes = {
  CheckRun: {
    id: ({ id }) => nodeId('CheckRun', id),
    databaseId: ({ id }) => id,
    name: ({ name }) => name,
    status: ({ status }) => status.toUpperCase(),
    conclusion: ({ conclusion }) => conclusion?.toUpperCase() ?? null,
    startedAt: ({ startedAt }) => startedAt,
    completedAt: ({ completedAt }) => completedAt,
    externalId: ({ externalId }) => externalId,
    title: ({ output }) => output.title,
    summary: ({ output }) => output.summary,
    text: ({ output }) => output.text,
    annotations: emptyConnection,
    checkSuite: ({ suite }, _, { world }) => nodeOrNull('CheckSuite', findSuite(world, suite)),
    deployment: (check, _, { world }) => {
      const gate = gateOf(world, check)
      return nodeOrNull('Deployment', gate && deploymentOfGate(world, gate))
    },
    pendingDeploymentRequest: pendingRequest,
    detailsUrl: (check, _, { world }) => check.detailsUrl ?? urlOf(world, check),
    permalink: (check, _, { world }) => urlOf(world, check),
    url: (check, _, { world }) => urlOf(world, check),
    resourcePath: (check, _, { world }) => pathOf(world, check),
    repository: ({ repository }, _, { world }) => node('Repository', repositoryById(world, repository)),
    isRequired: ({ repository, name }, args: PullArguments, { world }) =>
      isRequired(world, repository, name, args),
    steps: (check, args: PageArguments & { readonly number?: number | null }, { world }) =>
      connection(
        stepsOf(world, check).filter(({ number }) => args.number == null || args.number === number),
        args,
        { keyOf: ({ number }) => number, nodeOf: (step) => node('CheckStep', step) },
      ),
  } satisfies Fields<Check>,
  CheckStep: {
    name: ({ name }) => name,
    number: ({ number }) => number,
    status: ({ status }) => status.toUpperCase(),
    conclusion: ({ conclusion }) => conclusion?.toUpperCase() ?? null,
    startedAt: ({ started_at: at }) => at,
    completedAt: ({ completed_at: at }) => at,
    externalId: () => null,
    secondsToCompletion: ({ started_at: from, completed_at: to }) =>
      from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1000,
  } satisfies Fields<Step>,
}
