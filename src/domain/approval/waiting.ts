import type { Gate } from '../model/run.js'

/** A run that waits for somebody to let it into an environment. */
export interface GateFact extends Gate {
  readonly run: number
}

/** What waits at a gate, and since when. */
export interface Waiting extends Omit<GateFact, 'environment' | 'id'> {
  readonly url: string
  readonly since: string
  readonly version: string | null
}

/** A version that somebody may start; `run`: the one that promoted it. */
export interface Startable {
  readonly environment: string
  readonly waiting: Waiting
}
