/**
 * Every operation of the contract once: writes in order, each with the read that shows its effect. `{name.field}` is a field of
 * the response stored under that name; `~` is /repos/acme/widgets.
 */
export interface Write {
  readonly by: string
  readonly request: string
  readonly body?: unknown
  readonly keep?: string
  /** The path of the read that shows the effect. */
  readonly seen: string
}

export const write = (by: string, request: string, body: unknown, seen: string, keep?: string): Write => ({
  by,
  request,
  body,
  seen,
  ...(keep !== undefined && { keep }),
})
export const pullsOf = (number: string): string => `~/pulls/{${number}.number}`

/** More reads, of operations that no write uses. */
export const reads: readonly string[] = [
  '/user',
  '/users/rosa',
  '/search/issues?q=repo:acme/widgets',
  '/orgs/acme/teams',
  '~/issues?state=all',
  '~/pulls?state=all',
  `${pullsOf('one')}/files`,
  `${pullsOf('one')}/reviews`,
  '~/commits/{commit.sha}',
  '~/commits/{commit.sha}/pulls',
  '~/commits/{commit.sha}/branches-where-head',
  '~/compare/main...topic',
  '~/collaborators',
  '~/rules/branches/kept',
  '~/deployments',
  '~/deployments/{deployment.id}/statuses/{deployed.id}',
  '~/actions/workflows',
  '~/actions/workflows/ship.yml',
  '~/actions/runs',
  '~/actions/runs/{failed.id}/jobs',
  '~/actions/runs/{gated.id}/pending_deployments',
  '~/actions/runs/{done.id}/logs',
  '~/actions/runs/{done.id}/attempts/1',
  '~/actions/runs/{done.id}/attempts/1/jobs',
  '~/actions/runs/{done.id}/attempts/1/logs',
  '~/actions/artifacts',
  '~/actions/artifacts/{artifact.id}',
  '~/actions/artifacts/{artifact.id}/zip',
  '~/actions/runs/{done.id}/artifacts',
  '~/actions/jobs/{job.id}',
  '~/check-runs/{job.id}/annotations',
  '~/actions/jobs/{job.id}/logs',
  '~/actions/secrets/public-key',
  '~/environments/live/secrets/public-key',
  '~/actions/variables',
  '/rate_limit',
]
