import { planApproval, type ApprovalOptions } from '../../src/domain/approval/approve.js'
import type { ApprovalFacts, VersionRun } from '../../src/domain/approval/facts.js'
import type { Rejection } from '../../src/domain/model/deploy-run.js'
import type { History } from '../../src/domain/model/deployment.js'
import type { RunFact } from '../../src/domain/model/run.js'
import { draftOf } from './drafts.js'
import { config } from './facts.js'
import { run } from './rollout.js'
import { attempt, historyOf } from './status.js'

export const commit = 'a'.repeat(40)
export const gate = (environment: string, mayApprove = true, id = 5) => ({
  environment,
  id,
  approvers: ['rosa', 'olga'],
  mayApprove,
})
export const releaseRun = (version: string, given: Partial<RunFact> = {}): VersionRun => ({
  node: `node ${version}`,
  title: `Release ${version}`,
  branch: version,
  commit,
  by: 'rosa',
  run: run({ id: Number(version.split('.')[1]), file: 'release.yml', event: 'release', ...given }),
})
export const deployRun = (
  version: string,
  environment: string,
  given: Partial<RunFact> = {},
): VersionRun => ({
  ...releaseRun(version, { id: 99, file: 'deploy.yml', event: 'workflow_dispatch', ...given }),
  title: `Deploy ${version} to ${environment}`,
  branch: 'main',
})
export const rejectRun = (
  version: string,
  environment: string,
  given: Partial<RunFact> = {},
): VersionRun => ({
  ...deployRun(version, environment, given),
  title: `Reject ${version} at ${environment}: Not on a Friday`,
})
export const carrying = (environment: string, version: string): History =>
  historyOf(
    environment,
    attempt('success', {
      statuses: [{ description: `rel ${version} ${commit}`, url: null, at: '2026-03-01T09:00:00Z' }],
    }),
  )
/** A rejection by olga. */
export const rejection = (environment: string, version: string, comment = ''): Rejection => ({
  ...{ environment, version, by: 'olga', comment },
  url: 'http://run/7',
})
export const done = { status: 'completed', conclusion: 'success' }

export const facts = (runs: readonly VersionRun[], given: Partial<ApprovalFacts> = {}): ApprovalFacts => ({
  repository: 'acme/widgets',
  config: config(''),
  defaultBranch: 'main',
  now: '2026-03-01T10:00:00Z',
  viewer: { login: 'rosa', role: 'maintain', teams: [] },
  releases: ['1.2.0', '1.3.0', '1.4.0'].map((tag, index) =>
    draftOf(tag, { draft: false, body: `* Change (#${index + 1}) @dev\n* Other (#1${index})\n` }),
  ),
  runs,
  histories: [],
  rejections: [],
  digests: new Map([['1.4.0', `sha256:${'1'.repeat(64)}`]]),
  lostHotfixes: new Map(),
  ...given,
})
export const wish = (...environments: readonly string[]): ApprovalOptions => ({
  environments,
  version: undefined,
  verdict: 'approved',
  comment: '',
  force: [],
  reason: undefined,
})
export const stepsOf = (given: ApprovalFacts, wanted: ApprovalOptions = wish()): string => {
  const { steps, refusal, waitingFor } = planApproval([given], wanted, null)
  const texts = steps.map((step) =>
    step.kind === 'review-deployments'
      ? `${step.verdict} ${step.environments.map(({ name }) => name).join('+')} of ${step.run}`
      : step.kind === 'dispatch-workflow'
        ? `${step.inputs['verdict'] ?? 'start'} ${step.inputs['environment']} ${step.inputs['version']}`
        : step.kind,
  )
  return texts.join(', ') || (refusal ? `${refusal.code}: ${refusal.message}` : (waitingFor ?? 'nothing'))
}
