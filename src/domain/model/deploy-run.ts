import type { JobFact } from './run.js'
import { approverStep, deployTitle, readRejectTitle, rejectStep } from './pack-names.js'

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

/** Did the run end because it rejects, and not because it was refused? */
export const isRejected = (jobs: readonly JobFact[]): boolean =>
  jobs.some(({ state, step }) => state === 'failed' && step === rejectStep)
/** Did the run end because whoever started it may not decide? */
export const isUnauthorised = (jobs: readonly JobFact[]): boolean =>
  jobs.some(({ state, step }) => state === 'failed' && step === approverStep)

const rejectionIn = ({ title, by, url }: DeployRun): Rejection | null => {
  const rejected = readRejectTitle(title)
  return rejected && { ...rejected, by, url }
}

/** A rejection, if that is what its run came to. */
export interface RejectClaim {
  readonly run: number
  readonly rejection: Rejection
}

/**
 * The rejections that nobody has answered: a later deployment of that version there that goes on, or has succeeded, is an approval
 * after all. Runs of another branch than the default one prove nothing: anybody may have changed the workflow there.
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
    .toSorted((one, other) => other.id - one.id)
    .flatMap((run) => {
      const rejection = rejectionIn(run)
      return rejection && !isAnswered(rejection, run.id) ? [{ run: run.id, rejection }] : []
    })
}

/** Is a run about to reject the version there? */
export const isBeingRejected = (
  runs: readonly Pick<DeployRun, 'title' | 'conclusion'>[],
  { environment, version }: { readonly environment: string; readonly version: string | null },
): boolean =>
  runs.some(({ title, conclusion }) => {
    const rejected = readRejectTitle(title)
    return conclusion === null && rejected?.version === version && rejected.environment === environment
  })
