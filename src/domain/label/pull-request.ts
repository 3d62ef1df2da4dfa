import { type Refusal, refuse } from '../plan/refusal.js'
import { shortCommit } from '../../lib/commit.js'
import type { Config } from '../../config.js'
import { RelError } from '../../errors.js'
import type { Branch, PullRequest, ShownPullRequest } from '../model/pull-request.js'
import type { Answers, Choice, Plan, Step } from '../plan/plan.js'
import { lastGoal, type OutcomeView } from '../rollout/outcome.js'

/** The facts of every command about a pull request: the one with the number `named`, or else those of `branch`. */
export interface PullRequestFacts {
  readonly repository: string
  readonly named: number | null
  readonly config: Config
  readonly defaultBranch: string
  /** Does the default branch have the workflow that reacts to labels? */
  readonly hasWorkflow: boolean
  readonly branch: Branch | null
  /** The commit of the branch on GitHub; null when it is not there. */
  readonly pushed: string | null
  /** The pull request that was named, or the open ones whose head has the branch's name. */
  readonly candidates: readonly PullRequest[]
  /** The user's role in the repository: read, triage, write, maintain or admin; null for a token without a user. */
  readonly role: string | null
  /** The server's time. */
  readonly now: string
}

/** Selects the pull request with the given number, the branch's only one, or the chosen one; null if there is none. */
export function selectPullRequest(facts: PullRequestFacts, answers: Answers): PullRequest | Choice | null {
  const { repository, named, branch, candidates } = facts
  if (named !== null && candidates.length === 0) {
    throw new RelError('not-found', `${repository} has no pull request #${named}.`, {
      hint: 'Pass --pr with the number of an open pull request, or check out its branch and omit --pr.',
    })
  }
  const own = branch
    ? candidates.filter(({ fork, headOwner }) =>
        branch.forkOwner === null ? !fork : headOwner === branch.forkOwner,
      )
    : candidates
  const [first, ...others] = own
  if (!first || others.length === 0) return first ?? null
  return (
    own.find(({ number }) => number === answers.pullRequest) ?? {
      of: 'pullRequest',
      message: `${branch?.name} has several open pull requests. Which one?`,
      options: own.map(({ number, title, base }) => ({
        value: number,
        name: `#${number} into ${base}: ${title}`,
      })),
      hint: 'Pass --pr NUMBER.',
    }
  )
}
export const isChoice = (selected: PullRequest | Choice | null): selected is Choice =>
  selected !== null && 'of' in selected
/** A plan that only asks the user to choose. */
export const planChoice = <Result>(choice: Choice, result: Result): Plan<Result> => ({
  steps: [],
  summary: '',
  result,
  choice,
})

/** Only open pull requests from branches of this repository are deployed. */
export function refusalToRun({ number, state, fork }: PullRequest): Refusal | null {
  if (state !== 'open')
    return refuse(
      `#${number} is ${state}; only open pull requests can be deployed.`,
      'Reopen it, or pass --pr with the number of an open pull request.',
    )
  if (fork)
    return refuse(
      `#${number} comes from a fork; workflow runs of forks get no secrets.`,
      'Push the branch to this repository and open a pull request from there.',
    )
  return null
}

/** Previews and QA slots take pull requests into the default branch only. */
export function refusalToDeploy(pullRequest: PullRequest, defaultBranch: string): Refusal | null {
  const { number, base } = pullRequest
  const refusal = refusalToRun(pullRequest)
  if (refusal) return refusal
  if (base.startsWith('release/'))
    return refuse(
      `#${number} targets ${base}, so it is a hotfix.`,
      `Run \`rel hotfix deploy --pr ${number}\`.`,
    )
  if (base !== defaultBranch)
    return refuse(
      `#${number} targets ${base}; only pull requests into ${defaultBranch} can be deployed.`,
      `Change the base branch of #${number} to ${defaultBranch}.`,
    )
  return null
}

/** Pushes the local branch if needed, and opens its pull request with the label. */
export function planNewPullRequest(
  { repository, defaultBranch, branch, pushed }: PullRequestFacts,
  label: string,
): { question: string; steps: readonly Step[] } {
  if (!branch) throw new Error('A pull request given by number cannot be opened.')
  const { name, commit, title, body } = branch
  if (name === defaultBranch)
    throw new RelError('usage', `${name} is the default branch; it cannot have a pull request.`, {
      hint: 'Check out the branch to deploy, or pass --pr NUMBER.',
    })
  if (branch.merged)
    throw new RelError('usage', `${name} has no commits ahead of ${defaultBranch}.`, {
      hint: 'Commit something first.',
    })
  if (branch.forkOwner)
    throw new RelError(
      'usage',
      `${name} is a branch of the fork of ${branch.forkOwner}; workflow runs of forks get no secrets.`,
      { hint: `Push the branch to ${repository}.` },
    )
  const push: readonly Step[] =
    pushed === commit ? [] : [{ kind: 'push-commit', repository, branch: name, commit }]
  return {
    question: `${name} has no open pull request. ${push.length > 0 ? 'Push it and open' : 'Open'} one into ${defaultBranch}?`,
    steps: [
      ...push,
      {
        kind: 'open-pull-request',
        repository,
        head: name,
        base: defaultBranch,
        title,
        body,
        labels: [label],
      },
    ],
  }
}

/** The outcome of the last goal, with the number and address of the pull request below it. */
export const outcomeWithPullRequest: OutcomeView<Plan<{ readonly pr: ShownPullRequest | null }>> = (
  plan,
  progress,
) => {
  const { summary, result } = lastGoal(plan, progress)
  const { pr } = plan.result
  return { summary: pr ? `${summary}\nPull request #${pr.number}: ${pr.url}` : summary, result }
}

/** Warns if the local branch differs from the head on GitHub, which is what gets deployed. */
export function commitWarnings(
  { branch }: PullRequestFacts,
  { number, sha }: PullRequest,
): readonly string[] {
  if (!branch || branch.commit === sha) return []
  return [
    `GitHub deploys the head of #${number}, ${shortCommit(sha)}; your local branch is at ${shortCommit(branch.commit)}. Push to deploy it.`,
  ]
}
