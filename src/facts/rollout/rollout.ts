import { deployFile, planJob } from '../../domain/model/pack-names.js'
import type { Context } from '../../context.js'
import { decisionInLog, lastLines } from '../../domain/rollout/outcome.js'
import { type Goal, type Progress, type StartTrigger } from '../../domain/plan/goal.js'
import { jobsOf } from '../../domain/rollout/progress.js'
import { type RolloutFacts } from '../../domain/rollout/facts.js'
import { isJob, isSettled, type RunFact } from '../../domain/model/run.js'
import { isSameTrigger, nodeOf, runOf, type StartFact } from '../../domain/rollout/trigger.js'
import { deployRuns, readRejections } from './rejections.js'

type Reader = Pick<Context, 'github'>

/**
 * The facts about the goals of one repository. While jobs run only they are read; everything else is read before, after, and when
 * the jobs show that a gate has opened.
 */
export async function readRollout(
  context: Reader,
  goals: readonly Goal[],
  known: RolloutFacts | null,
): Promise<RolloutFacts> {
  if (!known) return readAll(context, goals, null)
  const active = unsettled(goals, known)
  if (active.length > 0) return withJobs(context, goals, known, active)
  const waiting = gated(goals, known)
  const now = await withJobs(context, goals, known, waiting)
  return waiting.length > 0 && !waiting.some((run) => hasChanged(run, known, now))
    ? now
    : readAll(context, goals, now)
}

async function readAll(
  context: Reader,
  goals: readonly Goal[],
  known: RolloutFacts | null,
): Promise<RolloutFacts> {
  const starts = await Promise.all(
    triggersOf(goals).map((trigger) => readStart(context, repositoryOf(goals), trigger, known)),
  )
  const facts = {
    jobs: [],
    rejections: [],
    ...known,
    ...(await context.github.rollouts.read(repositoryOf(goals), goals, starts)),
  }
  const complete = { ...facts, rejections: await readGoalRejections(context, goals, facts) }
  return withJobs(context, goals, complete, runsToRead(goals, complete))
}

/** With dispatched gates a version that was promoted can be rejected by another run. */
async function readGoalRejections(
  { github }: Reader,
  goals: readonly Goal[],
  facts: RolloutFacts,
): Promise<RolloutFacts['rejections']> {
  const waiting = goals.find((goal) => goal.dispatched && runOf(goal, facts)?.conclusion === 'success')
  if (!waiting?.dispatched) return []
  const repository = repositoryOf(goals)
  const runs = await github.runs.heads(repository, { workflow: deployFile, newest: deployRuns })
  return readRejections({ github, repository }, runs, waiting.dispatched.defaultBranch)
}

const triggersOf = (goals: readonly Goal[]): readonly StartTrigger[] => {
  const all = goals.flatMap(({ trigger }) => (trigger.kind === 'label' ? [] : [trigger]))
  return all.filter((trigger, index) => all.findIndex((other) => isSameTrigger(trigger, other)) === index)
}

/** The run of a trigger, searched for until it is found and then known by its id. */
async function readStart(
  { github }: Reader,
  repository: string,
  trigger: StartTrigger,
  known: RolloutFacts | null,
): Promise<Pick<StartFact, 'trigger' | 'node'>> {
  if (trigger.kind === 'run') return { trigger, node: trigger.node }
  const node = known && nodeOf(trigger, known)
  return { trigger, node: node ?? (await github.rollouts.startedRun(repository, trigger)) }
}

/** The facts with the present jobs of some runs. */
async function withJobs(
  { github }: Reader,
  goals: readonly Goal[],
  facts: RolloutFacts,
  runs: readonly RunFact[],
): Promise<RolloutFacts> {
  const known = (id: number) => facts.jobs.find(({ run }) => run === id) ?? null
  const read = await Promise.all(runs.map(({ id }) => github.runs.jobs(repositoryOf(goals), id, known(id))))
  const rest = facts.jobs.filter(({ run }) => !runs.some(({ id }) => id === run))
  return { ...facts, jobs: [...rest, ...read] }
}

const repositoryOf = ([first]: readonly Goal[]): string => first?.repository ?? ''

const runsOf = (goals: readonly Goal[], facts: RolloutFacts): readonly RunFact[] => {
  const all = goals.flatMap((goal) => runOf(goal, facts) ?? [])
  return all.filter((run, index) => all.findIndex(({ id }) => id === run.id) === index)
}

/** Unfinished runs with jobs that still run or are queued. */
const unsettled = (goals: readonly Goal[], facts: RolloutFacts): readonly RunFact[] =>
  runsOf(goals, facts).filter((run) => run.conclusion === null && !isSettled(jobsOf(run, facts)))

/** Unfinished runs that wait at a gate. */
const gated = (goals: readonly Goal[], facts: RolloutFacts): readonly RunFact[] =>
  runsOf(goals, facts).filter((run) => run.conclusion === null && run.gates.length > 0)

/** The jobs of a run at a gate have changed, or none waits any more. */
const hasChanged = (run: RunFact, before: RolloutFacts, now: RolloutFacts): boolean => {
  const known = before.jobs.find((jobs) => jobs.run === run.id)
  const current = now.jobs.find((jobs) => jobs.run === run.id)
  return (known ?? current) !== current || !jobsOf(run, now).some(({ state }) => state === 'waiting')
}

/** The runs whose jobs have to be read: unfinished and failed ones, and successful ones that may have led to a dispatched gate. */
const runsToRead = (goals: readonly Goal[], facts: RolloutFacts): readonly RunFact[] =>
  runsOf(goals, facts)
    .filter(({ gates }) => gates.length === 0)
    .filter((run) => run.conclusion !== 'success' || mayHaveGate(run, goals, facts))
    .filter((run) => run.conclusion === null || isSettled(jobsOf(run, facts)))
    .filter((run) => !jobsOf(run, facts).some(({ state }) => state === 'failed'))

const mayHaveGate = (run: RunFact, goals: readonly Goal[], facts: RolloutFacts): boolean =>
  jobsOf(run, facts).length === 0 &&
  goals.some((goal) => goal.dispatched && runOf(goal, facts)?.id === run.id)

/** The last log lines of the failed job; for a successful run, those of the job that decided to deploy nothing. */
export async function readFailure({ github }: Reader, all: readonly Progress[]): Promise<readonly string[]> {
  const failed = all.find(({ state, answer }) => state === 'failed' && answer === null)
  if (!failed?.run) return []
  const { repository } = failed.goal
  const job = failed.jobs.find(({ state }) => state === 'failed')
  if (job) return lastLines(await github.runs.log(repository, job.id))
  return failed.run.conclusion === 'success' ? readDecision(github, repository, failed.run.id) : []
}

async function readDecision({ runs }: Context['github'], repository: string, run: number) {
  const { jobs } = await runs.jobs(repository, run, null)
  const deciding = jobs.find((job) => isJob(job, planJob))
  return deciding ? decisionInLog(await runs.log(repository, deciding.id)) : []
}
