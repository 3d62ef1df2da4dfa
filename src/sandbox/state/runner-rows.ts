/** The progress of the runner; the table has at most one row. */
export interface RunnerState {
  readonly id: 'runner'
  /** The id of the last event whose runs were started. */
  readonly handled: number
  /** True while another program acts as the runner: events then start no runs. */
  readonly paused: boolean
}

export const runnerTables = { runner: { key: (row: RunnerState) => row.id, indexes: {} } }
