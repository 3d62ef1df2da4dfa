export type Kind = 'classic' | 'fine-grained' | 'workflow'

/** An operation, its minimum role, and the permissions of which a token needs one (github-api 6.2). */
export interface Row {
  readonly operation: string
  /** `~` is /repos/acme/widgets. */
  readonly request: string
  readonly body?: unknown
  readonly least: 'read' | 'triage' | 'write' | 'maintain' | 'admin'
  /** GitHub's error below the minimum role: 404 for operations of writers, a named role for those of administrators. */
  readonly refusal: readonly [status: number, message: string]
  readonly permissions: readonly string[]
  readonly level: 'read' | 'write'
  /** Statuses of an allowed request, which need not succeed. */
  readonly allowed: readonly number[]
  /** True if no workflow token may do it. */
  readonly neverWorkflow?: boolean
}

const hidden = [404, 'Not Found'] as const
const named = [403, 'Must have admin rights to Repository.'] as const
const labels = { labels: ['deploy'] }
const issue = { permissions: ['pull_requests', 'issues'], level: 'write' } as const
const content = { least: 'write', refusal: hidden, permissions: ['contents'], level: 'write' } as const
const admin = {
  least: 'admin',
  refusal: named,
  permissions: ['administration'],
  level: 'write',
  neverWorkflow: true,
} as const
const review = { least: 'read', refusal: hidden, permissions: ['pull_requests'], level: 'write' } as const

export const rows: readonly Row[] = [
  {
    operation: 'issues/add-labels',
    request: 'POST ~/issues/1/labels',
    body: labels,
    least: 'triage',
    refusal: named,
    allowed: [200],
    ...issue,
  },
  {
    operation: 'issues/set-labels',
    request: 'PUT ~/issues/1/labels',
    body: { labels: [] },
    least: 'triage',
    refusal: named,
    allowed: [200],
    ...issue,
  },
  {
    operation: 'issues/create-comment',
    request: 'POST ~/issues/1/comments',
    body: { body: 'x' },
    least: 'read',
    refusal: hidden,
    allowed: [201],
    ...issue,
  },
  {
    operation: 'issues/create-label',
    request: 'POST ~/labels',
    body: { name: 'deploy' },
    least: 'write',
    refusal: hidden,
    allowed: [422],
    permissions: ['issues', 'pull_requests'],
    level: 'write',
  },
  {
    operation: 'issues/list-events',
    request: 'GET ~/issues/1/events',
    least: 'read',
    refusal: hidden,
    allowed: [200],
    permissions: ['pull_requests', 'issues'],
    level: 'read',
  },
  {
    operation: 'pulls/get',
    request: 'GET ~/pulls/1',
    least: 'read',
    refusal: hidden,
    allowed: [200],
    permissions: ['pull_requests', 'contents'],
    level: 'read',
  },
  {
    operation: 'pulls/request-reviewers',
    request: 'POST ~/pulls/1/requested_reviewers',
    body: { reviewers: ['rosa'] },
    allowed: [201],
    ...review,
    least: 'triage',
    refusal: named,
  },
  {
    operation: 'pulls/create-review',
    request: 'POST ~/pulls/1/reviews',
    body: { event: 'COMMENT', body: 'x' },
    allowed: [200],
    ...review,
  },
  {
    operation: 'pulls/merge',
    request: 'PUT ~/pulls/1/merge',
    body: { sha: 'f'.repeat(40) },
    allowed: [409],
    ...content,
  },
  {
    operation: 'git/create-ref',
    request: 'POST ~/git/refs',
    body: { ref: 'refs/heads/x', sha: 'f'.repeat(40) },
    allowed: [422],
    ...content,
  },
  { operation: 'git/delete-ref', request: 'DELETE ~/git/refs/heads/none', allowed: [422], ...content },
  {
    operation: 'repos/merge',
    request: 'POST ~/merges',
    body: { base: 'none', head: 'none' },
    allowed: [404],
    ...content,
    refusal: [404, 'Not Found'],
  },
  { operation: 'repos/update', request: 'PATCH ~', body: { description: 'x' }, allowed: [200], ...admin },
  {
    operation: 'repos/get-branch-protection',
    request: 'GET ~/branches/main/protection',
    allowed: [200],
    ...admin,
  },
  {
    operation: 'actions/set-artifact-and-log-retention-settings-repository',
    request: 'PUT ~/actions/permissions/artifact-and-log-retention',
    body: { days: 90 },
    allowed: [204],
    ...admin,
  },
  {
    operation: 'repos/create-repo-ruleset',
    request: 'POST ~/rulesets',
    body: { name: 'x', enforcement: 'disabled' },
    allowed: [201, 422],
    ...admin,
  },
  {
    operation: 'repos/add-collaborator',
    request: 'PUT ~/collaborators/guest',
    body: { permission: 'pull' },
    allowed: [204],
    ...admin,
  },
]

/** The test file for each row of the table of errors (github-api 6.3). */
export const proofs: Readonly<Record<string, readonly string[]>> = {
  permissions: ['1', '2', '3', '6', '7', '8', '9'],
  errors: ['4', '5', '10', '11', '12', '13', '14', '15', '16', '24', '32', '33'],
  protection: ['17', '17b'],
  'protection-workflows': ['18'],
  'releases-refused': ['19', '21', '22', '23'],
  releases: ['20'],
  merges: ['25'],
  deployments: ['26', '27'],
  'actions-dispatches': ['28'],
  'actions-runs': ['29'],
  'actions-approvals': ['30'],
  'actions-gates': ['31'],
  octokit: ['34', '35'],
}
