import { promoteJob } from '../model/pack-names.js'
import { shortCommit } from '../../lib/commit.js'
import { isRejected } from '../model/deploy-run.js'
import { waitingAtGate, superseded, rejectedAtGate } from './gate.js'
import { decidingDeployment, recordOf, hasRun, type Deployment } from '../model/deployment.js'
import type { Dispatched, Goal, Progress } from '../plan/goal.js'
import { isJob, rejectedBy, rejectionOf, toRun, type JobFact, type RunFact } from '../model/run.js'
import { triggerName, retryHint, runOf, triggeredAt, noRunReason } from './trigger.js'
import type { RolloutFacts, ProgressOf } from './facts.js'

/** Milliseconds of server time: how long a run may take to appear, and a deployment to be recorded after its run has ended. */
const patience = { start: 60_000, end: 15_000 }

/** The progress of a goal: the environment runs its commit, or, if that is null, nothing of its pull request. */
export function progressOf(goal: Goal, facts: RolloutFacts): Progress {
  const run = runOf(goal, facts)
  const progress: ProgressOf = (state, sentence, more = {}) => ({
    goal,
    state,
    sentence,
    hint: null,
    again: '',
    url: null,
    run: run && toRun(run),
    jobs: run ? jobsOf(run, facts) : [],
    answer: null,
    approvers: [],
    ...more,
  })
  if (run && goal.rejecting !== undefined) return rejectionProgress(goal, run, facts, progress)
  return (
    reached(goal, facts, progress) ??
    (run ? runProgress(goal, run, facts, progress) : notStarted(goal, facts, progress))
  )
}

/** A rejection counts once a job has failed at the reject step; a run that ends otherwise rejects nothing. */
function rejectionProgress(
  { environment, rejecting: version }: Goal,
  run: RunFact,
  facts: RolloutFacts,
  progress: ProgressOf,
): Progress {
  const jobs = jobsOf(run, facts)
  if (isRejected(jobs)) return progress('reached', `Rejected ${version} for ${environment}.`)
  if (run.conclusion === null && !jobs.some(({ state }) => state === 'failed'))
    return progress('waiting', `${environment}: ${runningJobs(jobs)}`)
  return progress('failed', `${version} for ${environment} was not rejected.`, {
    hint: `See the run: ${run.url}`,
  })
}

/** The goal is reached, even if its run has not finished; null otherwise. */
function reached(goal: Goal, facts: RolloutFacts, progress: ProgressOf): Progress | null {
  const { environment, commit } = goal
  const since = triggeredAt(goal, facts)
  const decided = decidedIn(environment, facts)
  if (commit === null)
    return decided?.state === 'success' && since !== ''
      ? null
      : progress('reached', `Removed ${ownerOf(goal)} from ${environment}.`)
  if (!decided || !isDeployed(decided, commit, since)) return null
  const url = decided.statuses.find((status) => status.url !== null)?.url ?? null
  const { version } = recordOf(decided, () => null)
  return progress(
    'reached',
    `${environment} runs ${version ?? shortCommit(commit)}.${url ? ` ${url}` : ''}`,
    {
      url,
    },
  )
}

/** A release that ran here is deployed, even if another one replaced it. A slot that another pull request took is not. */
function replaced(goal: Goal, facts: RolloutFacts, progress: ProgressOf): Progress | null {
  const { environment, commit, trigger } = goal
  const decided = decidedIn(environment, facts)
  if (trigger.kind === 'label' || commit === null || decided?.state !== 'success') return null
  const since = triggeredAt(goal, facts)
  const own = attemptsIn(environment, facts).find(
    (attempt) => hasRun(attempt) && carries(attempt, commit) && attempt.createdAt >= since,
  )
  if (!own) return null
  const [ran, runs] = [own, decided].map((deployment) => {
    const deployed = recordOf(deployment, () => null)
    return deployed.version ?? shortCommit(deployed.commit)
  })
  return progress('reached', `${environment} ran ${ran} and now runs ${runs}.`)
}

function notStarted(goal: Goal, facts: RolloutFacts, progress: ProgressOf): Progress {
  const { environment } = goal
  if (elapsed(triggeredAt(goal, facts), facts) <= patience.start)
    return progress('waiting', `${environment}: waiting for the run to start`)
  return progress('failed', `No workflow run started for ${environment}.`, {
    hint: noRunReason(goal, facts),
  })
}

