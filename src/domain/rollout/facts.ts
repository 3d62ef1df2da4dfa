import type { Rejection } from '../model/deploy-run.js'
import type { History } from '../model/deployment.js'
import type { RunJobs } from '../model/run.js'
import type { Progress } from '../plan/goal.js'
import type { TriggerFact } from './trigger.js'

/** The way from a trigger to a running environment, as far as GitHub has come. `now` is the server's time. */
export interface RolloutFacts {
  readonly now: string
  readonly triggers: readonly TriggerFact[]
  readonly histories: readonly History[]
  readonly jobs: readonly RunJobs[]
  /** What was turned away at gates that stand behind the end of a run. */
  readonly rejections: readonly Rejection[]
}
export type ProgressOf = (state: Progress['state'], sentence: string, more?: Partial<Progress>) => Progress
