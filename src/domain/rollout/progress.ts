import { promoteJob } from '../model/pack-names.js'
import { shortCommit } from '../../lib/commit.js'
import { isRejected } from '../model/deploy-run.js'
import { waitingAtGate, superseded, rejectedAtGate } from './gate.js'
import { decidingDeployment, recordOf, hasRun, type Deployment } from '../model/deployment.js'
import type { Dispatched, Goal, Progress } from '../plan/goal.js'
import { isJob, rejectedBy, rejectionOf, toRun, type JobFact, type RunFact } from '../model/run.js'
import { triggerName, retryHint, runOf, triggeredAt, noRunReason } from './trigger.js'
import type { RolloutFacts, ProgressOf } from './facts.js'

/** Milliseconds of the server's: until a run must be seen, and until a success must be seen after its run has ended. */
const patience = { start: 60_000, end: 15_000 }

/** How far the environment is from running the commit that was asked for; null: from running nothing of ours. */
export function progressOf(goal: Goal, facts: RolloutFacts): Progress {
  const run = runOf(goal, facts)
  const say: ProgressOf = (state, sentence, more = {}) => ({
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
  if (run && goal.rejecting !== undefined) return judged(goal, run, facts, say)
  return (
    thereAlready(goal, facts, say) ?? (run ? underWayIn(goal, run, facts, say) : unseen(goal, facts, say))
  )
}

/** A rejection counts as soon as its first job has got to that step; one that ends otherwise does not. */
function judged(
  { environment, rejecting: version }: Goal,
  run: RunFact,
  facts: RolloutFacts,
  say: ProgressOf,
): Progress {
  const jobs = jobsOf(run, facts)
  if (isRejected(jobs)) return say('reached', `${environment} of ${version} is rejected.`)
  if (run.conclusion === null && !jobs.some(({ state }) => state === 'failed'))
    return say('waiting', `${environment}: ${underWay(jobs)}`)
  return say('failed', `${environment} of ${version} is not rejected.`, { hint: `The run: ${run.url}` })
}

/** The environment is as it should be, whatever its run still does. */
function thereAlready(goal: Goal, facts: RolloutFacts, say: ProgressOf): Progress | null {
  const { environment, commit } = goal
  const since = triggeredAt(goal, facts)
  const decided = decidedIn(environment, facts)
  if (commit === null)
    return decided?.state === 'success' && since !== ''
      ? null
      : say('reached', `${environment} runs nothing of ${ownerOf(goal)}.`)
  if (!decided || !isDeployed(decided, commit, since)) return null
  const url = decided.statuses.find((status) => status.url !== null)?.url ?? null
  const { version } = recordOf(decided, () => null)
  return say('reached', `${environment} runs ${version ?? shortCommit(commit)}.${url ? ` ${url}` : ''}`, {
    url,
  })
}

/** A release that ran here has come past, whatever came after it. A slot that another pull request took is no success. */
function wasThere(goal: Goal, facts: RolloutFacts, say: ProgressOf): Progress | null {
  const { environment, commit, trigger } = goal
  const decided = decidedIn(environment, facts)
  if (trigger.kind === 'label' || commit === null || decided?.state !== 'success') return null
  const since = triggeredAt(goal, facts)
  const own = attemptsIn(environment, facts).find(
    (one) => hasRun(one) && carries(one, commit) && one.createdAt >= since,
  )
  if (!own) return null
  const [ran, runs] = [own, decided].map((one) => {
    const told = recordOf(one, () => null)
    return told.version ?? shortCommit(told.commit)
  })
  return say('reached', `${environment} ran ${ran}, and runs ${runs} now.`)
}

function unseen(goal: Goal, facts: RolloutFacts, say: ProgressOf): Progress {
  const { environment } = goal
  if (elapsed(triggeredAt(goal, facts), facts) <= patience.start)
    return say('waiting', `${environment}: no run yet`)
  return say('failed', `No workflow run started for ${environment}.`, { hint: noRunReason(goal, facts) })
}

function underWayIn(goal: Goal, run: RunFact, facts: RolloutFacts, say: ProgressOf): Progress {
  const { environment, commit } = goal
  const gates = run.gates.filter((gate) => gate.environment === environment)
  const approvers = gates.flatMap((gate) => gate.approvers)
  if (gates.length > 0) return superseded(goal, facts, say) ?? waitingAtGate(goal, run, approvers, say)
  const before = wasThere(goal, facts, say)
  if (before) return before
  if (run.conclusion === null) return say('waiting', `${environment}: ${underWay(jobsOf(run, facts))}`)
  if (run.conclusion !== 'success') return failed(goal, run, say)
  if (commit === null) return say('reached', `${environment} is no longer wanted by ${ownerOf(goal)}.`)
  if (goal.dispatched) return behindRun({ ...goal, dispatched: goal.dispatched }, run, facts, say)
  return elapsed(run.updatedAt, facts) <= patience.end
    ? say('waiting', `${environment}: the run ended, its deployment is awaited`)
    : failed(goal, run, say)
}

/** At the gate behind the end of a run; what promoted nothing is at none. */
function behindRun(
  goal: Goal & { readonly dispatched: Dispatched },
  run: RunFact,
  facts: RolloutFacts,
  say: ProgressOf,
): Progress {
  const { dispatched } = goal
  const promotedNothing = jobsOf(run, facts).some((job) => isJob(job, promoteJob) && job.state === 'skipped')
  if (promotedNothing) return failed(goal, run, say)
  return (
    rejectedAtGate(dispatched, facts, say) ??
    superseded(goal, facts, say) ??
    waitingAtGate(goal, run, dispatched.approvers, say)
  )
}

function failed(goal: Goal, run: RunFact, say: ProgressOf): Progress {
  const { environment, trigger } = goal
  const rejection = run.conclusion === 'success' ? null : rejectionOf(run)
  const where = `The run: ${run.url}`
  if (rejection)
    return say('failed', rejectedBy(rejection.environments.join(', '), rejection), {
      hint: where,
      answer: 'rejected',
    })
  const ended = run.conclusion === 'success' ? 'ended without deploying' : `ended: ${run.conclusion}`
  const again = retryHint(goal, run)
  return say('failed', `The run for ${environment} (${triggerName(trigger)}) ${ended}.`, {
    hint: `${again}${where}`,
    again: trigger.kind === 'label' ? '' : again,
  })
}

const ownerOf = ({ trigger }: Goal): string =>
  trigger.kind === 'label' ? `#${trigger.pullRequest}` : triggerName(trigger)

export const jobsOf = ({ id }: Pick<RunFact, 'id'>, { jobs }: RolloutFacts): readonly JobFact[] =>
  jobs.find(({ run }) => run === id)?.jobs ?? []

/** Every goal has come to its end, or one to a point where waiting does not help. */
export const isOver = (all: readonly Progress[]): boolean =>
  all.every(({ state }) => state === 'reached') ||
  all.some(({ state, goal }) => state === 'failed' || (state === 'gated' && !goal.through))

const attemptsIn = (environment: string, { histories }: RolloutFacts): readonly Deployment[] =>
  histories.find((one) => one.environment === environment)?.deployments ?? []

const decidedIn = (environment: string, { histories }: RolloutFacts): Deployment | null => {
  const history = histories.find((one) => one.environment === environment)
  return history ? decidingDeployment(history) : null
}

/** A success of the same commit from before the label may be about to be taken away. */
const isDeployed = (decided: Deployment, commit: string, since: string): boolean =>
  decided.state === 'success' && carries(decided, commit) && decided.createdAt >= since

const carries = (deployment: Deployment, commit: string): boolean =>
  recordOf(deployment, () => null).commit === commit

const elapsed = (since: string, { now }: RolloutFacts): number =>
  since === '' ? Infinity : Date.parse(now) - Date.parse(since)

function underWay(jobs: readonly JobFact[]): string {
  const running = jobs.filter(({ state }) => state === 'running')
  if (running.length === 0) return 'queued'
  return running.map(({ name, step }) => (step ? `${name} (${step})` : name)).join(', ')
}
