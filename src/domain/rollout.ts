import { deciding, type Deployment, type History } from './deployment.js'
import type { Goal } from './plan.js'

export interface RunFact {
  readonly id: number
  readonly url: string
  readonly workflow: string
  /** The name of its file in .github/workflows. */
  readonly file: string
  readonly status: string
  readonly conclusion: string | null
  readonly createdAt: string
  readonly updatedAt: string
  /** The environments whose gates it waits at, and who may open them. */
  readonly gates: readonly { readonly environment: string; readonly approvers: readonly string[] }[]
}

export interface JobFact {
  readonly id: number
  readonly name: string
  readonly url: string
  readonly state: 'queued' | 'running' | 'waiting' | 'done' | 'failed'
  /** The step that runs, or that failed. */
  readonly step: string | null
}

/** The jobs of a run; `tag` lets GitHub answer that nothing changed. */
export interface RunJobs {
  readonly run: number
  readonly tag: string | null
  readonly jobs: readonly JobFact[]
}

/** A pull request's labels as they came and went, and the runs of its head commit. */
export interface TriggerFact {
  readonly pullRequest: number
  readonly conflicting: boolean
  readonly labellings: readonly { readonly label: string; readonly on: boolean; readonly at: string }[]
  readonly runs: readonly RunFact[]
}

/** The way from a label to a running environment, as far as GitHub has come. `now` is the server's time. */
export interface RolloutFacts {
  readonly now: string
  readonly triggers: readonly TriggerFact[]
  readonly histories: readonly History[]
  readonly jobs: readonly RunJobs[]
}

export type Run = Pick<RunFact, 'id' | 'url' | 'workflow' | 'status' | 'conclusion'>

/** How far one goal has come, in one sentence; `url`: where the environment answers. */
export interface Progress {
  readonly goal: Goal
  readonly state: 'waiting' | 'gated' | 'reached' | 'failed'
  readonly sentence: string
  readonly hint: string | null
  readonly url: string | null
  readonly run: Run | null
  readonly jobs: readonly JobFact[]
}

/** Milliseconds of the server's: until a run must be seen, and until a success must be seen after its run has ended. */
const patience = { start: 60_000, end: 15_000 }

/** How far the environment is from running the commit that was asked for; null: from running nothing of ours. */
export function progressOf(goal: Goal, facts: RolloutFacts): Progress {
  const { environment, commit, label, pullRequest } = goal
  const since = sinceOf(goal, facts)
  const run = runOf(goal, facts)
  const say = (state: Progress['state'], sentence: string, more: Partial<Progress> = {}): Progress => ({
    goal,
    state,
    sentence,
    hint: null,
    url: null,
    run: run && toRun(run),
    jobs: run ? jobsOf(run, facts) : [],
    ...more,
  })
  const decided = decidedIn(environment, facts)
  if (commit !== null && isDeployed(decided, commit, since)) {
    const url = decided?.statuses.find((status) => status.url !== null)?.url ?? null
    return say('reached', `${environment} runs ${commit.slice(0, 7)}.${url ? ` ${url}` : ''}`, { url })
  }
  if (commit === null && (decided?.state !== 'success' || since === ''))
    return say('reached', `${environment} runs nothing of #${pullRequest}.`)
  if (!run) {
    if (elapsed(since, facts) <= patience.start) return say('waiting', `${environment}: no run yet`)
    return say('failed', `No workflow run started for ${environment}.`, { hint: whyNoRun(goal, facts) })
  }
  if (run.gates.some((gate) => gate.environment === environment)) {
    const approvers = run.gates.flatMap((gate) => (gate.environment === environment ? gate.approvers : []))
    return say('gated', `${environment} waits for ${approvers.join(', ') || 'its timer'}: ${run.url}`)
  }
  if (run.conclusion === null) return say('waiting', `${environment}: ${underWay(jobsOf(run, facts))}`)
  if (run.conclusion === 'success') {
    if (commit === null) return say('reached', `${environment} is no longer wanted by #${pullRequest}.`)
    if (elapsed(run.updatedAt, facts) <= patience.end)
      return say('waiting', `${environment}: the run ended, its deployment is awaited`)
  }
  const hint = `The run: ${run.url}`
  const ended = run.conclusion === 'success' ? 'ended without deploying' : `ended: ${run.conclusion}`
  return say('failed', `The run for ${environment} (${label}) ${ended}.`, { hint })
}

const toRun = ({ id, url, workflow, status, conclusion }: RunFact): Run => ({
  id,
  url,
  workflow,
  status,
  conclusion,
})

/** When the label came or went; '' where the timeline does not tell. */
const sinceOf = ({ pullRequest, label, commit }: Goal, { triggers }: RolloutFacts): string =>
  triggers
    .find((one) => one.pullRequest === pullRequest)
    ?.labellings.findLast((one) => one.label === label && one.on === (commit !== null))?.at ?? ''

/** The file of the pack that reacts to labels. */
export const reactingFile = 'environments.yml'

/**
 * The run that our label started: of the file that reacts to labels where there is one, else any of that commit since then. One
 * that goes on counts before one that has ended, because a later label of the same pull request may have cancelled that.
 */
export function runOf(goal: Goal, facts: RolloutFacts): RunFact | null {
  const since = sinceOf(goal, facts)
  const all = facts.triggers.find((one) => one.pullRequest === goal.pullRequest)?.runs ?? []
  const later = all.filter(({ createdAt }) => createdAt >= since).toSorted((one, other) => other.id - one.id)
  const own = later.filter(({ file }) => file === reactingFile)
  const candidates = own.length > 0 ? own : later
  return candidates.find(({ conclusion }) => conclusion === null) ?? candidates[0] ?? null
}

export const jobsOf = ({ id }: Pick<RunFact, 'id'>, { jobs }: RolloutFacts): readonly JobFact[] =>
  jobs.find(({ run }) => run === id)?.jobs ?? []

/** Nothing moves any more by itself, as far as the jobs tell: only the whole picture can tell the end. */
export const isSettled = (jobs: readonly JobFact[]): boolean =>
  jobs.length === 0 || jobs.every(({ state }) => state !== 'queued' && state !== 'running')

/** Every goal has come to its end, or one to a point where waiting does not help. */
export const isOver = (all: readonly Progress[]): boolean =>
  all.every(({ state }) => state === 'reached') ||
  all.some(({ state }) => state === 'gated' || state === 'failed')

const decidedIn = (environment: string, { histories }: RolloutFacts): Deployment | null => {
  const history = histories.find((one) => one.environment === environment)
  return history ? deciding(history) : null
}

/** A success of the same commit from before the label may be about to be taken away. */
const isDeployed = (decided: Deployment | null, commit: string, since: string): boolean =>
  decided?.state === 'success' && decided.commit === commit && decided.createdAt >= since

const elapsed = (since: string, { now }: RolloutFacts): number =>
  since === '' ? Infinity : Date.parse(now) - Date.parse(since)

function whyNoRun({ pullRequest, label }: Goal, { triggers }: RolloutFacts): string {
  const trigger = triggers.find((one) => one.pullRequest === pullRequest)
  if (trigger?.conflicting)
    return `#${pullRequest} conflicts with its base, and GitHub starts no run then: merge or rebase it.`
  return `Is GitHub Actions on, and does .github/workflows/${reactingFile} listen to labels? A label set by a workflow starts nothing. Take ${label} off and set it again.`
}

function underWay(jobs: readonly JobFact[]): string {
  const running = jobs.filter(({ state }) => state === 'running')
  if (running.length === 0) return 'queued'
  return running.map(({ name, step }) => (step ? `${name} (${step})` : name)).join(', ')
}
