import { deployCommand } from '../model/environment.js'
import type { Refusal } from '../plan/refusal.js'
import type { RunFact } from '../model/run.js'
import type { LabelTrigger, StartTrigger, Trigger } from '../plan/goal.js'
import { branchFiles, environmentsFile, releaseFile } from '../model/pack-names.js'

/** What GitHub shows of a trigger. */
export type TriggerFact = LabelFact | StartFact

/** The label events of a pull request, oldest first, and the runs of its head commit. */
export interface LabelFact {
  readonly kind: 'label'
  readonly pullRequest: number
  readonly conflicting: boolean
  readonly labellings: readonly { readonly label: string; readonly added: boolean; readonly at: string }[]
  readonly runs: readonly RunFact[]
}

/** The run of a trigger. `since`: when it was triggered; '' if not known. */
export interface StartFact {
  readonly kind: 'start'
  readonly trigger: StartTrigger
  readonly node: string | null
  readonly since: string
  readonly run: RunFact | null
}

/** The part of a goal that its trigger depends on; `commit` null: the label is removed. */
interface TriggeredGoal {
  readonly commit: string | null
  readonly trigger: Trigger
}
interface TriggerFacts {
  readonly triggers: readonly TriggerFact[]
}

const labelEvents = ['pull_request', 'pull_request_target', 'workflow_dispatch']

export const isSameTrigger = (first: StartTrigger, second: StartTrigger): boolean =>
  JSON.stringify(first) === JSON.stringify(second)
const labelFact = ({ pullRequest }: LabelTrigger, { triggers }: TriggerFacts): LabelFact | undefined =>
  triggers.find((fact): fact is LabelFact => fact.kind === 'label' && fact.pullRequest === pullRequest)
const startFact = (trigger: StartTrigger, { triggers }: TriggerFacts): StartFact | undefined =>
  triggers.find((fact): fact is StartFact => fact.kind === 'start' && isSameTrigger(fact.trigger, trigger))

/** The GraphQL id of the run that a trigger started; null: not known yet. */
export const nodeOf = (trigger: StartTrigger, facts: TriggerFacts): string | null =>
  startFact(trigger, facts)?.node ?? null

/** When the trigger happened; '' if not known. */
export function triggeredAt({ trigger, commit }: TriggeredGoal, facts: TriggerFacts): string {
  if (trigger.kind !== 'label') return startFact(trigger, facts)?.since ?? ''
  const labellings = labelFact(trigger, facts)?.labellings ?? []
  return (
    labellings.findLast(({ label, added }) => label === trigger.label && added === (commit !== null))?.at ??
    ''
  )
}

/** The run that the trigger started; null: not found. */
export const runOf = (goal: TriggeredGoal, facts: TriggerFacts): RunFact | null =>
  goal.trigger.kind === 'label'
    ? labelRun(goal, goal.trigger, facts)
    : (startFact(goal.trigger, facts)?.run ?? null)

/**
 * The run that the label started: one of the workflow that reacts to labels, else any later run of the commit. An unfinished run
 * comes before a finished one, which a later label of the pull request may have cancelled. If the run finished while the commit was
 * still being built, the building run deploys it.
 */
function labelRun(goal: TriggeredGoal, trigger: LabelTrigger, facts: TriggerFacts): RunFact | null {
  const since = triggeredAt(goal, facts)
  const all = labelFact(trigger, facts)?.runs.filter(({ event }) => labelEvents.includes(event)) ?? []
  const newest = all.toSorted((first, second) => second.id - first.id)
  const later = newest.filter(({ createdAt }) => createdAt >= since)
  const own = later.filter(({ file }) => file === environmentsFile)
  const candidates = own.length > 0 ? own : later
  const run = candidates.find(({ conclusion }) => conclusion === null) ?? candidates[0] ?? null
  if (run?.conclusion !== 'success' || goal.commit === null) return run
  const building = newest.find(({ file }) => branchFiles.includes(file))
  return building && isAfter(building, run) ? building : run
}

const isAfter = ({ conclusion, updatedAt }: RunFact, { createdAt }: RunFact): boolean =>
  conclusion === null || updatedAt >= createdAt

/** What may have kept a run from starting, as a hint. */
export function noRunReason({ trigger }: TriggeredGoal, facts: TriggerFacts): string {
  if (trigger.kind === 'release')
    return `Check that GitHub Actions is enabled and that ${trigger.tag} contains .github/workflows/${releaseFile}. A release published with the token of a workflow starts no run.`
  if (trigger.kind === 'dispatch')
    return `Check that GitHub Actions is enabled and that .github/workflows/${trigger.workflow} is on the default branch: \`gh workflow list --all\`.`
  if (trigger.kind === 'run') return 'The run may have been deleted.'
  const { pullRequest, label } = trigger
  if (labelFact(trigger, facts)?.conflicting)
    return `#${pullRequest} conflicts with its base branch, so GitHub starts no run: merge or rebase it.`
  return `Check that GitHub Actions is enabled and that .github/workflows/${environmentsFile} reacts to labels. A label set by a workflow starts no run. Remove ${label} and add it again.`
}

export const missingWorkflow = (defaultBranch: string, file: string): Refusal => ({
  code: 'refused',
  message: `.github/workflows/${file}, which deploys it, is missing on ${defaultBranch}.`,
  hint: 'Run `rel init` to add the workflows.',
})

/** The name of a trigger in messages. */
export const triggerName = (trigger: Trigger): string =>
  trigger.kind === 'label'
    ? trigger.label
    : trigger.kind === 'release'
      ? trigger.tag
      : trigger.kind === 'dispatch'
        ? trigger.workflow
        : `run ${trigger.run}`

/** How to run it again, as a sentence with a space after it: neither a label nor a release can be set twice to start another run. */
export function retryHint(
  { environment, trigger, commit }: TriggeredGoal & { readonly environment: string },
  { id, conclusion }: RunFact,
): string {
  if (trigger.kind === 'label')
    return commit === null
      ? ''
      : `Run \`${deployCommand(environment)} --pr ${trigger.pullRequest} --redeploy\` to start another run. `
  if (trigger.kind === 'dispatch') return ''
  // A successful run that deployed nothing had nothing to do, for example while the release was marked as a pre-release.
  if (conclusion === 'success') return `Run \`gh run rerun ${id}\` to repeat it. `
  return `Run \`gh run rerun ${id}${conclusion === 'failure' ? ' --failed' : ''}\` to continue it. `
}
