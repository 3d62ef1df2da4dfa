import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../json.js'
import type { JobProgress } from '../server.js'

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped'
export interface JobMemory {
  /** The row that the server has of it. */
  readonly id: number
  readonly attempt: number
  /** Null while it is not over. */
  readonly result: Result | null
  readonly outputs: Readonly<Record<string, string>>
  /** How its end is told to the server: remembered before that is done, and done again after a restart that came between. */
  readonly end?: JobProgress
}

/** What a run needs again after a restart, and another attempt from those before. */
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

/** The file of a run; `first`: what it starts with. Null if there is neither. */
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
