/** The files of the pack that react. */
export const reactingFile = 'environments.yml'
/** What its runs are called that no pull request started. */
export const reactingTitle = 'Environments'
export const releaseFile = 'release.yml'
export const buildingFiles: readonly string[] = ['feature-branch.yml', 'hotfix-branch.yml']
export const deployFile = 'deploy.yml'
export const hotfixFile = 'hotfix-release.yml'
/** As `deploy.yml` names its run. */
export const titleOf = (version: string, environment: string): string => `Deploy ${version} to ${environment}`
