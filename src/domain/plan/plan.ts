import { shortCommit } from '../../lib/commit.js'
import type { ShownCheck } from './check.js'
import type { FileChange } from './file-change.js'
import type { Goal } from './goal.js'
import type { Refusal } from './refusal.js'

/** Every kind of write, with its natural keys. One row per kind. */
export interface Writes {
  'create-label': { label: string; color: string; description: string }
  'add-label': { pullRequest: number; label: string }
  'remove-label': { pullRequest: number; label: string }
  comment: { pullRequest: number; text: string }
  'deployment-status': {
    deployment: number
    environment: string
    state: 'in_progress' | 'inactive'
    description: string
  }
  'dispatch-workflow': { workflow: string; ref: string; inputs: Readonly<Record<string, string>> }
  'create-branch': { branch: string; commit: string }
  'publish-release': { release: number; tag: string; commit: string; latest: boolean; body: string }
  /** As a pre-release: it becomes a full release once production runs it. */
  'create-release': { tag: string; commit: string; body: string }
  'mark-release': { release: number; tag: string; latest: boolean }
  'note-release': { release: number; tag: string; body: string }
  'review-deployments': {
    run: number
    environments: readonly { readonly name: string; readonly id: number }[]
    verdict: 'approved' | 'rejected'
    comment: string
  }
  'push-commit': { branch: string; commit: string }
  /** Resets a branch, only if it is still at `from`. `by`: the closed pull request that left it behind. */
  'replace-branch': { branch: string; commit: string; from: string; by: number | null }
  'create-draft': { tag: string; commit: string; name: string; body: string }
  /** `from`: the target commit of the draft when this was planned. */
  'update-draft': { release: number; from: string; tag: string; commit: string; name: string; body: string }
  'remove-draft': { release: number; tag: string }
  /** A commit on a branch, which is created if missing. `tree`: the base tree; `text` null deletes the file. */
  'commit-files': {
    branch: string
    isNew: boolean
    parents: readonly string[]
    tree: string
    message: string
    files: readonly { readonly path: string; readonly text: string | null }[]
  }
  /** Into the working tree. */
  'write-file': { path: string; text: string | null }
  'put-environment': {
    environment: string
    waitTimer: number
    preventSelfReview: boolean
    reviewers: readonly { readonly type: 'User' | 'Team'; readonly id: number; readonly name: string }[]
    lets: 'protected' | 'named'
  }
  'add-deployment-policies': {
    environment: string
    policies: readonly { readonly name: string; readonly type: 'branch' | 'tag' }[]
  }
  'open-pull-request': {
    head: string
    base: string
    title: string
    body: string
    labels: readonly string[]
    /** Not ready to be merged. */
    draft?: boolean
  }
  /** `title`: only if it changes. */
  'edit-pull-request': { pullRequest: number; body: string; title?: string }
  'reopen-pull-request': { pullRequest: number }
  'pick-by-hand': { directory: string; onto: string; commits: readonly string[] }
  'continue-picks': { directory: string }
  'drop-work-tree': { directory: string }
}
export type Kind = keyof Writes
export type Step<K extends Kind = Kind> = {
  [P in K]: { readonly kind: P; readonly repository: string } & Readonly<Writes[P]>
}[K]

