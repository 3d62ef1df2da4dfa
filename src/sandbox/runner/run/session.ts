import type { Run } from '../../state/actions-rows.js'
import type { JsonObject } from '../json.js'
import type { RepositorySummary, Server } from '../server.js'
import type { Locks } from './locks.js'
import type { RunStateFile } from './run-state.js'

/** The state that the jobs of one attempt of a run share. */
export interface Session {
  readonly server: Server
  readonly run: Run
  readonly repository: RepositorySummary
  readonly stateFile: RunStateFile
  readonly locks: Locks
  /** The github context, without the properties of a job. */
  readonly github: JsonObject
  readonly standins: Readonly<Record<string, string>>
  readonly inventory: readonly string[]
  /** The folder of the run: its saved state, and the folders of its jobs. */
  readonly folder: string
  readonly cancelled: AbortSignal
  readonly stopped: AbortSignal
  readonly tracking: string
  readonly now: () => number
  readonly grace: readonly [number, number]
  /** Resolves when a review may have opened a gate, or after this number of milliseconds. */
  readonly nextReview: (milliseconds: number) => Promise<void>
  /** Registers the removal of a job's folder, which the end of the run waits for. */
  readonly registerRemoval: (removal: Promise<void>) => void
  readonly activity: Activity
}

/** Counts busy and waiting jobs, so that a run whose jobs all wait is reported as waiting. */
export interface Activity {
  /** Counts `work` as busy. */
  readonly busy: <Work>(work: () => Promise<Work>) => Promise<Work>
  /** Called while busy: does not count as busy during `work`, whose own parts are counted. */
  readonly suspended: <Work>(work: () => Promise<Work>) => Promise<Work>
  /** Called while busy: counts as waiting during `work`. */
  readonly waiting: <Work>(kind: 'waiting' | 'pending', work: () => Promise<Work>) => Promise<Work>
  /** Reports that the steps of a job start. */
  readonly running: () => Promise<void>
}

type ReportedStatus = 'in_progress' | 'waiting' | 'pending'

/** Calls `report` when all started jobs wait, and when steps run. `first`: the current status of the run. */
export function createActivity(
  first: string,
  report: (status: ReportedStatus) => Promise<unknown>,
): Activity {
  let working = 0
  const waits = { waiting: 0, pending: 0 }
  let reported = first
  const setStatus = async (status: ReportedStatus): Promise<void> => {
    if (reported === status) return
    reported = status
    await report(status)
  }
  const update = async (): Promise<void> => {
    if (working === 0 && waits.waiting + waits.pending > 0)
      await setStatus(waits.waiting > 0 ? 'waiting' : 'pending')
  }
  /** Updates after dependent jobs have started, which happens in the same turn of the event loop. */
  const scheduleUpdate = (): void =>
    void setImmediate(() => update().catch((error: unknown) => process.stderr.write(`${String(error)}\n`)))
  return {
    async busy(work) {
      working += 1
      try {
        return await work()
      } finally {
        working -= 1
        scheduleUpdate()
      }
    },
    async suspended(work) {
      working -= 1
      try {
        return await work()
      } finally {
        working += 1
      }
    },
    async waiting(kind, work) {
      working -= 1
      waits[kind] += 1
      scheduleUpdate()
      try {
        return await work()
      } finally {
        waits[kind] -= 1
        working += 1
        if (kind === 'pending') await setStatus('in_progress')
        else reported = '' // the server updates the run when it opens the gate
      }
    },
    running: () => setStatus('in_progress'),
  }
}

/** Thrown to end the work of a run when the sandbox stops. */
export class Stopped extends Error {}
export function throwIfStopped({ stopped }: Pick<Session, 'stopped'>): void {
  if (stopped.aborted) throw new Stopped('The sandbox is stopping.')
}

/** Resolves when the signal is aborted. */
export const abortOf = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
