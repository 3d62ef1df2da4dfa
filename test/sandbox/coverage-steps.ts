/**
 * Everything that the contract has, once: what is made, in order, and what then is read. `{name.field}` stands for a field of
 * the answer that was kept under that name; `~` for /repos/acme/widgets.
 */
export interface Write {
  readonly by: string
  readonly request: string
  readonly body?: unknown
  readonly keep?: string
  /** The read that shows what it did. */
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

/** What no write names, and is read all the same. */
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
  '~/actions/workflows',
  '~/actions/workflows/ship.yml',
  '~/actions/runs',
  '~/actions/runs/{failed.id}/jobs',
  '~/actions/runs/{gated.id}/pending_deployments',
  '~/actions/runs/{done.id}/logs',
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
