import { environmentsFile } from '../model/pack-names.js'
import type { CiResult } from './event.js'
import { runningIn, type History, type Running } from '../model/deployment.js'
import { environmentForBranch, heldEnvironments } from '../label/request.js'
import { planSlotExpiry, planLostSlots, planForkComments, type SlotExpiryFacts } from './slot-expiry.js'
import type { Plan, Step } from '../plan/plan.js'
import type { PullRequest } from '../model/pull-request.js'

export interface SweepFacts extends SlotExpiryFacts {
  /** Of every environment that a pull request can have. */
  readonly histories: readonly History[]
}

/** Environments that only pull requests hold. */
export const isTemporary = (environment: string): boolean =>
  /^(?:preview\/.+|qa[1-9]\d*|hotfix)$/.test(environment)

/** What events missed: slots pass on, nobody's environments are taken down, and what is wanted and missing is looked at again. */
export function planSweep(given: SweepFacts): Plan<CiResult> {
  const { repository, defaultBranch, histories } = given
  const limits = planSlotExpiry(given)
  // A label that a workflow sets or takes off starts nothing: what follows from it is done here.
  const facts: SweepFacts = { ...given, open: limits.open }
  const forkComments = planForkComments(given)
  const lostSlotComments = planLostSlots(facts, (environment) => runsIn(environment, facts))
  const leftOver = histories
    .filter((history) => isLeftOver(history, facts))
    .map(({ environment }) => environment)
  const missing = facts.open.filter((pullRequest) => isNotDeployed(pullRequest, facts))
  const why = [
    ...limits.why,
    ...leftOver.map((environment) => `${environment}: no open pull request wants it.`),
    ...missing.map(({ number }) => `#${number} wants an environment that does not run its commit.`),
    ...forkComments.map((step) => `#${numberOf(step)} comes from a fork, and is told so.`),
    ...lostSlotComments.map((step) => `#${numberOf(step)} is told who has its environment.`),
  ]
  const dispatches = missing.map(({ number }): Step => ({
    kind: 'dispatch-workflow',
    repository,
    workflow: environmentsFile,
    ref: defaultBranch,
    inputs: { pr: String(number) },
  }))
  return {
    steps: [...limits.steps, ...dispatches, ...forkComments, ...lostSlotComments],
    summary: why.join('\n') || 'Nothing is left over, and nothing is missing.',
    result: { why, outputs: { undeploy: JSON.stringify(leftOver.map(environmentForBranch)) } },
  }
}

const historyOf = (environment: string, { histories }: SweepFacts): History | undefined =>
  histories.find((one) => one.environment === environment)
const runsIn = (environment: string, facts: SweepFacts): Running | null => {
  const history = historyOf(environment, facts)
  return history ? runningIn(history, () => null) : null
}

const numberOf = (step: Step): number | null => ('pullRequest' in step ? step.pullRequest : null)

const isActive = ({ deployments: [newest] }: History): boolean =>
  newest !== undefined && ['queued', 'waiting', 'in_progress'].includes(newest.state)

/** A deployment that failed may have left something behind too. */
const isLeftOver = (history: History, facts: SweepFacts): boolean =>
  history.deployments.some(({ state }) => state !== 'inactive') &&
  !isActive(history) &&
  !facts.open.some((pullRequest) => heldEnvironments(pullRequest, facts).includes(history.environment))

/**
 * Wanted, and not there: a run was cancelled or lost. One that failed waits for a person, and a slot that several want is
 * not passed to and fro.
 */
const isNotDeployed = (pullRequest: PullRequest, facts: SweepFacts): boolean =>
  heldEnvironments(pullRequest, facts).some((environment) => {
    const history = historyOf(environment, facts)
    if (!history?.deployments[0]) return true
    if (isActive(history) || history.deployments[0].state === 'failure') return false
    const running = runningIn(history, () => null)
    const rivals = facts.open.filter((other) => heldEnvironments(other, facts).includes(environment))
    if (running && rivals.some(({ number }) => number !== pullRequest.number && number === running.pr))
      return false
    return running?.commit !== pullRequest.sha
  })
