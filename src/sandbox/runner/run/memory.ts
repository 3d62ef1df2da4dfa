import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../json.js'
import type { JobProgress } from '../server.js'

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped'
export interface JobMemory {
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
export interface RunFacts {
  readonly event: JsonObject
  readonly sha: string
  readonly fork: boolean
  readonly jobs: Readonly<Record<string, JobMemory>>
}

export interface Memory {
  readonly facts: () => RunFacts
  readonly keep: (key: string, job: JobMemory) => void
}

/** Opens the state file of a run, or creates it with `first`; null if there is neither. */
export function openMemory(folder: string, first: Omit<RunFacts, 'jobs'> | null): Memory | null {
  const path = join(folder, 'run.json')
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RunFacts) : null
  if (!known && !first) return null
  let facts: RunFacts = known ?? { ...(first as Omit<RunFacts, 'jobs'>), jobs: {} }
  const write = (): void => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${path}.new`, JSON.stringify(facts))
    renameSync(`${path}.new`, path)
  }
  if (!known) write()
  return {
    facts: () => facts,
    keep(key, job) {
      facts = { ...facts, jobs: { ...facts.jobs, [key]: job } }
      write()
    },
  }
}
