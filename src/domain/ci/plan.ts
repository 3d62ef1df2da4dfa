import { shortCommit } from '../../lib/commit.js'
import type { CiEvent, CiFacts, CiPlan, CiResult } from './event.js'
import type { Plan } from '../plan/plan.js'
import type { PullRequest } from '../model/pull-request.js'
import {
  sameSlugHolder,
  requestOfLabel,
  requestedEnvironments,
  otherHolder,
  environmentForBranch,
  heldEnvironments,
} from '../label/request.js'

/** Decides what a run builds, deploys and takes down, and why. */
export function planCi(event: CiEvent, facts: CiFacts): CiPlan {
  const { pullRequest } = facts
  if (event.kind === 'push') return planPush(event, facts)
  if (event.kind === 'nothing')
    return nothing(pullRequest, `The event ${event.name} does not change any environment.`)
  if (!pullRequest) return nothing(null, `There is no pull request #${event.pullRequest}.`)
  if (pullRequest.fork)
    return nothing(
      pullRequest,
      `#${pullRequest.number} comes from a fork; its runs get no secrets, so it is not deployed.`,
    )
  if ('actor' in event && event.actor === 'dependabot[bot]' && event.kind !== 'closed')
    return nothing(
      pullRequest,
      `This run was started by dependabot[bot] and gets no secrets. Add the label yourself to deploy #${pullRequest.number}.`,
    )
  switch (event.kind) {
    case 'code':
      return planCode(pullRequest, event.commit, facts)
    case 'labeled':
      return planLabel(pullRequest, event.label, facts)
    case 'unlabeled':
      return planUnlabel(pullRequest, event.label, facts)
    case 'closed':
      return planClosed(pullRequest, facts)
    case 'dispatch':
      return pullRequest.state === 'open' ? planDispatch(pullRequest, facts) : planClosed(pullRequest, facts)
  }
}

const empty = (pullRequest: PullRequest | null): CiPlan => ({
  pr: pullRequest?.number ?? null,
  commit: pullRequest?.sha ?? null,
  build: false,
  deploy: [],
  undeploy: [],
  why: [],
})
const nothing = (pullRequest: PullRequest | null, ...why: readonly string[]): CiPlan => ({
  ...empty(pullRequest),
  why,
})
const isOver = ({ number, state }: PullRequest): string =>
  `#${number} is ${state}; only open pull requests are deployed.`

/** Every commit on the default branch is deployed to dev, which never goes back: the commit of a slow build is skipped. */
function planPush({ branch, commit }: CiEvent & { kind: 'push' }, facts: CiFacts): CiPlan {
  const { config, defaultBranch, dev } = facts
  const plan = { ...empty(null), commit }
  if (branch !== defaultBranch || !config.environments.includes('dev'))
    return { ...plan, why: [`Commits on ${branch} are not deployed.`] }
  if (dev?.contains && dev.commit !== commit)
    return {
      ...plan,
      why: [`dev already runs ${shortCommit(dev.commit)}, which contains ${shortCommit(commit)}.`],
    }
  return {
    ...plan,
    deploy: [{ ...environmentForBranch('dev'), commit }],
    why: [`Deploying ${shortCommit(commit)} to dev, like every commit on ${defaultBranch}.`],
  }
}

/** This run has built and tested the head: it is deployed to every environment that the pull request holds. */
function planCode(pullRequest: PullRequest, commit: string, facts: CiFacts): CiPlan {
  if (pullRequest.state !== 'open') return nothing(pullRequest, isOver(pullRequest))
  if (pullRequest.sha !== commit)
    return nothing(
      pullRequest,
      `#${pullRequest.number} is now at ${shortCommit(pullRequest.sha)}; the run of that commit deploys it.`,
    )
  return deploying(pullRequest, heldEnvironments(pullRequest, facts), facts)
}

function planLabel(pullRequest: PullRequest, label: string, facts: CiFacts): CiPlan {
  const { number, labels } = pullRequest
  const environment = requestOfLabel(label, pullRequest, facts)
  if (environment === null)
    return nothing(pullRequest, `The label ${label} does not request an environment here.`)
  if (pullRequest.state !== 'open') return nothing(pullRequest, isOver(pullRequest))
  if (!labels.includes(label))
    return nothing(pullRequest, `The label ${label} was removed from #${number} again.`)
  return planTested(pullRequest, [environment], facts)
}

