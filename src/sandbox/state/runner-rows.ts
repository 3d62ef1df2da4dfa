/** How far the runner is; there is one such row, or none yet. */
export interface RunnerState {
  readonly id: 'runner'
  /** The last event whose runs have been started. */
  readonly handled: number
  /** Somebody else plays the runner: what happens meanwhile starts nothing. */
  readonly paused: boolean
}

export const runnerTables = { runner: { key: (row: RunnerState) => row.id, indexes: {} } }
