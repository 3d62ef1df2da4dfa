import {
  scopeKey,
  type BoxKey,
  type Gate,
  type GateReview,
  type Job,
  type LogChunk,
  type Run,
  type Secret,
  type Variable,
  type Workflow,
} from './actions-rows.js'
import type { Artifact } from './artifact-rows.js'
import type {
  BranchPolicy,
  CheckRun,
  CommitStatus,
  Deployment,
  DeploymentStatus,
  Environment,
} from './deployment-rows.js'

/** The tables of deployments, environments and Actions. */
export interface ActionsRows {
  deployments: Deployment
  deploymentStatuses: DeploymentStatus
  environments: Environment
  branchPolicies: BranchPolicy
  commitStatuses: CommitStatus
  checkRuns: CheckRun
  workflows: Workflow
  runs: Run
  jobs: Job
  logs: LogChunk
  artifacts: Artifact
  gates: Gate
  gateReviews: GateReview
  boxKeys: BoxKey
  secrets: Secret
  variables: Variable
}

export const actionsTables = {
  deployments: {
    key: (row: Deployment) => row.id,
    indexes: {
      repository: (row: Deployment) => row.repository,
      environment: (row: Deployment) => `${row.repository}/${row.environment.toLowerCase()}`,
      sha: (row: Deployment) => `${row.repository}/${row.sha}`,
      ref: (row: Deployment) => `${row.repository}/${row.ref}`,
      /** Deployments that a new success in the same environment makes inactive. */
      replaceable: (row: Deployment) =>
        row.state === 'success' && !row.transient && !row.production
          ? `${row.repository}/${row.environment.toLowerCase()}`
          : null,
    },
  },
  deploymentStatuses: {
    key: (row: DeploymentStatus) => row.id,
    indexes: { deployment: (row: DeploymentStatus) => row.deployment },
  },
  environments: {
    key: (row: Environment) => `${row.repository}/${row.name.toLowerCase()}`,
    indexes: { id: (row: Environment) => row.id, repository: (row: Environment) => row.repository },
  },
  branchPolicies: {
    key: (row: BranchPolicy) => row.id,
    indexes: { environment: (row: BranchPolicy) => row.environment },
  },
  commitStatuses: {
    key: (row: CommitStatus) => row.id,
    indexes: { sha: (row: CommitStatus) => `${row.repository}/${row.sha}` },
  },
  checkRuns: {
    key: (row: CheckRun) => row.id,
    indexes: {
      sha: (row: CheckRun) => `${row.repository}/${row.sha}`,
      suite: (row: CheckRun) => row.suite,
    },
  },
  workflows: {
    key: (row: Workflow) => row.id,
    indexes: {
      repository: (row: Workflow) => row.repository,
      path: (row: Workflow) => `${row.repository}/${row.path}`,
    },
  },
  runs: {
    key: (row: Run) => row.id,
    indexes: {
      repository: (row: Run) => row.repository,
      workflow: (row: Run) => row.workflow,
      suite: (row: Run) => row.suite,
      sha: (row: Run) => `${row.repository}/${row.headSha}`,
      branch: (row: Run) => `${row.repository}/${row.headBranch ?? ''}`,
      unfinished: (row: Run) => (row.status === 'completed' ? null : row.repository),
    },
  },
  jobs: {
    key: (row: Job) => row.id,
    indexes: { run: (row: Job) => row.run, sha: (row: Job) => `${row.repository}/${row.sha}` },
  },
  logs: { key: (row: LogChunk) => row.id, indexes: { job: (row: LogChunk) => row.job } },
  artifacts: {
    key: (row: Artifact) => row.id,
    indexes: { repository: (row: Artifact) => row.repository, run: (row: Artifact) => row.run },
  },
  gates: {
    key: (row: Gate) => row.id,
    indexes: { run: (row: Gate) => row.run, job: (row: Gate) => row.job },
  },
  gateReviews: { key: (row: GateReview) => row.id, indexes: { run: (row: GateReview) => row.run } },
  boxKeys: { key: scopeKey as (row: BoxKey) => string, indexes: {} },
  secrets: {
    key: (row: Secret) => `${scopeKey(row)}/${row.name}`,
    indexes: { scope: scopeKey as (row: Secret) => string },
  },
  variables: {
    key: (row: Variable) => `${scopeKey(row)}/${row.name}`,
    indexes: { scope: scopeKey as (row: Variable) => string },
  },
} as const
