import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../json.js'
import type { JobProgress } from '../server.js'

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped'
export interface JobState {
  /** The job's id on the server. */
  readonly id: number
  readonly attempt: number
  /** Null until it has ended. */
  readonly result: Result | null
  readonly outputs: Readonly<Record<string, string>>
  /** The final report to the server: saved before it is sent, and sent again after a restart. */
  readonly end?: JobProgress
}

/** The saved state of a run, for restarts of the sandbox and for later attempts. */
export interface RunState {
  readonly event: JsonObject
  readonly sha: string
  readonly fork: boolean
  readonly jobs: Readonly<Record<string, JobState>>
}

export interface RunStateFile {
  readonly state: () => RunState
  readonly keep: (key: string, job: JobState) => void
}

/** Opens the state file of a run, or creates it with `first`; null if there is neither. */
export function openRunState(folder: string, first: Omit<RunState, 'jobs'> | null): RunStateFile | null {
  const path = join(folder, 'run.json')
  const existing = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RunState) : null
  if (!existing && !first) return null
  let state: RunState = existing ?? { ...(first as Omit<RunState, 'jobs'>), jobs: {} }
  const write = (): void => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${path}.new`, JSON.stringify(state))
    renameSync(`${path}.new`, path)
  }
  if (!existing) write()
  return {
    state: () => state,
    keep(key, job) {
      state = { ...state, jobs: { ...state.jobs, [key]: job } }
      write()
    },
  }
}
