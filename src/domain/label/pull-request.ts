import { type Refusal, refuse } from '../plan/refusal.js'
import { shortCommit } from '../../lib/commit.js'
import type { Config } from '../../config.js'
import { RelError } from '../../errors.js'
import type { Branch, PullRequest } from '../model/pull-request.js'
import type { Answers, Choice, Plan, Step } from '../plan/plan.js'

/** What every command about a pull request looks at: the one with the number `named`, or else those of `branch`. */
export interface PullRequestFacts {
  readonly repository: string
  readonly named: number | null
  readonly config: Config
  readonly defaultBranch: string
  /** Is there a workflow on the default branch that reacts to labels? */
  readonly hasWorkflow: boolean
  readonly branch: Branch | null
  /** The commit of the branch on GitHub; null when it is not there. */
  readonly pushed: string | null
  /** The pull request that was named, or the open ones whose head has the branch's name. */
  readonly candidates: readonly PullRequest[]
  /** What whoever asks may do in the repository: read, triage, write, maintain or admin; null where nobody asks. */
  readonly role: string | null
  /** The server's time. */
  readonly now: string
}

/** Which pull request is meant: the one named, the branch's only one, the one chosen; null when there is none. */
export function selectPullRequest(facts: PullRequestFacts, answers: Answers): PullRequest | Choice | null {
  const { repository, named, branch, candidates } = facts
  if (named !== null && candidates.length === 0) {
    throw new RelError('not-found', `${repository} has no pull request #${named}.`, {
      hint: 'Pass --pr with the number of an open one, or leave it out on its branch.',
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
export const isChoice = (one: PullRequest | Choice | null): one is Choice => one !== null && 'of' in one
/** A plan that only asks. */
export const planChoice = <Result>(choice: Choice, result: Result): Plan<Result> => ({
  steps: [],
  summary: '',
  result,
  choice,
})

/** Environments run open pull requests of this repository. */
export function refusalToRun({ number, state, fork }: PullRequest): Refusal | null {
  if (state !== 'open')
    return refuse(
      `#${number} is ${state}: only open pull requests are deployed.`,
      'Reopen it, or pass --pr with the number of an open one.',
    )
  if (fork)
    return refuse(
      `#${number} comes from a fork, whose runs get no secrets.`,
      'Push the branch to this repository and open a pull request from it.',
    )
  return null
}

/** Previews and slots run those into the default branch. */
export function refusalToDeploy(pullRequest: PullRequest, defaultBranch: string): Refusal | null {
  const { number, base } = pullRequest
  const refusal = refusalToRun(pullRequest)
  if (refusal) return refusal
  if (base.startsWith('release/'))
    return refuse(
      `#${number} goes into ${base}: it is a hotfix.`,
      `Run \`rel hotfix deploy --pr ${number}\`.`,
    )
  if (base !== defaultBranch)
    return refuse(
      `#${number} goes into ${base}; environments run pull requests into ${defaultBranch}.`,
      `Change its base to ${defaultBranch}.`,
    )
  return null
}

/** Without a pull request one is opened, with its label, from the branch as it is here. */
export function planNewPullRequest(
  { repository, defaultBranch, branch, pushed }: PullRequestFacts,
  label: string,
): { question: string; steps: readonly Step[] } {
  if (!branch) throw new Error('A pull request that was named is not opened.')
  const { name, commit, title, body } = branch
  if (name === defaultBranch)
    throw new RelError('usage', `${name} is the default branch: it has no pull request.`, {
      hint: 'Check out the branch to deploy, or pass --pr NUMBER.',
    })
  if (branch.merged)
    throw new RelError('usage', `${name} has no commit that ${defaultBranch} lacks.`, {
      hint: 'Commit something first.',
    })
  if (branch.forkOwner)
    throw new RelError(
      'usage',
      `${name} lives in the fork of ${branch.forkOwner}, which runs without secrets.`,
      { hint: `Push it to ${repository}.` },
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

/** GitHub runs the commit it has; the user may believe it runs the one on the laptop. */
export function commitWarnings(
  { branch }: PullRequestFacts,
  { number, sha }: PullRequest,
): readonly string[] {
  if (!branch || branch.commit === sha) return []
  return [
    `#${number} runs ${shortCommit(sha)}, its commit on GitHub; this branch is at ${shortCommit(branch.commit)}. Push to change that.`,
  ]
}
