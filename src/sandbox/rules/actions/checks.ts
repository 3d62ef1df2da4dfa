import { mustWrite } from '../../permissions.js'
import { GitHubError, notFound } from '../../errors.js'
import { objectType } from '../../git/refs.js'
import { transaction, type Request, type Write } from '../../request.js'
import type { CheckChanges, Job } from '../../state/actions-rows.js'
import type { CheckRun } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { recordEvent } from '../record.js'
import { checkNameOf, latestJobs } from './runs.js'

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
    recordCheck(write, check, completed ? 'completed' : 'created')
    return check
  })
}

/** What the Checks API may change of a check run. */
export type CheckUpdate = CheckChanges &
  Partial<Pick<CheckRun, 'status' | 'conclusion' | 'startedAt' | 'completedAt'>>

/** Changes a check run. That of a job can be renamed and described; only the job itself sets its status and conclusion. */
export function updateCheckRun(request: Request, id: number, update: CheckUpdate): Check {
  const { world, actor, repository } = request
  const check = checkOf(world, repository, id)
  if (actor.token.kind !== 'workflow') throw new GitHubError(403, 'You must authenticate via a GitHub App.')
  mustWrite(request, 'checks')
  const { status, conclusion, startedAt, completedAt, ...changes } = update
  const annotations = [...(check.annotations ?? []), ...(changes.annotations ?? [])]
  const job = world.store.get('jobs', id)
  if (job) {
    if ([status, conclusion, startedAt, completedAt].some((value) => value !== undefined))
      throw new GitHubError(422, 'The status of a check run of a job cannot be changed.')
    world.store.transaction((tx) =>
      tx.put('jobs', { ...job, check: { ...job.check, ...changes, annotations } }),
    )
    return checkOf(world, repository, id)
  }
  return transaction(request, (write) => {
    const row = world.store.get('checkRuns', id)
    if (!row) throw notFound()
    const isCompleted =
      (conclusion ?? row.conclusion) !== null && status !== 'in_progress' && status !== 'queued'
    const next = write.tx.put('checkRuns', {
      ...row,
      ...changes,
      annotations,
      status: isCompleted ? 'completed' : (status ?? row.status),
      conclusion: isCompleted ? (conclusion ?? row.conclusion) : null,
      startedAt: startedAt ?? row.startedAt,
      completedAt: isCompleted ? (completedAt ?? row.completedAt ?? world.now()) : null,
    })
    if (isCompleted && row.status !== 'completed') recordCheck(write, next, 'completed')
    return { ...next, run: null }
  })
}

function recordCheck(write: Write, check: CheckRun, action: 'created' | 'completed'): void {
  const { id, name, sha, conclusion } = check
  recordEvent(write, 'check_run', action, { check_run: id, name, sha, conclusion })
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
  const jobChecks = jobs.map((job) => checkOfJob(job, suites.get(job.run) ?? 0))
  return [...listed, ...jobChecks].toSorted((left, right) => right.id - left.id)
}

export function checkOf(world: World, repository: Repository, id: number): Check {
  const job = world.store.get('jobs', id)
  const row = job ?? world.store.get('checkRuns', id)
  if (row?.repository !== repository.id) throw notFound()
  return job
    ? checkOfJob(job, world.store.get('runs', job.run)?.suite ?? 0)
    : { ...(row as CheckRun), run: null }
}

const checkOfJob = (job: Job, suite: number): Check => ({
  id: job.id,
  repository: job.repository,
  suite,
  sha: job.sha,
  externalId: null,
  detailsUrl: null,
  status: job.status,
  conclusion: job.conclusion,
  startedAt: job.startedAt,
  completedAt: job.completedAt,
  output: { title: null, summary: null, text: null },
  run: job.run,
  ...job.check,
  name: checkNameOf(job),
})
