import { mustRead } from '../../permissions.js'
import { nodeId } from '../../node-id.js'
import { repositoryById, userOf } from '../../rules/access/access.js'
import { pendingDeploymentsOf, reviewsOf, type PendingDeployment } from '../../rules/deployments/approvals.js'
import type { GateReview, Run, Workflow } from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { node, requestForRow, type Call, type Fields, type Node } from '../call.js'
import { connection, type PageArguments } from '../connection.js'
import { ordered, type Order } from '../order.js'
import { actorNode } from './actor.js'
import { suiteOfRun } from '../suites.js'
import { environmentPage, reviewerPage } from './environment.js'

const repositoryOf = (world: World, row: { readonly repository: number }): Repository =>
  repositoryById(world, row.repository)
const pathOf = (world: World, run: Run): string => {
  const { owner, name } = repositoryOf(world, run)
  return `/${owner}/${name}/actions/runs/${run.id}`
}
const workflowPath = (world: World, workflow: Workflow): string => {
  const { owner, name } = repositoryOf(world, workflow)
  return `/${owner}/${name}/actions/workflows/${workflow.path.replace(/^.*\//, '')}`
}

/** The pending deployments of a run, as objects without an id. */
export const requestsOf = (call: Call, run: Run): readonly Node<PendingDeployment>[] => {
  const request = requestForRow(call, run)
  mustRead(request, 'actions')
  return pendingDeploymentsOf(request, run).map((pending) => node('DeploymentRequest', pending))
}

const workflowOf = (world: World, { workflow, id }: Run): Workflow => {
  const row = world.store.get('workflows', workflow)
  if (!row) throw new Error(`Workflow ${workflow} of run ${id} does not exist.`)
  return row
}

export const runTypes = {
  WorkflowRun: {
    id: ({ id }) => nodeId('WorkflowRun', id),
    databaseId: ({ id }) => id,
    event: ({ event }) => event,
    runNumber: ({ runNumber }) => runNumber,
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ updatedAt }) => updatedAt,
    resourcePath: (run, _, { world }) => pathOf(world, run),
    url: (run, _, { world }) => `${world.urls.html}${pathOf(world, run)}`,
    checkSuite: (run) => suiteOfRun(run),
    workflow: (run, _, { world }) => node('Workflow', workflowOf(world, run)),
    pendingDeploymentRequests: (run, page: PageArguments, call) =>
      connection(requestsOf(call, run), page, {
        keyOf: ({ row }) => row.environment.id,
        nodeOf: (request) => request,
      }),
    deploymentReviews: (run, page: PageArguments, { world }) =>
      connection(reviewsOf(world, run), page, {
        keyOf: ({ id }) => id,
        nodeOf: (review) => node('DeploymentReview', review),
      }),
  } satisfies Fields<Run>,
  Workflow: {
    id: ({ id }) => nodeId('Workflow', id),
    databaseId: ({ id }) => id,
    name: ({ name }) => name,
    state: ({ blob }) => (blob === null ? 'DELETED' : 'ACTIVE'),
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ updatedAt }) => updatedAt,
    resourcePath: (row, _, { world }) => workflowPath(world, row),
    url: (row, _, { world }) => `${world.urls.html}${workflowPath(world, row)}`,
    runs: ({ id }, args: PageArguments & { readonly orderBy?: Order<'CREATED_AT'> | null }, { world }) =>
      connection(
        ordered(world.store.by('runs', 'workflow', id), args.orderBy, {
          CREATED_AT: ({ createdAt }) => createdAt,
        }),
        args,
        { keyOf: (run) => run.id, nodeOf: (run) => node('WorkflowRun', run) },
      ),
  } satisfies Fields<Workflow>,
  DeploymentRequest: {
    environment: ({ environment }) => node('Environment', environment),
    currentUserCanApprove: ({ mayApprove }) => mayApprove,
    reviewers: ({ environment }, page: PageArguments, { world }) =>
      reviewerPage(world, environment.reviewers, page),
    waitTimer: ({ gates }) => gates[0]?.waitTimer ?? 0,
    waitTimerStartedAt: ({ gates: [gate] }) => (gate && gate.waitTimer > 0 ? gate.createdAt : null),
  } satisfies Fields<PendingDeployment>,
  DeploymentReview: {
    id: ({ id }) => nodeId('DeploymentReview', id),
    databaseId: ({ id }) => id,
    comment: ({ comment }) => comment,
    state: ({ state }) => state.toUpperCase(),
    user: ({ user }, _, { world }) => actorNode(userOf(world, user)),
    environments: ({ environments }, page: PageArguments, { world }) =>
      environmentPage(
        environments.flatMap((id) => world.store.first('environments', 'id', id) ?? []),
        page,
      ),
  } satisfies Fields<GateReview>,
}
