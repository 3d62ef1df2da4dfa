import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Run } from '../../state/actions-rows.js'
import type { HookEvent } from '../../state/rows.js'
import { startRuns, workflowReader } from '../events/start.js'
import { canTrigger } from '../events/trigger.js'
import type { RepositorySummary, Server } from '../server.js'
import { createLocks } from './locks.js'
import { openRunState } from './run-state.js'
import { executeRun, runFolder } from './run.js'
import { Stopped } from './session.js'

export interface SchedulerOptions {
  readonly server: Server
  readonly home: string
  readonly now: () => number
  readonly tracking: string
  readonly grace: readonly [number, number]
  readonly stopped: AbortSignal
}

interface LiveRun {
  readonly attempt: number
  readonly cancel: AbortController
  readonly done: Promise<void>
}

/** Starts runs for events, and keeps track of the runs in progress. */
export function openScheduler({ server, home, now, tracking, grace, stopped }: SchedulerOptions) {
  const live = new Map<number, LiveRun>()
  const reviewers = new Set<() => void>()
  const locks = createLocks()
  const starter = { server, home, workflowsAt: workflowReader(server) }
  const nextReview = (milliseconds: number): Promise<void> =>
    new Promise((done) => {
      const finish = (): void => {
        clearTimeout(timer)
        reviewers.delete(finish)
        done()
      }
      const timer = setTimeout(finish, milliseconds)
      reviewers.add(finish)
    })
  const wake = (): void => {
    for (const finish of reviewers) finish()
  }
  stopped.addEventListener('abort', wake, { once: true })

  const begin = (run: Run, repository: RepositorySummary, event: HookEvent | null): void => {
    if (live.has(run.id)) return
    const cancel = new AbortController()
    if (run.cancelledBy !== null) cancel.abort() // cancelled before a restart
    const removals: Promise<void>[] = []
    const registerRemoval = (removal: Promise<void>): void => {
      removals.push(removal.catch(report))
    }
    const work = async (): Promise<void> => {
      const folder = runFolder(home, run.id)
      const stateFile = openRunState(folder, await dispatchState(run, event))
      if (!stateFile) return // interrupted before its state was saved; the event is handled again
      await executeRun({
        server,
        stateFile,
        locks,
        folder,
        stopped,
        tracking,
        now,
        grace,
        nextReview,
        registerRemoval,
        run,
        repository,
        cancel,
      })
    }
    const done = work()
      .catch((error: unknown) => failed(run, error))
      .finally(() => Promise.all(removals))
      .finally(() => live.delete(run.id))
    live.set(run.id, { attempt: run.attempt, cancel, done })
  }

  /** The initial state of a dispatched run, which the server creates; null for other runs, whose state exists. */
  const dispatchState = async (run: Run, event: HookEvent | null) => {
    if (run.cause !== undefined) return null
    const { inputs, ref, path: workflow } = run
    return {
      event: event ? await server.payload(event.id) : { inputs, ref, workflow },
      sha: run.headSha,
      fork: false,
    }
  }

  /** Ends a run that failed because of a bug of the runner, and logs it; a run that was deleted meanwhile has already ended. */
  const failed = async (run: Run, error: unknown): Promise<void> => {
    if (error instanceof Stopped || stopped.aborted || (await server.run(run.id)) === null) return
    process.stderr.write(`Run ${run.id}: ${error instanceof Error ? error.stack : String(error)}\n`)
    await server.progressRun(run.id, {
      status: 'completed',
      conclusion: 'failure',
      findings: [String(error)],
    })
  }

  const startOrResume = async (id: number, event: HookEvent | null): Promise<void> => {
    const run = (await server.run(id))?.run
    if (!run) return // deleted before its event was handled
    const repository = await server.repository(run.repository)
    if (repository && run.status !== 'completed') {
      const liveRun = live.get(id)
      if (liveRun?.attempt === run.attempt) return // already resumed after a restart
      await liveRun?.done
      begin(run, repository, event)
    }
  }

  /** Removes the files of a deleted run after its last report. */
  const forget = async (run: number, artifacts: unknown): Promise<void> => {
    await live.get(run)?.done
    rmSync(runFolder(home, run), { recursive: true, force: true })
    await server.removeArchives(artifacts as readonly number[])
  }

  const report = (error: unknown): void => void process.stderr.write(`${String(error)}\n`)

  return {
    /** Resumes runs that a restart interrupted; those that held a concurrency group come first. */
    async resume(runs: readonly Run[]): Promise<void> {
      const rank = ({ status }: Run): number => (status === 'queued' || status === 'pending' ? 1 : 0)
      for (const run of runs.toSorted((a, b) => rank(a) - rank(b) || a.id - b.id)) {
        rmSync(join(runFolder(home, run.id), 'jobs'), { recursive: true, force: true })
        await startOrResume(run.id, null)
      }
    },
    /** Handles an event; resolves when its runs have started, not when they have ended. */
    async handleEvent(event: HookEvent): Promise<void> {
      const run = event.payload['run']
      if (event.name === 'deployment_review') wake()
      if (event.name === 'workflow_dispatch' && typeof run === 'number') await startOrResume(run, event)
      if (event.name === 'workflow_run' && typeof run === 'number') {
        if (event.action === 'cancel_requested') live.get(run)?.cancel.abort()
        if (event.action === 'cancel_requested') wake()
        if (event.action === 'deleted') return void forget(run, event.payload['artifacts']).catch(report)
        if (event.action === 'requested' && Number(event.payload['attempt']) > 1)
          await startOrResume(run, null)
      }
      if (!canTrigger(event)) return
      const repository = await server.repository(event.repository)
      if (!repository) return
      for (const started of await startRuns(starter, repository, event))
        if (started.run.status !== 'completed') begin(started.run, started.repository, event)
    },
    /** Resolves when all runs have ended or stopped with the sandbox. */
    async settled(): Promise<void> {
      await Promise.all([...live.values()].map(({ done }) => done))
    },
  }
}
