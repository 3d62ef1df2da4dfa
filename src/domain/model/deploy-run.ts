import type { JobFact } from './run.js'

/** A version that was turned away at an environment, where the gates are dispatched. */
export interface Rejection {
  readonly environment: string
  readonly version: string
  readonly by: string
  readonly comment: string
  readonly url: string
}

/** A run of `deploy.yml` as a list of runs shows it. `by`: who started it, or ran it again. */
export interface DeployRun {
  readonly id: number
  readonly url: string
  readonly title: string
  readonly branch: string
  readonly conclusion: string | null
  readonly by: string
}

/** The step of `deploy.yml` at which it ends that somebody may not approve. */
const demanding = 'Demand somebody who may'
/** The step of `deploy.yml` at which a rejection ends: whoever may not approve does not get that far. */
export const turningAway = 'Turn it away'
/** Did the run end because it rejects, and not because it was refused? */
export const isTurnedAway = (jobs: readonly JobFact[]): boolean =>
  jobs.some(({ state, step }) => state === 'failed' && step === turningAway)
/** Did the run end because whoever started it may not decide? */
export const isNotAllowed = (jobs: readonly JobFact[]): boolean =>
  jobs.some(({ state, step }) => state === 'failed' && step === demanding)
