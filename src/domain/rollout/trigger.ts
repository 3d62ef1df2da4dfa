import { deployCommand } from '../model/environment.js'
import type { Refusal } from '../plan/refusal.js'
import type { RunFact } from '../model/run.js'
import type { LabelTrigger, StartTrigger, Trigger } from '../plan/goal.js'
import { branchFiles, environmentsFile, releaseFile } from '../model/pack-names.js'

/** What GitHub shows of a trigger. */
export type TriggerFact = LabelFact | StartFact

/** A pull request's labels as they came and went, and the runs of its head commit. */
export interface LabelFact {
  readonly kind: 'label'
  readonly pullRequest: number
  readonly conflicting: boolean
  readonly labellings: readonly { readonly label: string; readonly added: boolean; readonly at: string }[]
  readonly runs: readonly RunFact[]
}

/** The one run of a trigger. `since`: when that happened; '' where GitHub does not tell. */
export interface StartFact {
  readonly kind: 'start'
  readonly trigger: StartTrigger
  readonly node: string | null
  readonly since: string
  readonly run: RunFact | null
}

/** A goal, as far as its trigger goes; `commit` null: the label is going. */
interface TriggeredGoal {
  readonly commit: string | null
  readonly trigger: Trigger
}
interface TriggerFacts {
  readonly triggers: readonly TriggerFact[]
}

const labelEvents = ['pull_request', 'pull_request_target', 'workflow_dispatch']

export const isSameTrigger = (one: StartTrigger, other: StartTrigger): boolean =>
  JSON.stringify(one) === JSON.stringify(other)
const labelFact = ({ pullRequest }: LabelTrigger, { triggers }: TriggerFacts): LabelFact | undefined =>
  triggers.find((one): one is LabelFact => one.kind === 'label' && one.pullRequest === pullRequest)
const startFact = (trigger: StartTrigger, { triggers }: TriggerFacts): StartFact | undefined =>
  triggers.find((one): one is StartFact => one.kind === 'start' && isSameTrigger(one.trigger, trigger))

/** The id of the run that a trigger started, as far as it is known. */
export const nodeOf = (trigger: StartTrigger, seen: TriggerFacts): string | null =>
  startFact(trigger, seen)?.node ?? null

/** When the trigger happened; '' where GitHub does not tell. */
export function triggeredAt({ trigger, commit }: TriggeredGoal, seen: TriggerFacts): string {
  if (trigger.kind !== 'label') return startFact(trigger, seen)?.since ?? ''
  const labellings = labelFact(trigger, seen)?.labellings ?? []
  return labellings.findLast(({ label, added }) => label === trigger.label && added === (commit !== null))?.at ?? ''
}

/** The run that was started; null where none is to be seen. */
export const runOf = (aim: TriggeredGoal, seen: TriggerFacts): RunFact | null =>
  aim.trigger.kind === 'label'
    ? labelRun(aim, aim.trigger, seen)
    : (startFact(aim.trigger, seen)?.run ?? null)

/**
 * The run that our label started: of the file that reacts to labels where there is one, else any of that commit since then. One
 * that goes on counts before one that has ended, because a later label of the same pull request may have cancelled that. Where
 * it ended while the commit was still being built, it left the deployment to the run that builds.
 */
function labelRun(aim: TriggeredGoal, trigger: LabelTrigger, seen: TriggerFacts): RunFact | null {
  const since = triggeredAt(aim, seen)
  const all = labelFact(trigger, seen)?.runs.filter(({ event }) => labelEvents.includes(event)) ?? []
  const newest = all.toSorted((one, other) => other.id - one.id)
  const later = newest.filter(({ createdAt }) => createdAt >= since)
  const own = later.filter(({ file }) => file === environmentsFile)
  const candidates = own.length > 0 ? own : later
  const run = candidates.find(({ conclusion }) => conclusion === null) ?? candidates[0] ?? null
  if (run?.conclusion !== 'success' || aim.commit === null) return run
  const building = newest.find(({ file }) => branchFiles.includes(file))
  return building && isAfter(building, run) ? building : run
}

const isAfter = ({ conclusion, updatedAt }: RunFact, { createdAt }: RunFact): boolean =>
  conclusion === null || updatedAt >= createdAt

/** Why no run may have come. */
export function noRunReason({ trigger }: TriggeredGoal, seen: TriggerFacts): string {
  if (trigger.kind === 'release')
    return `Is GitHub Actions on, and has ${trigger.tag} .github/workflows/${releaseFile}? A release that a workflow's token published starts nothing.`
  if (trigger.kind === 'dispatch')
    return `Is GitHub Actions on, and .github/workflows/${trigger.workflow} on the default branch? \`gh workflow list --all\` shows it.`
  if (trigger.kind === 'run') return 'It may have been deleted.'
  const { pullRequest, label } = trigger
  if (labelFact(trigger, seen)?.conflicting)
    return `#${pullRequest} conflicts with its base, and GitHub starts no run then: merge or rebase it.`
  return `Is GitHub Actions on, and does .github/workflows/${environmentsFile} listen to labels? A label set by a workflow starts nothing. Take ${label} off and set it again.`
}

/** A workflow that would be started is not there. */
export const missingWorkflow = (defaultBranch: string, file: string): Refusal => ({
  code: 'refused',
  message: `${defaultBranch} lacks .github/workflows/${file}, which would deploy it.`,
  hint: 'Adopt the workflow pack: `rel init`.',
})

/** What the sentences about a run call the reason for it. */
export const triggerName = (trigger: Trigger): string =>
  trigger.kind === 'label'
    ? trigger.label
    : trigger.kind === 'release'
      ? trigger.tag
      : trigger.kind === 'dispatch'
        ? trigger.workflow
        : `run ${trigger.run}`

/** How a run that ended is started once more: a label that is there, and a release that is published, start nothing a second time. */
export function retryHint(
  { environment, trigger, commit }: TriggeredGoal & { readonly environment: string },
  { id, conclusion }: RunFact,
): string {
  if (trigger.kind === 'label')
    return commit === null
      ? ''
      : `\`${deployCommand(environment)} --pr ${trigger.pullRequest} --redeploy\` starts another one. `
  if (trigger.kind === 'dispatch') return ''
  // What ended well and deployed nothing had nothing to do then, as while a release was marked as a pre-release.
  if (conclusion === 'success') return `\`gh run rerun ${id}\` goes through it once more. `
  return `\`gh run rerun ${id}${conclusion === 'failure' ? ' --failed' : ''}\` goes on with it. `
}
