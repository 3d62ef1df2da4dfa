import type { Context } from '../context.js'
import { lastLines } from '../domain/followed.js'
import type { Goal } from '../domain/plan.js'
import {
  isSettled,
  jobsOf,
  runOf,
  type Progress,
  type RolloutFacts,
  type RunFact,
} from '../domain/rollout.js'

type Reader = Pick<Context, 'github'>

/** How far some goals of one repository have come: the jobs while they run, the whole picture before and after. */
export async function readRollout(
  context: Reader,
  goals: readonly Goal[],
  known: RolloutFacts | null,
): Promise<RolloutFacts> {
  const active = known ? unsettled(goals, known) : []
  if (known && active.length > 0) return withJobs(context, goals, known, active)
  const facts = { jobs: [], ...known, ...(await context.github.runs.look(repositoryOf(goals), goals)) }
  return withJobs(context, goals, facts, started(goals, facts))
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

/** The runs whose jobs are not known yet, or not to their bitter end. */
const started = (goals: readonly Goal[], facts: RolloutFacts): readonly RunFact[] =>
  runsOf(goals, facts).filter(
    (run) =>
      run.gates.length === 0 &&
      run.conclusion !== 'success' &&
      (run.conclusion === null || isSettled(jobsOf(run, facts))) &&
      !jobsOf(run, facts).some(({ state }) => state === 'failed'),
  )

/** The last lines of the job that failed; none where no job did. */
export async function readFailure({ github }: Reader, all: readonly Progress[]): Promise<readonly string[]> {
  const failed = all.find(({ state }) => state === 'failed')
  const job = failed?.jobs.find(({ state }) => state === 'failed')
  return failed && job ? lastLines(await github.runs.log(failed.goal.repository, job.id)) : []
}
