/** The names in the workflow pack on which rel relies; test/workflows/pack-names.test.ts checks them in the templates. */

/** The workflow that reacts to labels and deploys pull requests. */
export const environmentsFile = 'environments.yml'
/** The title of its dispatched runs. */
export const environmentsTitle = 'Environments'
export const mainFile = 'main-branch.yml'
/** The workflows that build and deploy pull requests. */
export const branchFiles: readonly string[] = ['feature-branch.yml', 'hotfix-branch.yml']
export const releaseFile = 'release.yml'
/** Deploys a version, or rejects one. */
export const deployFile = 'deploy.yml'
export const hotfixFile = 'hotfix-release.yml'

/** Decides what a run deploys. */
export const planJob = 'plan'
/** Gives an image the tag of its version. */
export const promoteJob = 'promote'
/** The job, and so the check, that sums up the build and the tests of a commit. */
export const ciJob = 'ci'

/** The step that fails if the actor of the run is not an approver. */
export const approverStep = 'Require an approver'
/** The step that fails because the run rejects a version. It comes after the check of the approver. */
export const rejectStep = 'Reject'

/** The title of the run that deploys a version. */
export const deployTitle = (version: string, environment: string): string =>
  `Deploy ${version} to ${environment}`

/** Parses the title of a run that deploys a version; null for any other title. */
export function readDeployTitle(title: string): { version: string; environment: string } | null {
  const [, version, environment] = /^Deploy (\S+) to (\S+)$/.exec(title) ?? []
  return version === undefined || environment === undefined ? null : { version, environment }
}

/** The title of the run that rejects a version. The comment comes last, because it may contain anything. */
export const rejectTitle = (version: string, environment: string, comment: string): string =>
  `Reject ${version} at ${environment}${comment === '' ? '' : `: ${comment}`}`

/** Parses the title of a run that rejects a version; null for any other title. */
export function readRejectTitle(
  title: string,
): { version: string; environment: string; comment: string } | null {
  const [, version, environment, comment = ''] = /^Reject (\S+) at (\S+?)(?:: (.*))?$/s.exec(title) ?? []
  return version === undefined || environment === undefined ? null : { version, environment, comment }
}
