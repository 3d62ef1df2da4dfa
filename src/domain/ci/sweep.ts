import { environmentsFile } from '../model/pack-names.js'
import type { CiResult } from './event.js'
import { runningIn, type History, type Running } from '../model/deployment.js'
import { environmentForBranch, heldEnvironments } from '../label/request.js'
import { planSlotExpiry, planLostSlots, planForkComments, type SlotExpiryFacts } from './slot-expiry.js'
import type { Plan, Step } from '../plan/plan.js'
import type { PullRequest } from '../model/pull-request.js'

export interface SweepFacts extends SlotExpiryFacts {
  /** The histories of every environment of pull requests. */
  readonly histories: readonly History[]
}

/** Is it an environment for pull requests only? */
export const isTemporary = (environment: string): boolean =>
  /^(?:preview\/.+|qa[1-9]\d*|hotfix)$/.test(environment)

/** Does what events missed: passes slots on, takes down unused environments, and redeploys missing ones. */
export function planSweep(given: SweepFacts): Plan<CiResult> {
  const { repository, defaultBranch, histories } = given
  const limits = planSlotExpiry(given)
  // A label that a workflow adds or removes starts no run, so its effects are planned here.
  const facts: SweepFacts = { ...given, open: limits.open }
  const forkComments = planForkComments(given)
  const lostSlotComments = planLostSlots(facts, (environment) => runsIn(environment, facts))
  const leftOver = histories
    .filter((history) => isLeftOver(history, facts))
    .map(({ environment }) => environment)
  const missing = facts.open.filter((pullRequest) => isNotDeployed(pullRequest, facts))
  const why = [
    ...limits.why,
    ...leftOver.map((environment) => `Taking down ${environment}: no open pull request requests it.`),
    ...missing.map(({ number }) => `Redeploying #${number}: an environment does not run its head commit.`),
    ...forkComments.map(
      (step) => `Commenting on #${numberOf(step)}: pull requests from forks are not deployed.`,
    ),
    ...lostSlotComments.map(
      (step) => `Commenting on #${numberOf(step)}: another pull request has replaced it.`,
    ),
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
    summary: why.join('\n') || 'Every environment is as requested.',
    result: { why, outputs: { undeploy: JSON.stringify(leftOver.map(environmentForBranch)) } },
  }
}

const historyOf = (environment: string, { histories }: SweepFacts): History | undefined =>
  histories.find((history) => history.environment === environment)
const runsIn = (environment: string, facts: SweepFacts): Running | null => {
  const history = historyOf(environment, facts)
  return history ? runningIn(history, () => null) : null
}

const numberOf = (step: Step): number | null => ('pullRequest' in step ? step.pullRequest : null)

const isActive = ({ deployments: [newest] }: History): boolean =>
  newest !== undefined && ['queued', 'waiting', 'in_progress'].includes(newest.state)

/** Is the environment not requested by any pull request? A failed deployment may have left something behind too. */
const isLeftOver = (history: History, facts: SweepFacts): boolean =>
  history.deployments.some(({ state }) => state !== 'inactive') &&
  !isActive(history) &&
  !facts.open.some((pullRequest) => heldEnvironments(pullRequest, facts).includes(history.environment))

/**
 * Is a requested environment not deployed, because a run was cancelled or lost? Failed deployments are left to a person, and a
 * slot with several labels is not passed back and forth.
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
