import type { Context } from '../../context.js'
import { type DeployRun, isRejected, type Rejection, unanswered } from '../../domain/model/deploy-run.js'

/** How many runs of `deploy.yml` are read: each version has at least one at each stage. */
export const deployRuns = 30

/** The rejections in effect among the runs, newest first. One request for each run that claims to reject. */
export async function readRejections(
  { github, repository }: Pick<Context, 'github' | 'repository'>,
  runs: readonly DeployRun[],
  defaultBranch: string,
): Promise<readonly Rejection[]> {
  const claimed = unanswered(runs, defaultBranch)
  const jobs = await Promise.all(claimed.map(({ run }) => github.runs.jobs(repository, run, null)))
  return claimed.filter((_, index) => isRejected(jobs[index]!.jobs)).map(({ rejection }) => rejection)
}
