import type { Rejection } from '../model/deploy-run.js'
import type { History } from '../model/deployment.js'
import type { RunJobs } from '../model/run.js'
import type { Progress } from '../plan/goal.js'
import type { TriggerFact } from './trigger.js'

/** What GitHub shows of the deployments that the triggers started. `now` is the server's time. */
export interface RolloutFacts {
  readonly now: string
  readonly triggers: readonly TriggerFact[]
  readonly histories: readonly History[]
  readonly jobs: readonly RunJobs[]
  /** With dispatched gates: the rejections in effect. */
  readonly rejections: readonly Rejection[]
}
/** Makes the progress of one goal. */
export type ProgressOf = (state: Progress['state'], sentence: string, more?: Partial<Progress>) => Progress
