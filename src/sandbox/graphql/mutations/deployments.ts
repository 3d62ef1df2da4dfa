import { GitHubError } from '../../errors.js'
import { reviewPending } from '../../rules/deployments/approvals.js'
import { createDeployment } from '../../rules/deployments/deployments.js'
import { createDeploymentStatus } from '../../rules/deployments/deployment-statuses.js'
import type { DeploymentState } from '../../state/deployment-rows.js'
import { node, requestForRow, requestFor, type Call, type Fields } from '../call.js'
import { deploymentOfId, environmentOfId, refOfId, repositoryOfId, runOfId } from '../nodes.js'
import { given, mutation } from './change.js'

interface ReviewInput {
  readonly workflowRunId: string
  readonly environmentIds: readonly string[]
  readonly comment?: string | null
}
/** Reviews pending deployments under the same rules as over REST. */
async function review(call: Call, input: ReviewInput, state: 'approved' | 'rejected') {
  const run = await runOfId(call, input.workflowRunId)
  const environments = await Promise.all(
    input.environmentIds.map(async (id) => (await environmentOfId(call, id)).id),
  )
  const options = { environments, state, comment: input.comment ?? '' }
  const deployments = reviewPending(requestForRow(call, run), run, options)
  return {
    deployments: deployments.map(({ id }) => node('Deployment', call.world.store.get('deployments', id))),
  }
}

interface NewDeployment {
  readonly repositoryId: string
  readonly refId: string
  readonly autoMerge?: boolean | null
  readonly requiredContexts?: readonly string[] | null
  readonly description?: string | null
  readonly environment?: string | null
  readonly payload?: string | null
  readonly task?: string | null
}

/** In GraphQL `payload` is a string; valid JSON is stored parsed, as over REST. */
function payloadOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

async function deploy(call: Call, input: NewDeployment) {
  const repository = await repositoryOfId(call, input.repositoryId)
  const ref = await refOfId(call, input.refId)
  if (ref.repository.id !== repository.id) throw new GitHubError(422, `No ref found for: ${ref.name}`)
  const result = await createDeployment(requestFor(call, repository), {
    ref: ref.name.replace(/^refs\/(heads|tags)\//, ''),
    task: input.task ?? 'deploy',
    payload: payloadOf(input.payload ?? '{}'),
    environment: input.environment ?? 'production',
    description: input.description ?? '',
    transient: false,
    production: undefined,
    autoMerge: input.autoMerge ?? true,
    requiredContexts: given(input.requiredContexts),
  })
  return 'merged' in result
    ? { autoMerged: true, deployment: null }
    : { autoMerged: false, deployment: node('Deployment', result) }
}

interface NewStatus {
  readonly deploymentId: string
  readonly state: string
  readonly description?: string | null
  readonly environment?: string | null
  readonly environmentUrl?: string | null
  readonly logUrl?: string | null
  readonly autoInactive?: boolean | null
}
async function report(call: Call, input: NewStatus) {
  const deployment = await deploymentOfId(call, input.deploymentId)
  if (input.state === 'WAITING') throw new GitHubError(422, 'State is invalid') // only set by the gate of a job
  const status = createDeploymentStatus(requestForRow(call, deployment), deployment, {
    state: input.state.toLowerCase() as DeploymentState,
    description: given(input.description),
    environment: given(input.environment),
    environmentUrl: input.environmentUrl || undefined,
    logUrl: input.logUrl || undefined,
    autoInactive: given(input.autoInactive),
  })
  return { deploymentStatus: node('DeploymentStatus', status) }
}

export const deploymentMutations: Fields<unknown> = {
  approveDeployments: mutation('ApproveDeployments', (input: ReviewInput, call) =>
    review(call, input, 'approved'),
  ),
  rejectDeployments: mutation('RejectDeployments', (input: ReviewInput, call) =>
    review(call, input, 'rejected'),
  ),
  createDeployment: mutation('CreateDeployment', (input: NewDeployment, call) => deploy(call, input)),
  createDeploymentStatus: mutation('CreateDeploymentStatus', (input: NewStatus, call) => report(call, input)),
}
