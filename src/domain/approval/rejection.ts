import { titleOf } from '../model/pack-names.js'
import { type DeployRun, type Rejection } from '../model/deploy-run.js'

/** As `deploy.yml` names its run: the comment comes last, whatever is in it. */
const named = /^Reject (\S+) at (\S+?)(?:: (.*))?$/s
/** The title of the run that turns a version away. */
export const rejectionTitle = (version: string, environment: string, comment: string): string =>
  `Reject ${version} at ${environment}${comment === '' ? '' : `: ${comment}`}`

const rejectionIn = ({ title, by, url }: DeployRun): Rejection | null => {
  const [, version, environment, comment = ''] = named.exec(title) ?? []
  return version === undefined || environment === undefined
    ? null
    : { environment, version, by, comment, url }
}

/** A rejection, if that is what its run came to. */
export interface Claimed {
  readonly run: number
  readonly rejection: Rejection
}

/**
 * The rejections that nobody has answered: a later deployment of that version there that goes on, or has succeeded, is an approval
 * after all. Runs of another branch than the default one prove nothing: anybody may have changed the workflow there.
 */
export function unanswered(runs: readonly DeployRun[], defaultBranch: string): readonly Claimed[] {
  const own = runs.filter(({ branch }) => branch === defaultBranch)
  const isAnswered = ({ version, environment }: Rejection, id: number): boolean =>
    own.some(
      (run) =>
        run.id > id &&
        run.title === titleOf(version, environment) &&
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
    const [, what, where] = named.exec(title) ?? []
    return conclusion === null && what === version && where === environment
  })
