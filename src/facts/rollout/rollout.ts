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
 * How far some goals of one repository have come: the jobs while they run, the whole picture before and after. At a gate the
 * jobs tell when it opens.
 */
export async function readRollout(
  context: Reader,
  goals: readonly Goal[],
  known: RolloutFacts | null,
): Promise<RolloutFacts> {
  if (!known) return lookAround(context, goals, null)
  const active = unsettled(goals, known)
  if (active.length > 0) return withJobs(context, goals, known, active)
  const waiting = gated(goals, known)
  const now = await withJobs(context, goals, known, waiting)
  return waiting.length > 0 && !waiting.some((run) => isNews(run, known, now))
    ? now
    : lookAround(context, goals, now)
}

async function lookAround(
  context: Reader,
  goals: readonly Goal[],
  known: RolloutFacts | null,
): Promise<RolloutFacts> {
  const starts = await Promise.all(
    triggersOf(goals).map((trigger) => startedBy(context, repositoryOf(goals), trigger, known)),
  )
  const facts = {
    jobs: [],
    rejections: [],
    ...known,
    ...(await context.github.rollouts.look(repositoryOf(goals), goals, starts)),
  }
  const told = { ...facts, rejections: await readTurnedAway(context, goals, facts) }
  return withJobs(context, goals, told, started(goals, told))
}

/** A gate that stands behind the end of a run is answered by another run. */
async function readTurnedAway(
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
  return all.filter((one, index) => all.findIndex((other) => isSameTrigger(one, other)) === index)
}

/** Looked for until it is found; then it is known by its id. */
async function startedBy(
  { github }: Reader,
  repository: string,
  trigger: StartTrigger,
  known: RolloutFacts | null,
): Promise<Pick<StartFact, 'trigger' | 'node'>> {
  if (trigger.kind === 'run') return { trigger, node: trigger.node }
  const node = known && nodeOf(trigger, known)
  return { trigger, node: node ?? (await github.rollouts.started(repository, trigger)) }
}

/** The facts, with the jobs of some runs as they are now. */
async function withJobs(
  { github }: Reader,
  goals: readonly Goal[],
  facts: RolloutFacts,
  wanted: readonly RunFact[],
): Promise<RolloutFacts> {
  const before = (id: number) => facts.jobs.find(({ run }) => run === id) ?? null
  const read = await Promise.all(
    wanted.map(({ id }) => github.runs.jobs(repositoryOf(goals), id, before(id))),
  )
  const others = facts.jobs.filter(({ run }) => !wanted.some(({ id }) => id === run))
  return { ...facts, jobs: [...others, ...read] }
}

const repositoryOf = ([first]: readonly Goal[]): string => first?.repository ?? ''

const runsOf = (goals: readonly Goal[], facts: RolloutFacts): readonly RunFact[] => {
  const all = goals.flatMap((goal) => runOf(goal, facts) ?? [])
  return all.filter((run, index) => all.findIndex(({ id }) => id === run.id) === index)
}

/** The runs whose jobs have something to tell before the whole picture has. */
const unsettled = (goals: readonly Goal[], facts: RolloutFacts): readonly RunFact[] =>
  runsOf(goals, facts).filter((run) => run.conclusion === null && !isSettled(jobsOf(run, facts)))

/** The runs that wait for a person. */
const gated = (goals: readonly Goal[], facts: RolloutFacts): readonly RunFact[] =>
  runsOf(goals, facts).filter((run) => run.conclusion === null && run.gates.length > 0)

/** The jobs of a run at a gate have changed, or none waits there any more. */
const isNews = (run: RunFact, before: RolloutFacts, now: RolloutFacts): boolean => {
  const known = before.jobs.find((one) => one.run === run.id)
  const told = now.jobs.find((one) => one.run === run.id)
  return (known ?? told) !== told || !jobsOf(run, now).some(({ state }) => state === 'waiting')
}

/** The runs whose jobs are not known yet, or not to their bitter end. A good end needs none, unless it is a gate. */
const started = (goals: readonly Goal[], facts: RolloutFacts): readonly RunFact[] =>
  runsOf(goals, facts)
    .filter(({ gates }) => gates.length === 0)
    .filter((run) => run.conclusion !== 'success' || isUnseenGate(run, goals, facts))
    .filter((run) => run.conclusion === null || isSettled(jobsOf(run, facts)))
    .filter((run) => !jobsOf(run, facts).some(({ state }) => state === 'failed'))

const isUnseenGate = (run: RunFact, goals: readonly Goal[], facts: RolloutFacts): boolean =>
  jobsOf(run, facts).length === 0 &&
  goals.some((goal) => goal.dispatched && runOf(goal, facts)?.id === run.id)

/** Why, in the words of a log: of the job that failed; where none did, of the one that decided to deploy nothing. */
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
  const deciding = jobs.find((one) => isJob(one, planJob))
  return deciding ? decisionInLog(await runs.log(repository, deciding.id)) : []
}