/** A label deploys a head that passed `ci`. It does not wait for running tests, and does not repeat them. */
function planTested(pullRequest: PullRequest, environments: readonly string[], facts: CiFacts): CiPlan {
  const { number, sha } = pullRequest
  const plan = deploying(pullRequest, environments, facts)
  if (plan.deploy.length === 0) return plan
  if (facts.ci === 'running')
    return nothing(
      pullRequest,
      `${shortCommit(sha)} is still being tested; that run deploys #${number} if the tests pass.`,
    )
  if (facts.ci === 'failed')
    return {
      ...nothing(pullRequest, `The check ci of ${shortCommit(sha)} failed.`),
      refusal: {
        code: 'refused',
        message: `${shortCommit(sha)} of #${number} failed the check ci and is not deployed.`,
        hint: 'Push a commit that passes; the label then deploys it.',
      },
    }
  if (facts.ci === 'passed' && facts.image) return plan
  const reason = facts.ci === null ? 'was never built' : 'passed ci, but its image is gone'
  return { ...plan, build: true, why: [`${shortCommit(sha)} ${reason}; building it first.`, ...plan.why] }
}

/** A dispatched run does not fail if there is nothing to deploy. */
function planDispatch(pullRequest: PullRequest, facts: CiFacts): CiPlan {
  const plan = planTested(pullRequest, heldEnvironments(pullRequest, facts), facts)
  return plan.refusal ? nothing(pullRequest, ...plan.why) : plan
}

function deploying(pullRequest: PullRequest, environments: readonly string[], facts: CiFacts): CiPlan {
  const { number, sha } = pullRequest
  const free = environments.filter(
    (environment) => !sameSlugHolder(environment, pullRequest, facts.open, facts),
  )
  const why = environments.map((environment) => {
    const first = sameSlugHolder(environment, pullRequest, facts.open, facts)
    if (first)
      return `${environment} is used by #${first.number}: its branch ${first.head} has the same preview name. Rename the branch of #${number}.`
    const other = otherHolder(environment, facts.open, pullRequest, facts)
    const replaced = other ? `; this replaces #${other.number}, which has the same label` : ''
    return `Deploying ${shortCommit(sha)} of #${number} to ${environment}${replaced}.`
  })
  return {
    ...empty(pullRequest),
    deploy: free.map((environment) => ({ ...environmentForBranch(environment), commit: sha })),
    why: why.length > 0 ? why : [`No label of #${number} requests an environment.`],
  }
}

function planUnlabel(pullRequest: PullRequest, label: string, facts: CiFacts): CiPlan {
  const { number, labels } = pullRequest
  const environment = requestOfLabel(label, pullRequest, facts)
  if (environment === null)
    return nothing(pullRequest, `The label ${label} does not request an environment here.`)
  if (pullRequest.state !== 'open') return nothing(pullRequest, isOver(pullRequest))
  if (labels.includes(label)) return nothing(pullRequest, `#${number} has the label ${label} again.`)
  return undeploying(pullRequest, [environment], facts)
}

/** A closed pull request holds no environment. */
function planClosed(pullRequest: PullRequest, facts: CiFacts): CiPlan {
  if (pullRequest.state === 'open') return nothing(pullRequest, `#${pullRequest.number} is open again.`)
  return undeploying(pullRequest, requestedEnvironments(pullRequest, facts), facts)
}

/** Takes environments down unless another pull request requests them: the same slot, or the preview of the same branch. */
function undeploying(pullRequest: PullRequest, environments: readonly string[], facts: CiFacts): CiPlan {
  const keeperOf = (environment: string) => otherHolder(environment, facts.open, pullRequest, facts)
  const why = environments.map((environment) => {
    const keeper = keeperOf(environment)
    return keeper
      ? `Keeping ${environment}: #${keeper.number} requests it.`
      : `Taking down ${environment}: #${pullRequest.number} no longer requests it.`
  })
  return {
    ...empty(pullRequest),
    undeploy: environments.filter((environment) => !keeperOf(environment)).map(environmentForBranch),
    why: why.length > 0 ? why : [`#${pullRequest.number} held no environment.`],
  }
}

/** The plan of a command without steps: later jobs read the outputs. */
export const toPlan = ({ refusal, why, ...plan }: CiPlan): Plan<CiResult> => ({
  steps: [],
  summary: why.join('\n'),
  result: {
    why,
    outputs: {
      pr: String(plan.pr ?? ''),
      commit: plan.commit ?? '',
      build: String(plan.build),
      deploy: JSON.stringify(plan.deploy),
      undeploy: JSON.stringify(plan.undeploy),
    },
  },
  ...(refusal && { refusal }),
})
