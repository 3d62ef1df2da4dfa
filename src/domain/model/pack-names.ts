/** The names in the workflow pack that rel relies on; test/workflows/pack-names.test.ts reads them in the templates. */

/** Reacts to labels, and deploys what a dispatch asks for. */
export const environmentsFile = 'environments.yml'
/** The name of its runs that no pull request started. */
export const environmentsTitle = 'Environments'
export const mainFile = 'main-branch.yml'
/** Build, and deploy, the commits of pull requests. */
export const branchFiles: readonly string[] = ['feature-branch.yml', 'hotfix-branch.yml']
export const releaseFile = 'release.yml'
/** Deploys a version, or rejects one. */
export const deployFile = 'deploy.yml'
export const hotfixFile = 'hotfix-release.yml'

/** Decides what a run deploys. */
export const planJob = 'plan'
/** Gives an image the tag of its version. */
export const promoteJob = 'promote'
/** Sums up the build and the tests of a commit: its check run has this name. */
export const ciJob = 'ci'

/** The step at which a run fails that somebody started who may not approve. */
export const approverStep = 'Demand somebody who may'
/** The step at which a run fails that rejects a version; whoever may not approve does not get that far. */
export const rejectStep = 'Turn it away'

/** The title of the run that deploys a version. */
export const deployTitle = (version: string, environment: string): string =>
  `Deploy ${version} to ${environment}`

/** What a run with that title deploys; null for any other title. */
export function readDeployTitle(title: string): { version: string; environment: string } | null {
  const [, version, environment] = /^Deploy (\S+) to (\S+)$/.exec(title) ?? []
  return version === undefined || environment === undefined ? null : { version, environment }
}

/** The title of the run that rejects a version: the comment comes last, whatever is in it. */
export const rejectTitle = (version: string, environment: string, comment: string): string =>
  `Reject ${version} at ${environment}${comment === '' ? '' : `: ${comment}`}`

/** What a run with that title rejects, and why; null for any other title. */
export function readRejectTitle(
  title: string,
): { version: string; environment: string; comment: string } | null {
  const [, version, environment, comment = ''] = /^Reject (\S+) at (\S+?)(?:: (.*))?$/s.exec(title) ?? []
  return version === undefined || environment === undefined ? null : { version, environment, comment }
}
