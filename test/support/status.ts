import { parseConfig } from '../../src/config.js'
import type { Deployment, DeploymentState, History } from '../../src/domain/model/deployment.js'
import type { PullRequest } from '../../src/domain/model/pull-request.js'
import type { StatusFacts } from '../../src/domain/status/facts.js'
import type { LabelledPullRequest } from '../../src/domain/label/demand.js'

/** A repository without deployments. */
export const statusFacts = (given: Partial<StatusFacts> = {}): StatusFacts => ({
  repository: 'acme/widgets',
  config: parseConfig(null),
  defaultBranch: 'main',
  histories: [],
  gates: [],
  startable: [],
  releases: [],
  branches: new Map(),
  labelled: [],
  behind: new Map(),
  unreintegrated: [],
  ...given,
})

export const labelled = (pullRequest: PullRequest, at = '2026-03-01T09:00:00Z'): LabelledPullRequest => ({
  pullRequest,
  committed: '2026-02-01T00:00:00Z',
  labellings: pullRequest.labels.map((label) => ({ label, at })),
})

export const attempt = (state: DeploymentState, given: Partial<Deployment> = {}): Deployment => ({
  id: 1,
  environment: 'dev',
  commit: 'a'.repeat(40),
  createdAt: '2026-03-01T10:00:00Z',
  ref: null,
  creator: 'github-actions[bot]',
  state,
  page: null,
  statuses: [],
  ...given,
})

export const historyOf = (environment: string, ...deployments: readonly Deployment[]): History => ({
  environment,
  deployments: deployments.map((deployment) => ({ ...deployment, environment })),
  more: null,
})
