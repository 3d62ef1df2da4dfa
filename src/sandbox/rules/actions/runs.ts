import { notFound } from '../../errors.js'
import { readCommit } from '../../git/history.js'
import type { HeadCommit, Job, Run, Workflow } from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { Transaction } from '../../state/store.js'
import type { World } from '../../world.js'
import { repositoryById, userOf } from '../access/access.js'
import { recordEvent } from '../record.js'
import { retentionDaysOf } from './retention.js'
import { actionsBotOf } from '../access/actions-bot.js'

export function runOf(world: World, repository: Repository, id: number): Run {
  const run = world.store.get('runs', id)
  if (run?.repository !== repository.id) throw notFound()
  return run
}

export function jobOf(world: World, repository: Repository, id: number): Job {
  const job = world.store.get('jobs', id)
  if (job?.repository !== repository.id) throw notFound()
  return job
}

/** The run as an attempt left it, or as it is if the attempt is the last. */
export function attemptOf(run: Run, attempt: number): Run {
  if (attempt === run.attempt) return run
  const earlier = run.earlierAttempts?.find((candidate) => candidate.attempt === attempt)
  if (!earlier) throw notFound()
  return { ...run, ...earlier }
}

export interface NewRun {
  readonly event: string
  /** A full name: refs/heads/main, refs/pull/7/merge. */
  readonly ref: string
  readonly headSha: string
  readonly headCommit: HeadCommit | null
  readonly actor: string
  /** The name in the workflow file of the run; undefined: the name on the default branch. */
  readonly name?: string | undefined
  /** The run of a pull request shows its head branch, not its ref. */
  readonly headBranch?: string | null | undefined
  readonly headRepository?: number | undefined
  readonly displayTitle?: string | undefined
  readonly pullRequests?: readonly number[] | undefined
  readonly inputs?: Readonly<Record<string, string>> | undefined
  readonly cause?: number | undefined
}

/** Queues a new run of a workflow and records `workflow_run.requested`. */
export function putRun(world: World, tx: Transaction, workflow: Workflow, newRun: NewRun): Run {
  const at = world.now()
  const { id, repository, path, lastRun } = workflow
  const { name = workflow.name } = newRun
  tx.put('workflows', { ...workflow, lastRun: lastRun + 1 })
  const run = tx.put('runs', {
    id: world.store.nextId(),
    repository,
    workflow: id,
    name,
    displayTitle: newRun.displayTitle ?? titleOf(world, workflow, name, newRun),
    path,
    runNumber: lastRun + 1,
    attempt: 1,
    event: newRun.event,
    status: 'queued',
    conclusion: null,
    headBranch: newRun.headBranch ?? newRun.ref.replace(/^refs\/(heads|tags)\//, ''),
    headSha: newRun.headSha,
    headRepository: newRun.headRepository ?? repository,
    ref: newRun.ref,
    headCommit: newRun.headCommit,
    pullRequests: newRun.pullRequests ?? [],
    actor: newRun.actor,
    triggeringActor: newRun.actor,
    suite: world.store.nextId(),
    inputs: newRun.inputs ?? {},
    keptJobs: [],
    cancelledBy: null,
    retentionDays: retentionDaysOf(repositoryById(world, repository)),
    ...(newRun.cause !== undefined && { cause: newRun.cause }),
    createdAt: at,
    startedAt: at,
    updatedAt: at,
  })
  recordRunEvent(world, tx, run, 'requested')
  return run
}

/** Records an event of a run; such events start workflows (`on: workflow_run`) whoever triggered the run. */
export function recordRunEvent(
  world: World,
  tx: Transaction,
  run: Run,
  action: 'requested' | 'in_progress' | 'completed',
): void {
  const token = { ...actionsBotOf(world).token, kind: 'classic' } as const
  const actor = { user: userOf(world, run.triggeringActor), token }
  recordEvent(
    { world, tx, actor, repository: repositoryById(world, run.repository) },
    'workflow_run',
    action,
    {
      run: run.id,
      attempt: run.attempt,
      workflow: run.path,
      conclusion: run.conclusion,
      kept_jobs: run.keptJobs,
    },
  )
}

/** The default title: of the pull request, or the subject of the pushed commit, or else the workflow's name. */
function titleOf(world: World, { repository }: Workflow, name: string, run: NewRun): string {
  const pull = run.pullRequests?.[0]
  const title = pull === undefined ? undefined : world.store.get('issues', `${repository}/${pull}`)?.title
  return title || (run.event === 'push' && run.headCommit?.message.split('\n')[0]) || name
}

export async function headCommitOf(
  world: World,
  repository: Repository,
  sha: string,
): Promise<HeadCommit | null> {
  const commit = await readCommit(world.git(repository), sha)
  if (!commit) return null
  const { tree, message, author, committer } = commit
  return {
    id: commit.sha,
    tree_id: tree,
    message,
    timestamp: committer.date,
    author: { name: author.name, email: author.email },
    committer: { name: committer.name, email: committer.email },
  }
}

/** The current jobs: those of the last attempt, and those that it kept from earlier attempts. */
export const latestJobs = (world: World, runs: readonly Run[]): readonly Job[] =>
  runs.flatMap(({ id, attempt, keptJobs }) =>
    world.store.by('jobs', 'run', id).filter((job) => job.attempt === attempt || keptJobs.includes(job.id)),
  )

/** The name of the check run of a job: the job's, unless the Checks API changed it. */
export const checkNameOf = ({ name, check }: Pick<Job, 'name' | 'check'>): string => check?.name ?? name

/** The URL of a job's log page, which GitHub writes into the statuses of the job's deployment. */
export function jobPage(
  world: World,
  { id, run, repository }: Pick<Job, 'id' | 'run' | 'repository'>,
): string {
  const { owner, name } = repositoryById(world, repository)
  return `${world.urls.html}/${owner}/${name}/actions/runs/${run}/job/${id}`
}
