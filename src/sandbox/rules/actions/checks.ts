import { mustWrite } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { objectType } from '../../git/refs.js'
import { transaction, type Request } from '../../request.js'
import type { CheckRun } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { recordEvent } from '../record.js'
import { latestJobs } from './runs.js'

export type CheckOptions = Omit<CheckRun, 'id' | 'repository' | 'suite'>

/** Only Apps create check runs: in the sandbox, workflows with their token. */
export async function createCheckRun(request: Request, options: CheckOptions): Promise<CheckRun> {
  const { world, actor, repository } = request
  if (actor.token.kind !== 'workflow') throw new GitHubError(403, 'You must authenticate via a GitHub App.')
  mustWrite(request, 'checks')
  if ((await objectType(world.git(repository), options.sha)) !== 'commit')
    throw new GitHubError(422, `No commit found for SHA: ${options.sha}`)
  const siblings = world.store.by('checkRuns', 'sha', `${repository.id}/${options.sha}`)
  return transaction(request, (write) => {
    const completed = options.conclusion !== null
    const check = write.tx.put('checkRuns', {
      ...options,
      id: world.store.nextId(),
      repository: repository.id,
      suite: siblings[0]?.suite ?? world.store.nextId(),
      status: completed ? 'completed' : options.status,
      completedAt: completed ? (options.completedAt ?? world.now()) : null,
    })
    const payload = { check_run: check.id, name: check.name, sha: check.sha, conclusion: check.conclusion }
    recordEvent(write, 'check_run', completed ? 'completed' : 'created', payload)
    return check
  })
}

/** A check of a commit: a check run created over the API, or a job of a workflow run. */
export interface Check extends Omit<CheckRun, 'status'> {
  readonly status: string
  /** The workflow run, if the check is a job. */
  readonly run: number | null
}

/** The checks of a commit, newest first. `latest`: only the last of each name in a suite. */
export function checksOf(
  world: World,
  repository: Repository,
  sha: string,
  { latest }: { readonly latest: boolean },
): readonly Check[] {
  const key = `${repository.id}/${sha}`
  const runs = world.store.by('runs', 'sha', key)
  const suites = new Map(runs.map(({ id, suite }) => [id, suite]))
  const jobs = latest ? latestJobs(world, runs) : world.store.by('jobs', 'sha', key)
  const apiChecks = world.store.by('checkRuns', 'sha', key).map((check) => ({ ...check, run: null }))
  const listed = latest ? [...new Map(apiChecks.map((check) => [check.name, check])).values()] : apiChecks
  const jobChecks = jobs.map((job) => ({
    id: job.id,
    repository: job.repository,
    suite: suites.get(job.run) ?? 0,
    sha,
    name: job.name,
    externalId: null,
    detailsUrl: null,
    status: job.status,
    conclusion: job.conclusion,
    startedAt: job.startedAt,
    completedAt: job.completedAt,
    output: { title: null, summary: null, text: null },
    run: job.run,
  }))
  return [...listed, ...jobChecks].toSorted((left, right) => right.id - left.id)
}
