import type { Run } from '../../state/actions-rows.js'
import type { JsonObject } from '../json.js'
import type { RepositorySummary, Server } from '../server.js'
import type { Locks } from './locks.js'
import type { Memory } from './memory.js'

/** Everything that the jobs of one attempt of a run share. */
export interface Session {
  readonly server: Server
  readonly run: Run
  readonly repository: RepositorySummary
  readonly memory: Memory
  readonly locks: Locks
  /** github.*, without what only a job knows. */
  readonly github: JsonObject
  readonly standins: Readonly<Record<string, string>>
  readonly inventory: readonly string[]
  /** Of the run: its facts, and the folders of its jobs. */
  readonly folder: string
  readonly cancelled: AbortSignal
  readonly stopped: AbortSignal
  readonly tracking: string
  readonly now: () => number
  readonly grace: readonly [number, number]
  /** Resolves when a review may have opened a gate, or after so many milliseconds. */
  readonly nextReview: (milliseconds: number) => Promise<void>
  /** Takes over the removal of a job's folder. */
  readonly tidy: (removal: Promise<void>) => void
  readonly activity: Activity
}

/** Counts what goes on and what waits, so that a run which only waits is seen to wait. */
export interface Activity {
  readonly busy: <Work>(work: () => Promise<Work>) => Promise<Work>
  /** For what is busy: others go on in its place until `work` is over. */
  readonly aside: <Work>(work: () => Promise<Work>) => Promise<Work>
  /** For a job that is busy: it waits until `work` is over. */
  readonly waiting: <Work>(kind: 'waiting' | 'pending', work: () => Promise<Work>) => Promise<Work>
  /** The steps of a job begin. */
  readonly running: () => Promise<void>
}

type Shown = 'in_progress' | 'waiting' | 'pending'

/** `report` is told when everything that has begun waits, and when steps run; `first`: what the run is seen as now. */
export function createActivity(first: string, report: (status: Shown) => Promise<unknown>): Activity {
  let working = 0
  const waits = { waiting: 0, pending: 0 }
  let shown = first
  const show = async (status: Shown): Promise<void> => {
    if (shown === status) return
    shown = status
    await report(status)
  }
  const update = async (): Promise<void> => {
    if (working === 0 && waits.waiting + waits.pending > 0)
      await show(waits.waiting > 0 ? 'waiting' : 'pending')
  }
  /** After what follows from it has begun: dependents go on in the same turn of the event loop. */
  const later = (): void =>
    void setImmediate(() => update().catch((error: unknown) => process.stderr.write(`${String(error)}\n`)))
  return {
    async busy(work) {
      working += 1
      try {
        return await work()
      } finally {
        working -= 1
        later()
      }
    },
    async aside(work) {
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
      later()
      try {
        return await work()
      } finally {
        waits[kind] -= 1
        working += 1
        if (kind === 'pending') await show('in_progress')
        else shown = '' // the server has seen the gate open, and the run with it
      }
    },
    running: () => show('in_progress'),
  }
}

/** Thrown where something is about to be done although the sandbox stops. */
export class Stopped extends Error {}
export function mustGoOn({ stopped }: Pick<Session, 'stopped'>): void {
  if (stopped.aborted) throw new Stopped('The sandbox stops.')
}

/** Resolves when the signal is given. */
export const given = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
