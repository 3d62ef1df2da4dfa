import { GitHubError, notFound } from '../../errors.js'
import { resolveCommit } from '../../git/refs.js'
import type {
  Conclusion,
  Job,
  Run,
  RunNode,
  RunStatus,
  Step,
  WorkflowReference,
} from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { deploymentOfGate } from '../deployments/gates.js'
import { putDeploymentStatus } from '../deployments/deployment-statuses.js'
import { repositoryById } from '../access/access.js'
import { actionsBotOf, runActorOf } from '../access/actions-bot.js'
import { headCommitOf, putRun, recordRunEvent, type NewRun } from './runs.js'
import { nameAt, workflowAt, workflowsOf } from './workflows.js'

export type RunReport = Omit<NewRun, 'headCommit' | 'headSha'> & {
  /** The file, such as .github/workflows/release.yml. */
  readonly path: string
  /** Undefined: the commit that the ref points to now. */
  readonly headSha?: string | undefined
}

/** Starts a run for an event. */
export async function startRun(world: World, repository: Repository, report: RunReport): Promise<Run> {
  const existing = world.store
    .by('runs', 'repository', repository.id)
    .find(({ cause, path }) => cause !== undefined && cause === report.cause && path === report.path)
  if (existing) return existing // the runner reports again after a restart
  const sha = report.headSha ?? (await resolveCommit(world.git(repository), report.ref))
  const headCommit = sha === null ? null : await headCommitOf(world, repository, sha)
  if (sha === null || !headCommit) throw new GitHubError(422, `No ref found for: ${report.ref}`)
  await workflowsOf(world, repository) // records the workflow
  const name = report.name ?? (await nameAt(world, repository, sha, report.path))
  const workflow = workflowAt(world, repository, report.path)
  return world.store.transaction((tx) =>
    putRun(world, tx, workflow, { ...report, name, headSha: sha, headCommit }),
  )
}

type Progress = {
  readonly displayTitle?: string | undefined
  readonly graph?: readonly RunNode[] | undefined
  readonly references?: readonly WorkflowReference[] | undefined
  readonly findings?: readonly string[] | undefined
  readonly status?: RunStatus | undefined
  readonly conclusion?: Conclusion | null | undefined
}

/** Updates a run. Its completion is an event that starts `workflow_run` workflows, whoever triggered the run. */
export const progressRun = (
  world: World,
  run: Run,
  {
    status = run.status,
    conclusion = run.conclusion,
    findings = run.findings,
    graph = run.graph,
    references = run.references,
    displayTitle = run.displayTitle,
  }: Progress,
): Run =>
  world.store.transaction((tx) => {
    if (run.status === 'completed' && status !== 'completed') return run // cancelled in the meantime
    const changes = { status, conclusion, findings, graph, references, displayTitle }
    const next = tx.put('runs', { ...run, ...changes, updatedAt: world.now() })
    if (status === 'completed' && run.status !== 'completed') recordRunEvent(world, tx, next, 'completed')
    if (status === 'in_progress' && run.status !== 'in_progress')
      recordRunEvent(world, tx, next, 'in_progress')
    return next
  })

export function addJob(
  world: World,
  run: Run,
  {
    name,
    labels = ['ubuntu-latest'],
    node,
  }: {
    readonly name: string
    readonly labels?: readonly string[] | undefined
    readonly node?: string | undefined
  },
): Job {
  const at = world.now()
  return world.store.transaction((tx) =>
    tx.put('jobs', {
      id: world.store.nextId(),
      repository: run.repository,
      run: run.id,
      attempt: run.attempt,
      name,
      node,
      sha: run.headSha,
      status: 'queued',
      conclusion: null,
      labels,
      runnerName: null,
      steps: [],
      createdAt: at,
      startedAt: at,
      completedAt: null,
    }),
  )
}

export interface JobProgress extends Progress {
  readonly runnerName?: string | undefined
  readonly steps?: readonly Step[] | undefined
  readonly environmentUrl?: string | undefined
}

/** Updates a job and its deployment, if it has one: in progress, then success or failure with the environment's URL. */
export function progressJob(world: World, job: Job, progress: JobProgress, logUrl: string): Job {
  const { status = job.status, conclusion = job.conclusion } = progress
  if (job.status === 'completed' && status !== 'completed') return job // cancelled in the meantime
  const at = world.now()
  const run = world.store.get('runs', job.run)
  if (!run) throw notFound()
  return world.store.transaction((tx) => {
    const next = tx.put('jobs', {
      ...job,
      status,
      conclusion,
      steps: progress.steps ?? job.steps,
      runnerName: progress.runnerName ?? job.runnerName,
      startedAt: status === 'in_progress' && job.status !== 'in_progress' ? at : job.startedAt,
      completedAt: status === 'completed' ? (job.completedAt ?? at) : null,
    })
    if (status === 'completed')
      for (const token of world.store.by('tokens', 'login', actionsBotOf(world).user.login))
        if (token.job === job.id) tx.remove('tokens', token)
    const gate = world.store.by('gates', 'job', job.id).at(-1)
    if (gate?.state === 'waiting' && status === 'completed') tx.put('gates', { ...gate, state: 'rejected' })
    const deployment = gate ? deploymentOfGate(world, gate) : null
    const state = status === 'completed' ? stateOf(conclusion) : 'in_progress'
    if (deployment && status !== job.status && ['in_progress', 'completed'].includes(status))
      putDeploymentStatus(
        { world, tx, actor: runActorOf(world, run), repository: repositoryById(world, job.repository) },
        deployment,
        {
          state,
          logUrl,
          environmentUrl: progress.environmentUrl,
        },
      )
    return next
  })
}

function stateOf(conclusion: Conclusion | null): 'success' | 'failure' | 'error' | 'inactive' {
  if (conclusion === 'success' || conclusion === 'failure') return conclusion
  return conclusion === 'skipped' ? 'inactive' : 'error'
}

export const addLog = (world: World, job: Job, step: number | null, text: string): void => {
  world.store.transaction((tx) => tx.put('logs', { id: world.store.nextId(), job: job.id, step, text }))
}
