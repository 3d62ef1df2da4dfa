import type { SweepFacts } from '../../src/domain/ci/sweep.js'
import type { Deployment, DeploymentState } from '../../src/domain/model/deployment.js'
import type { Claim } from '../../src/domain/label/claim.js'
import { claim as claiming, config, pullRequest } from './facts.js'

const sha = (number: number): string => String(number).repeat(40)
export const since = '2026-03-01T09:00:00Z'
export const claim = (number: number, labels: readonly string[], given: Partial<Claim> = {}): Claim =>
  claiming(number, since, {
    pullRequest: pullRequest(number, { labels, head: `feature/${number}`, sha: sha(number) }),
    ...given,
  })
export const deployment = (pr: number, state: DeploymentState): Deployment => ({
  id: pr,
  environment: 'qa2',
  commit: sha(pr),
  createdAt: since,
  ref: null,
  creator: 'dev',
  state,
  page: null,
  statuses: [{ description: `rel pr ${pr} ${sha(pr)}`, url: null, at: since }],
})

/** #7 has held qa2 since 09:00; the limit is four hours. */
export const usual = (now: string, given: Partial<SweepFacts> = {}): SweepFacts => {
  const slots = given.slots ?? [
    { label: 'deploy/qa2', labelExists: true, claims: [claim(7, ['deploy/qa2'])] },
  ]
  const queues = given.queues ?? []
  return {
    config: config('qa: {ttl: 4h}'),
    defaultBranch: 'main',
    repository: 'acme/widgets',
    open: [...slots, ...queues].flatMap(({ claims }) => claims.map((claimed) => claimed.pullRequest)),
    histories: [{ environment: 'qa2', deployments: [deployment(7, 'success')], more: null }],
    now: `2026-03-01T${now}Z`,
    ...given,
    slots,
    queues,
  }
}
