import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HookEvent } from '../state/rows.js'
import { endOrphans } from './job/orphans.js'
import { serverAt } from './server.js'

export interface RunnerOptions {
  /** The url of the server, without a trailing slash. */
  readonly url: string
  /** The sandbox's key. */
  readonly key: string
  /** The runner's folder: state of runs, folders of jobs. */
  readonly folder: string
  /** The sandbox's time in milliseconds. */
  readonly now: () => number
}

export interface Runner {
  /** Ends all running steps; resolves when the runner and its processes have ended. */
  stop(): Promise<void>
}

/** Milliseconds between SIGINT, SIGTERM and SIGKILL when a job is cancelled (docs: "Workflow cancellation reference"). */
const grace = [7500, 2500] as const

/** Polls events and runs the workflows that they trigger. The scheduler is loaded on first use. */
export function startRunner({ url, key, folder, now }: RunnerOptions): Runner {
  const server = serverAt({ url, key })
  const stop = new AbortController()
  const tracking = trackingOf(folder)
  endOrphans(tracking, []) // left by a sandbox that was killed
  const work = poll().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  work.catch((error: unknown) => {
    process.stderr.write(`The runner failed: ${error instanceof Error ? error.stack : String(error)}\n`)
  })

  async function poll(): Promise<void> {
    const unfinished = await server.unfinished()
    const loaded: { scheduler?: Awaited<ReturnType<typeof load>> } = {}
    const load = async () => {
      const { openScheduler } = await import('./run/scheduler.js')
      return openScheduler({ server, home: folder, now, tracking, grace, stopped: stop.signal })
    }
    const scheduler = async () => (loaded.scheduler ??= await load())
    try {
      if (unfinished.length > 0) await (await scheduler()).resume(unfinished)
      const stopped = aborted(stop.signal)
      while (!stop.signal.aborted) {
        const events = await Promise.race([server.events(20_000), stopped])
        for (const event of events ?? []) {
          if (stop.signal.aborted) break
          if (concernsRuns(event))
            await (
              await scheduler()
            )
              .handleEvent(event)
              .catch((error: unknown) => reportFailure(event, error))
          await server.handled(event.id)
        }
        if (events?.length === 0) await sleep(1)
      }
    } finally {
      await loaded.scheduler?.settled()
    }
  }

  return {
    async stop() {
      stop.abort()
      await work.catch(() => undefined) // logged above
      server.close()
      endOrphans(tracking, [])
    },
  }
}

/** Logs an event that cannot be handled; the following events are handled all the same. */
function reportFailure({ id, name }: HookEvent, error: unknown): void {
  process.stderr.write(
    `Event ${id} (${name}) failed: ${error instanceof Error ? error.stack : String(error)}\n`,
  )
}

/** Whether an event can concern runs; avoids loading the scheduler for other events. */
const concernsRuns = ({ name }: HookEvent): boolean =>
  !['check_run', 'member', 'repository', 'repository_ruleset', 'branch_protection_rule'].includes(name)

const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((done) => {
    if (signal.aborted) done(null)
    else signal.addEventListener('abort', () => done(null), { once: true })
  })

/** The id of the runner: kept over restarts, different in every sandbox. */
function trackingOf(folder: string): string {
  const path = join(folder, 'id') // paths.ts: runnerId
  if (existsSync(path)) return readFileSync(path, 'utf8')
  const id = `sandbox_${randomBytes(8).toString('hex')}`
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, id)
  return id
}