/** The imperative sentence of a step, used in dry runs, progress and errors. */
const sentences: { [P in Kind]: (step: Step<P>) => string } = {
  'create-label': (step) => `Create the label ${step.label}`,
  'add-label': (step) => `Label #${step.pullRequest} with ${step.label}`,
  'remove-label': (step) => `Remove the label ${step.label} from #${step.pullRequest}`,
  comment: (step) => `Comment on #${step.pullRequest}: ${step.text.split('\n')[0]}`,
  'deployment-status': (step) =>
    step.state === 'inactive'
      ? `Mark deployment ${step.deployment} of ${step.environment} as inactive`
      : `Record the version, commit and image of deployment ${step.deployment} of ${step.environment}`,
  'dispatch-workflow': (step) =>
    `Start ${step.workflow} on ${step.ref} with ${Object.entries(step.inputs)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
  'create-branch': (step) => `Create the branch ${step.branch} at ${shortCommit(step.commit)}`,
  'publish-release': (step) => `Publish ${step.tag} at ${shortCommit(step.commit)}`,
  'create-release': (step) => `Publish ${step.tag} at ${shortCommit(step.commit)} as a pre-release`,
  'mark-release': (step) => `Mark ${step.tag} as a full release${step.latest ? ' and as the latest' : ''}`,
  'note-release': (step) => `Record the overridden checks in the notes of ${step.tag}`,
  'review-deployments': (step) =>
    `${step.verdict === 'approved' ? 'Approve' : 'Reject'} ${step.environments.map(({ name }) => name).join(', ')} of run ${step.run}`,
  'push-commit': (step) => `Push ${shortCommit(step.commit)} to ${step.branch}`,
  'replace-branch': ({ branch, commit, by }) =>
    `Reset ${branch}${by === null ? '' : ` (left behind by #${by})`} to ${shortCommit(commit)}`,
  'create-draft': (step) => `Draft ${step.tag} at ${shortCommit(step.commit)}`,
  'update-draft': (step) => `Update the draft of ${step.tag}, at ${shortCommit(step.commit)}`,
  'remove-draft': (step) => `Remove the draft ${step.release} of ${step.tag}`,
  'commit-files': (step) =>
    `Commit ${step.files.length === 1 ? step.files[0]!.path : `${step.files.length} files`} to ${step.branch}`,
  'write-file': (step) => `${step.text === null ? 'Remove' : 'Write'} ${step.path}`,
  'put-environment': (step) =>
    `Set up the environment ${step.environment}${listed(' with the reviewers ', names(step.reviewers))}`,
  'add-deployment-policies': (step) =>
    `Allow deployments to ${step.environment} from ${step.policies.map(({ name, type }) => (type === 'tag' ? `tags ${name}` : name)).join(', ')}`,
  'open-pull-request': ({ head, base, labels, draft }) =>
    `Open a ${draft ? 'draft ' : ''}pull request from ${head} into ${base}${listed(', labelled ', labels)}`,
  'edit-pull-request': (step) =>
    `Update the description${step.title === undefined ? '' : ' and title'} of #${step.pullRequest}`,
  'reopen-pull-request': (step) => `Close and reopen #${step.pullRequest} to start its checks`,
  'pick-by-hand': (step) =>
    `Cherry-pick ${step.commits.length} commit${step.commits.length === 1 ? '' : 's'} in ${step.directory}`,
  'continue-picks': (step) => `Continue the cherry-picks in ${step.directory}`,
  'drop-work-tree': (step) => `Remove the worktree ${step.directory}`,
}
const names = (list: readonly { readonly name: string }[]): readonly string[] => list.map(({ name }) => name)
const listed = (before: string, list: readonly string[]): string =>
  list.length === 0 ? '' : `${before}${list.join(', ')}`
export const describe = <K extends Kind>(step: Step<K>): string => sentences[step.kind](step)

/** A choice that only the user can make: asked on a terminal; elsewhere `hint` names the flag or argument for it. */
export interface Choice {
  readonly of: 'pullRequest' | 'slot'
  readonly message: string
  readonly options: readonly { readonly value: number; readonly name: string }[]
  readonly hint: string
}
export type Answers = Readonly<Partial<Record<Choice['of'], number>>>

/**
 * When to plan again. `after-steps`: others may have written at the same moment, or the steps made something that the result
 * shows. `when-ready`: it is too early for any step. `when-followed`: more can be done once the goals are reached.
 */
export type Next = 'after-steps' | 'when-ready' | 'when-followed'

/** The plan as the last one of its run. */
export const withoutNext = <P extends Pick<Plan, 'next'>>({ next: _next, ...plan }: P): Omit<P, 'next'> =>
  plan

/** The difference between the actual and the wanted state, as data. `View`: the data that the command's outcome view needs. */
export interface Plan<Result = unknown, View = unknown> {
  readonly steps: readonly Step[]
  /** The state after the steps; without steps, the state as it is. One sentence. */
  readonly summary: string
  readonly result: Result
  /** Asked before the first step; `--yes` answers it. */
  readonly question?: string
  /** The question defaults to "no": the steps take something away from somebody else. */
  readonly isDestructive?: boolean
  /** Printed above the question. */
  readonly preamble?: string
  /** The checks made before the first step. */
  readonly checks?: readonly ShownCheck[]
  readonly choice?: Choice
  /** Reported after the steps are done. */
  readonly refusal?: Refusal
  readonly next?: Next
  /** Why it is too early for any step, with `next: 'when-ready'`. */
  readonly waitingFor?: string
  readonly goals?: readonly Goal[]
  readonly view?: View
  /** Printed on stderr. */
  readonly warnings?: readonly string[]
  /** Shown before the question, and in a dry run. */
  readonly changes?: readonly FileChange[]
}
