import type { JobFact } from './run.js'
import { approverStep, deployTitle, readRejectTitle, rejectStep } from './pack-names.js'

/** A version that was rejected at an environment, with `gates: dispatch`. */
export interface Rejection {
  readonly environment: string
  readonly version: string
  readonly by: string
  readonly comment: string
  readonly url: string
}

/** A run of `deploy.yml` as a list of runs shows it. `by`: who started it, or last re-ran it. */
export interface DeployRun {
  readonly id: number
  readonly url: string
  readonly title: string
  readonly branch: string
  readonly conclusion: string | null
  readonly by: string
}

/** Did the run fail at its rejection step, and not for another reason? */
export const isRejected = (jobs: readonly JobFact[]): boolean =>
  jobs.some(({ state, step }) => state === 'failed' && step === rejectStep)
/** Did the run fail because its actor is not an approver? */
export const isUnauthorised = (jobs: readonly JobFact[]): boolean =>
  jobs.some(({ state, step }) => state === 'failed' && step === approverStep)

const rejectionIn = ({ title, by, url }: DeployRun): Rejection | null => {
  const rejected = readRejectTitle(title)
  return rejected && { ...rejected, by, url }
}

/** A rejection that counts only if its run failed at the rejection step. */
export interface RejectClaim {
  readonly run: number
  readonly rejection: Rejection
}

/**
 * The rejections without a later approval: a later deployment of the version to the environment that runs or has succeeded
 * overrides a rejection. Runs on other branches than the default one do not count: anybody can change the workflow there.
 */
export function unanswered(runs: readonly DeployRun[], defaultBranch: string): readonly RejectClaim[] {
  const own = runs.filter(({ branch }) => branch === defaultBranch)
  const isAnswered = ({ version, environment }: Rejection, id: number): boolean =>
    own.some(
      (run) =>
        run.id > id &&
        run.title === deployTitle(version, environment) &&
        (run.conclusion === null || run.conclusion === 'success'),
    )
  return own
    .filter(({ conclusion }) => conclusion === 'failure')
    .toSorted((a, b) => b.id - a.id)
    .flatMap((run) => {
      const rejection = rejectionIn(run)
      return rejection && !isAnswered(rejection, run.id) ? [{ run: run.id, rejection }] : []
    })
}

/** Is a run in progress that rejects the version at the environment? */
export const isBeingRejected = (
  runs: readonly Pick<DeployRun, 'title' | 'conclusion'>[],
  { environment, version }: { readonly environment: string; readonly version: string | null },
): boolean =>
  runs.some(({ title, conclusion }) => {
    const rejected = readRejectTitle(title)
    return conclusion === null && rejected?.version === version && rejected.environment === environment
  })