function runProgress(goal: Goal, run: RunFact, facts: RolloutFacts, progress: ProgressOf): Progress {
  const { environment, commit } = goal
  const gates = run.gates.filter((gate) => gate.environment === environment)
  const approvers = gates.flatMap((gate) => gate.approvers)
  if (gates.length > 0)
    return superseded(goal, facts, progress) ?? waitingAtGate(goal, run, approvers, progress)
  const earlier = replaced(goal, facts, progress)
  if (earlier) return earlier
  if (run.conclusion === null)
    return progress('waiting', `${environment}: ${runningJobs(jobsOf(run, facts))}`)
  if (run.conclusion !== 'success') return failed(goal, run, progress)
  if (commit === null) return progress('reached', `${ownerOf(goal)} no longer requests ${environment}.`)
  if (goal.dispatched) return gateAfterRun({ ...goal, dispatched: goal.dispatched }, run, facts, progress)
  return elapsed(run.updatedAt, facts) <= patience.end
    ? progress('waiting', `${environment}: run finished; waiting for the deployment to be recorded`)
    : failed(goal, run, progress)
}

/** With dispatched gates: the gate comes after the run that promoted the version. A run that promoted nothing has no gate. */
function gateAfterRun(
  goal: Goal & { readonly dispatched: Dispatched },
  run: RunFact,
  facts: RolloutFacts,
  progress: ProgressOf,
): Progress {
  const { dispatched } = goal
  const promotedNothing = jobsOf(run, facts).some((job) => isJob(job, promoteJob) && job.state === 'skipped')
  if (promotedNothing) return failed(goal, run, progress)
  return (
    rejectedAtGate(dispatched, facts, progress) ??
    superseded(goal, facts, progress) ??
    waitingAtGate(goal, run, dispatched.approvers, progress)
  )
}

function failed(goal: Goal, run: RunFact, progress: ProgressOf): Progress {
  const { environment, trigger } = goal
  const rejection = run.conclusion === 'success' ? null : rejectionOf(run)
  const seeRun = `See the run: ${run.url}`
  if (rejection)
    return progress(
      'failed',
      rejectedBy(`The deployment to ${rejection.environments.join(', ')}`, rejection),
      { hint: seeRun, answer: 'rejected' },
    )
  const ended = run.conclusion === 'success' ? 'ended without deploying' : `ended: ${run.conclusion}`
  const again = retryHint(goal, run)
  return progress('failed', `The run for ${environment} (${triggerName(trigger)}) ${ended}.`, {
    hint: `${again}${seeRun}`,
    again: trigger.kind === 'label' ? '' : again,
  })
}

const ownerOf = ({ trigger }: Goal): string =>
  trigger.kind === 'label' ? `#${trigger.pullRequest}` : triggerName(trigger)

export const jobsOf = ({ id }: Pick<RunFact, 'id'>, { jobs }: RolloutFacts): readonly JobFact[] =>
  jobs.find(({ run }) => run === id)?.jobs ?? []

/** Every goal is reached, or one has failed or waits at a gate that ends the command. */
export const isOver = (all: readonly Progress[]): boolean =>
  all.every(({ state }) => state === 'reached') ||
  all.some(({ state, goal }) => state === 'failed' || (state === 'gated' && !goal.through))

const attemptsIn = (environment: string, { histories }: RolloutFacts): readonly Deployment[] =>
  histories.find((known) => known.environment === environment)?.deployments ?? []

const decidedIn = (environment: string, { histories }: RolloutFacts): Deployment | null => {
  const history = histories.find((known) => known.environment === environment)
  return history ? decidingDeployment(history) : null
}

/** A deployment of the same commit from before the label was set does not count: it may be about to be removed. */
const isDeployed = (decided: Deployment, commit: string, since: string): boolean =>
  decided.state === 'success' && carries(decided, commit) && decided.createdAt >= since

const carries = (deployment: Deployment, commit: string): boolean =>
  recordOf(deployment, () => null).commit === commit

const elapsed = (since: string, { now }: RolloutFacts): number =>
  since === '' ? Infinity : Date.parse(now) - Date.parse(since)

function runningJobs(jobs: readonly JobFact[]): string {
  const running = jobs.filter(({ state }) => state === 'running')
  if (running.length === 0) return 'queued'
  return running.map(({ name, step }) => (step ? `${name} (${step})` : name)).join(', ')
}
