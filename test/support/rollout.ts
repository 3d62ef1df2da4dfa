import type { RunFact } from '../../src/domain/run.js'

/** A run as the environments' workflow makes one, under way. */
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
