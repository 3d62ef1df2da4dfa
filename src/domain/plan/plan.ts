import { shortCommit } from '../../lib/commit.js'
import type { ShownCheck } from './check.js'
import type { FileChange } from './file-change.js'
import type { Goal } from './goal.js'
import type { Refusal } from './refusal.js'

/** Every write that rel can make, and what identifies it: natural keys only. One row per write. */
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
  /** A pre-release, until production runs it. */
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
  /** Begun anew, only if it is still at `from`. `by`: the pull request that left it. */
  'replace-branch': { branch: string; commit: string; from: string; by: number | null }
  'create-draft': { tag: string; commit: string; name: string; body: string }
  /** `from`: the commit that the draft was at when this was planned. */
  'update-draft': { release: number; from: string; tag: string; commit: string; name: string; body: string }
  'remove-draft': { release: number; tag: string }
  /** A commit on a branch, which is made where it is missing; `tree` is what the files are put into. `text` null: it goes. */
  'commit-files': {
    branch: string
    isNew: boolean
    parents: readonly string[]
    tree: string
    message: string
    files: readonly { readonly path: string; readonly text: string | null }[]
  }
  /** Into the work tree. */
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
    /** Not to be merged as it is. */
    draft?: boolean
  }
  /** `title`: only where it changes. */
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

/** The imperative sentence of a step: the same in the dry run, the question, the progress and the errors. */
const sentences: { [P in Kind]: (step: Step<P>) => string } = {
  'create-label': (step) => `Create the label ${step.label}`,
  'add-label': (step) => `Label #${step.pullRequest} with ${step.label}`,
  'remove-label': (step) => `Remove ${step.label} from #${step.pullRequest}`,
  comment: (step) => `Comment on #${step.pullRequest}: ${step.text.split('\n')[0]}`,
  'deployment-status': (step) =>
    step.state === 'inactive'
      ? `Record that deployment ${step.deployment} of ${step.environment} no longer runs`
      : `Record what deployment ${step.deployment} of ${step.environment} carries`,
  'dispatch-workflow': (step) =>
    `Start ${step.workflow} on ${step.ref} with ${Object.entries(step.inputs)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
  'create-branch': (step) => `Create the branch ${step.branch} at ${shortCommit(step.commit)}`,
  'publish-release': (step) => `Publish ${step.tag} at ${shortCommit(step.commit)}`,
  'create-release': (step) => `Release ${step.tag} at ${shortCommit(step.commit)}, as a pre-release`,
  'mark-release': (step) => `Mark ${step.tag} as released${step.latest ? ', and as the latest' : ''}`,
  'note-release': (step) => `Note in ${step.tag} what was overridden`,
  'review-deployments': (step) =>
    `${step.verdict === 'approved' ? 'Approve' : 'Reject'} ${step.environments.map(({ name }) => name).join(', ')} of run ${step.run}`,
  'push-commit': (step) => `Push ${shortCommit(step.commit)} to ${step.branch}`,
  'replace-branch': ({ branch, commit, by }) =>
    `Replace ${branch}${by === null ? '' : `, which #${by} left,`} with ${shortCommit(commit)}`,
  'create-draft': (step) => `Draft ${step.tag} at ${shortCommit(step.commit)}`,
  'update-draft': (step) => `Update the draft of ${step.tag}, at ${shortCommit(step.commit)}`,
  'remove-draft': (step) => `Remove the draft ${step.release} of ${step.tag}`,
  'commit-files': (step) =>
    `Commit ${step.files.length === 1 ? step.files[0]!.path : `${step.files.length} files`} to ${step.branch}`,
  'write-file': (step) => `${step.text === null ? 'Remove' : 'Write'} ${step.path}`,
  'put-environment': (step) =>
    `Set up the environment ${step.environment}${listed(', which waits for ', names(step.reviewers))}`,
  'add-deployment-policies': (step) =>
    `Let ${step.policies.map(({ name, type }) => (type === 'tag' ? `tags ${name}` : name)).join(', ')} deploy to ${step.environment}`,
  'open-pull-request': ({ head, base, labels, draft }) =>
    `Open a ${draft ? 'draft ' : ''}pull request from ${head} into ${base}${listed(', labelled ', labels)}`,
  'edit-pull-request': (step) =>
    `List what #${step.pullRequest} brings in its text${step.title === undefined ? '' : ' and title'}`,
  'reopen-pull-request': (step) => `Close and reopen #${step.pullRequest}, so that its checks start`,
  'pick-by-hand': (step) =>
    `Pick ${step.commits.length} commit${step.commits.length === 1 ? '' : 's'} in ${step.directory}`,
  'continue-picks': (step) => `Go on with the picks in ${step.directory}`,
  'drop-work-tree': (step) => `Remove the work tree ${step.directory}`,
}
const names = (list: readonly { readonly name: string }[]): readonly string[] => list.map(({ name }) => name)
const listed = (before: string, list: readonly string[]): string =>
  list.length === 0 ? '' : `${before}${list.join(', ')}`
export const describe = <K extends Kind>(step: Step<K>): string => sentences[step.kind](step)

/** What only the user can say: asked on a terminal; elsewhere `hint` names the flag or argument that says it. */
export interface Choice {
  readonly of: 'pullRequest' | 'slot'
  readonly message: string
  readonly options: readonly { readonly value: number; readonly name: string }[]
  readonly hint: string
}
export type Answers = Readonly<Partial<Record<Choice['of'], number>>>

/**
 * When to look again: after the steps, where others may write the same at the same moment, to do what that plan says; a little
 * later, where it is too early for any step; when everything has followed, to do what could not be done before, or by itself.
 */
export type Next = 'after-steps' | 'when-ready' | 'when-followed'

/** The same, as the last look. */
export const withoutNext = <P extends Pick<Plan, 'next'>>({ next: _next, ...plan }: P): Omit<P, 'next'> =>
  plan

/** The difference between what is and what is wanted: data alone. `View`: what the command's view of what followed needs. */
export interface Plan<Result = unknown, View = unknown> {
  readonly steps: readonly Step[]
  /** What holds when the steps are done; without steps, what holds already. One sentence. */
  readonly summary: string
  readonly result: Result
  /** Asked before the first step; `--yes` answers it. */
  readonly question?: string
  /** What the user has on screen when asked. */
  readonly preamble?: string
  /** What was looked at before the first step. */
  readonly checks?: readonly ShownCheck[]
  readonly choice?: Choice
  /** Said after the steps are done. */
  readonly refusal?: Refusal
  readonly next?: Next
  /** Why it is too early for any step: with `next: 'when-ready'`. */
  readonly waitingFor?: string
  readonly goals?: readonly Goal[]
  readonly view?: View
  /** What the user should know and need not act upon; told on stderr before the steps. */
  readonly warnings?: readonly string[]
  /** Shown before the question, and in a dry run. */
  readonly changes?: readonly FileChange[]
}
