import type { Trigger } from './trigger.js'

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
  'push-commit': { branch: string; commit: string }
  'create-branch': { branch: string; commit: string }
  'open-pull-request': {
    head: string
    base: string
    title: string
    body: string
    labels: readonly string[]
    /** Not to be merged as it is. */
    draft?: boolean
  }
  'edit-pull-request': { pullRequest: number; body: string }
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
  'push-commit': (step) => `Push ${step.commit.slice(0, 7)} to ${step.branch}`,
  'create-branch': (step) => `Create the branch ${step.branch} at ${step.commit.slice(0, 7)}`,
  'open-pull-request': ({ head, base, labels, draft }) =>
    `Open a ${draft ? 'draft ' : ''}pull request from ${head} into ${base}${labels.length > 0 ? `, labelled ${labels.join(', ')}` : ''}`,
  'edit-pull-request': (step) => `List what #${step.pullRequest} brings in its text`,
  'reopen-pull-request': (step) => `Close and reopen #${step.pullRequest}, so that its checks start`,
  'pick-by-hand': (step) =>
    `Pick ${step.commits.length} commit${step.commits.length === 1 ? '' : 's'} in ${step.directory}`,
  'continue-picks': (step) => `Go on with the picks in ${step.directory}`,
  'drop-work-tree': (step) => `Remove the work tree ${step.directory}`,
}
export const describe = <K extends Kind>(step: Step<K>): string => sentences[step.kind](step)

/** What the steps set in motion and GitHub finishes by itself; `commit` null: the environment should run nothing. */
export interface Goal {
  readonly repository: string
  readonly environment: string
  readonly commit: string | null
  readonly trigger: Trigger
  /** A gate on the way is not the end: somebody has opened it, or will. */
  readonly through?: boolean
}

/** Why the plan stops where it stops, as data, so that a dry run and --json can show it. Exit status 3. */
export interface Refusal {
  readonly code: 'refused' | 'slot-held' | 'conflict' | 'rejected'
  readonly message: string
  readonly hint: string
}

/** What only the user can say: asked on a terminal; elsewhere `hint` names the flag or argument that says it. */
export interface Choice {
  readonly of: 'pullRequest' | 'slot'
  readonly message: string
  readonly options: readonly { readonly value: number; readonly name: string }[]
  readonly hint: string
}
export type Answers = Readonly<Partial<Record<Choice['of'], number>>>

/** The difference between what is and what is wanted. */
export interface Plan<Result = unknown> {
  readonly steps: readonly Step[]
  /** What holds when the steps are done; without steps, what holds already. One sentence. */
  readonly summary: string
  readonly result: Result
  /** Asked before the first step; `--yes` answers it. */
  readonly question?: string
  readonly choice?: Choice
  /** Said after the steps are done. */
  readonly refusal?: Refusal
  /** Others may write the same at the same moment: look again after the steps, and do what that plan says. */
  readonly contested?: boolean
  readonly goals?: readonly Goal[]
  /** What the user should know and need not act upon; told on stderr before the steps. */
  readonly warnings?: readonly string[]
}
