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

/** What a run has to do, and why. */
export function planCi(event: CiEvent, facts: CiFacts): CiPlan {
  const { pullRequest } = facts
  if (event.kind === 'push') return planPush(event, facts)
  if (event.kind === 'nothing') return nothing(pullRequest, `${event.name} changes no environment.`)
  if (!pullRequest) return nothing(null, `There is no pull request #${event.pullRequest}.`)
  if (pullRequest.fork)
    return nothing(
      pullRequest,
      `#${pullRequest.number} comes from a fork: its runs get no secrets, so it gets no environment.`,
    )
  if ('actor' in event && event.actor === 'dependabot[bot]' && event.kind !== 'closed')
    return nothing(
      pullRequest,
      `This run was started by dependabot[bot] and gets no secrets. A label that a person sets deploys #${pullRequest.number}.`,
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
  `#${number} is ${state}: only open pull requests hold environments.`

/** Every commit on the default branch goes to dev, and dev never goes back: a slow build is skipped. */
function planPush({ branch, commit }: CiEvent & { kind: 'push' }, facts: CiFacts): CiPlan {
  const { config, defaultBranch, dev } = facts
  const plan = { ...empty(null), commit }
  if (branch !== defaultBranch || !config.environments.includes('dev'))
    return { ...plan, why: [`Commits on ${branch} are deployed nowhere.`] }
  if (dev?.contains && dev.commit !== commit)
    return {
      ...plan,
      why: [`dev runs ${shortCommit(dev.commit)} already, which contains ${shortCommit(commit)}.`],
    }
  return {
    ...plan,
    deploy: [{ ...environmentForBranch('dev'), commit }],
    why: [`dev gets every commit on ${defaultBranch}: ${shortCommit(commit)}.`],
  }
}

/** The head was built and tested in this very run: every environment that it wants gets it. */
function planCode(pullRequest: PullRequest, commit: string, facts: CiFacts): CiPlan {
  if (pullRequest.state !== 'open') return nothing(pullRequest, isOver(pullRequest))
  if (pullRequest.sha !== commit)
    return nothing(
      pullRequest,
      `#${pullRequest.number} is at ${shortCommit(pullRequest.sha)} by now: the run of that commit deploys it.`,
    )
  return deploying(pullRequest, heldEnvironments(pullRequest, facts), facts)
}

function planLabel(pullRequest: PullRequest, label: string, facts: CiFacts): CiPlan {
  const { number, labels } = pullRequest
  const environment = requestOfLabel(label, pullRequest, facts)
  if (environment === null) return nothing(pullRequest, `The label ${label} asks for no environment here.`)
  if (pullRequest.state !== 'open') return nothing(pullRequest, isOver(pullRequest))
  if (!labels.includes(label))
    return nothing(pullRequest, `#${number} has lost the label ${label} meanwhile.`)
  return planTested(pullRequest, [environment], facts)
}

/** A label deploys what `ci` passed; it waits for no tests itself, and never tests what was tested. */
function planTested(pullRequest: PullRequest, environments: readonly string[], facts: CiFacts): CiPlan {
  const { number, sha } = pullRequest
  const plan = deploying(pullRequest, environments, facts)
  if (plan.deploy.length === 0) return plan
  if (facts.ci === 'running')
    return nothing(
      pullRequest,
      `${shortCommit(sha)} is still being tested: that run deploys #${number} afterwards.`,
    )
  if (facts.ci === 'failed')
    return {
      ...nothing(pullRequest, `The check ci of ${shortCommit(sha)} failed.`),
      refusal: {
        code: 'refused',
        message: `${shortCommit(sha)} of #${number} did not pass ci: it is not deployed.`,
        hint: 'Push a commit that passes; the label is seen again then.',
      },
    }
  if (facts.ci === 'passed' && facts.image) return plan
  const reason = facts.ci === null ? 'was never built' : 'passed ci, and its image is gone'
  return { ...plan, build: true, why: [`${shortCommit(sha)} ${reason}: it is built first.`, ...plan.why] }
}

/** Nobody waits for the answer of a run that was dispatched: where there is nothing to deploy, that is no failure. */
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
      return `${environment} belongs to #${first.number}, whose branch ${first.head} looks alike: rename this branch.`
    const other = otherHolder(environment, facts.open, pullRequest, facts)
    const taken = other ? `; #${other.number} has that label too, and loses it to the later deployment` : ''
    return `#${number} asks for ${environment}: it gets ${shortCommit(sha)}${taken}.`
  })
  return {
    ...empty(pullRequest),
    deploy: free.map((environment) => ({ ...environmentForBranch(environment), commit: sha })),
    why: why.length > 0 ? why : [`No label of #${number} asks for an environment.`],
  }
}

function planUnlabel(pullRequest: PullRequest, label: string, facts: CiFacts): CiPlan {
  const { number, labels } = pullRequest
  const environment = requestOfLabel(label, pullRequest, facts)
  if (environment === null) return nothing(pullRequest, `The label ${label} asks for no environment here.`)
  if (pullRequest.state !== 'open') return nothing(pullRequest, isOver(pullRequest))
  if (labels.includes(label)) return nothing(pullRequest, `#${number} has the label ${label} again.`)
  return undeploying(pullRequest, [environment], facts)
}

/** A closed pull request holds nothing. */
function planClosed(pullRequest: PullRequest, facts: CiFacts): CiPlan {
  if (pullRequest.state === 'open') return nothing(pullRequest, `#${pullRequest.number} is open again.`)
  return undeploying(pullRequest, requestedEnvironments(pullRequest, facts), facts)
}

/** Unless somebody else wants it: the same slot, or another pull request of the same branch. */
function undeploying(pullRequest: PullRequest, environments: readonly string[], facts: CiFacts): CiPlan {
  const keeperOf = (environment: string) => otherHolder(environment, facts.open, pullRequest, facts)
  const why = environments.map((environment) => {
    const keeper = keeperOf(environment)
    return keeper
      ? `${environment} stays: #${keeper.number} wants it.`
      : `#${pullRequest.number} no longer holds ${environment}: it is taken down.`
  })
  return {
    ...empty(pullRequest),
    undeploy: environments.filter((environment) => !keeperOf(environment)).map(environmentForBranch),
    why: why.length > 0 ? why : [`#${pullRequest.number} held no environment.`],
  }
}

/** The plan as a command's: nothing is written, and the jobs read the outputs. */
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
