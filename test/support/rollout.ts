import type { RolloutFacts } from '../../src/domain/rollout/facts.js'
import type { RunFact } from '../../src/domain/model/run.js'
import type { StartTrigger } from '../../src/domain/plan/goal.js'
import { attempt, historyOf } from './status.js'

/** A run of environments.yml in progress. */
export const run = (given: Partial<RunFact> = {}): RunFact => ({
  id: 1,
  url: 'http://run',
  workflow: 'Environments',
  file: 'environments.yml',
  event: 'pull_request',
  status: 'in_progress',
  conclusion: null,
  createdAt: '2026-03-01T10:00:01Z',
  updatedAt: '2026-03-01T10:00:10Z',
  gates: [],
  reviews: [],
  ...given,
})
export const ended = (conclusion: string, given: Partial<RunFact> = {}) =>
  run({ status: 'completed', conclusion, ...given })

export const commit = 'a'.repeat(40)
export const published: StartTrigger = { kind: 'release', tag: '1.4.0' }
export const stagingOf = (by: StartTrigger) => ({
  repository: 'acme/widgets',
  environment: 'staging',
  commit,
  trigger: by,
})
export const release = (
  by: StartTrigger,
  found: RunFact | null,
  { now = '2026-03-01T10:00:20Z', deployed = [] as readonly ReturnType<typeof attempt>[] } = {},
): RolloutFacts => ({
  now,
  triggers: [{ kind: 'start', trigger: by, node: 'R', since: '2026-03-01T10:00:00Z', run: found }],
  histories: [historyOf('staging', ...deployed)],
  jobs: [],
  rejections: [],
})

/** The deployments of 1.4.0 and 1.5.0 on staging. */
export const deployed140 = attempt('success', {
  commit: 'c'.repeat(40), // a dispatched run is on main, whichever version it deploys
  createdAt: '2026-03-01T10:00:05Z',
  statuses: [{ description: `rel 1.4.0 ${commit}`, url: 'https://staging', at: '' }],
})

export const next = attempt('success', {
  createdAt: '2026-03-01T10:00:15Z',
  statuses: [{ description: `rel 1.5.0 ${'d'.repeat(40)}`, url: null, at: '' }],
})
