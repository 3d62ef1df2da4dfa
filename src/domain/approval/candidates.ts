import { deployFile, type StartTrigger } from '../rollout/trigger.js'
import { byRuns } from './reviewer-gate.js'
import { byDispatch } from './dispatch-gate.js'
import { gatedStages, type ApprovalFacts, type Crossing } from './facts.js'
import { newestIn, titleOf } from './runs.js'

/**
 * Every version that is about to cross into an environment, the newest run first. `named`: where approving starts it, this one
 * instead of the highest.
 */
export const crossingsOf = (facts: ApprovalFacts, named: string | null = null): readonly Crossing[] =>
  gatedStages(facts.config).flatMap((stage) => [
    ...byRuns(facts, stage),
    ...(facts.config.gates === 'dispatch' ? byDispatch(facts, stage, named) : []),
  ])

/** How the deployment that approving lets go on, or starts, is followed. */
export const triggerOf = (
  { gate, place, run, node, version, environment }: Crossing,
  { now, runs }: Pick<ApprovalFacts, 'now' | 'runs'>,
): StartTrigger =>
  gate === null && place === 'gate' && version !== null
    ? {
        kind: 'dispatch',
        workflow: deployFile,
        title: titleOf(version, environment),
        since: now,
        after: newestIn(runs),
      }
    : { kind: 'run', run: run.id, node }
