import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Step } from '../../state/actions-rows.js'
import type { Json, JsonObject } from '../json.js'
import type { Server } from '../server.js'
import type { Source } from '../workflow/workflow.js'
import type { Node } from '../workflow/yaml.js'
import { openLog } from './log.js'

/** What a job is told before its steps run. */
export interface JobOrder {
  readonly server: Server
  /** The rows that the server has of it and of its run. */
  readonly id: number
  readonly run: number
  /** The file that its steps are in. */
  readonly source: Source
  /** Every context that a step may see besides env, steps, job and runner. */
  readonly contexts: Readonly<Record<string, Json>> & {
    readonly github: JsonObject
    readonly secrets: JsonObject
  }
  readonly token: string
  /** A folder of the job's own, removed when it has ended. */
  readonly folder: string
  /** Takes over the removal of the folder: the next job does not wait for it, the end of the run does. */
  readonly tidy: (removal: Promise<void>) => void
  /** By owner/name or owner/name@ref: the path of the action that stands in. */
  readonly standins: Readonly<Record<string, string>>
  /** Aborted when the run, or this job of its matrix, is cancelled. */
  readonly cancelled: AbortSignal
  /** Aborted when the sandbox stops: nothing more is done or reported. */
  readonly stopped: AbortSignal
  readonly inventory: readonly string[]
  readonly now: () => number
  /** Marks every process of the job that does not take it off. */
  readonly tracking: string
  readonly onSummary: (text: string) => Promise<void>
  readonly grace: readonly [number, number]
}

export type Status = 'success' | 'failure' | 'cancelled'
export interface StepResult {
  readonly outcome: Status | 'skipped'
  readonly conclusion: Status | 'skipped'
  readonly outputs: Readonly<Record<string, string>>
}
/** What runs when all steps are over, the last first. */
export interface PostStep {
  readonly name: string
  readonly run: (number: number) => Promise<void>
}

/** Milliseconds between two looks that people get at the steps of a job. */
const reportPause = 40

export type JobContext = ReturnType<typeof openJobContext>

/** Where a running job keeps what its steps change: variables, PATH, masks, summaries, and the list of steps that people see. */
export function openJobContext(order: JobOrder) {
  const { server, id, folder, now } = order
  const paths = {
    workspace: join(
      folder,
      'work',
      ...String(order.contexts.github['repository'] ?? 'work')
        .split('/')
        .slice(1),
    ),
    temporary: join(folder, 'temp'),
    home: join(folder, 'home'),
    actions: join(folder, 'actions'),
    tools: join(folder, 'tools'),
  }
  for (const place of Object.values(paths)) mkdirSync(place, { recursive: true })
  const log = openLog(server, id, now)
  const steps: Step[] = []
  const posts: PostStep[] = []
  let reporting: Promise<void> | null = null
  let isStale = false
  const over = new AbortController()
  const second = (): string => new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z')
  /** One report at a time, always of the latest: a step that is over in a moment need not be told of twice. */
  const sendSteps = async (): Promise<void> => {
    while (isStale) {
      isStale = false
      await server.progressJob(id, { steps: [...steps] })
      // Nobody waits for the pause once the job is over.
      if (isStale) await sleep(reportPause, undefined, { signal: over.signal }).catch(() => undefined)
    }
  }
  const report = (): void => {
    isStale = true
    reporting ??= sendSteps().finally(() => (reporting = null))
    reporting.catch(() => undefined) // seen by settled()
  }
  return {
    order,
    paths,
    log,
    posts,
    /** How the steps of the job have ended so far. */
    progress: { status: 'success' as Status },
    /** What the stages of a JavaScript action hand on to one another, by its step. */
    states: new Map<Node, Readonly<Record<string, string>>>(),
    variables: {} as Record<string, string>,
    path: [] as string[],
    /** Process groups with something in the background. */
    groups: new Set<number>(),
    /** The number of a step that begins now, as people see it. */
    begin(name: string): number {
      const number = steps.length + 1
      steps.push({
        name: log.masked(name),
        number,
        status: 'in_progress',
        conclusion: null,
        started_at: second(),
        completed_at: null,
      })
      report()
      return number
    },
    end(number: number, conclusion: StepResult['conclusion']): void {
      const step = steps[number - 1]
      if (step) steps[number - 1] = { ...step, status: 'completed', conclusion, completed_at: second() }
      report()
    },
    skip(name: string): void {
      const at = { started_at: second(), completed_at: second() }
      steps.push({
        name: log.masked(name),
        number: steps.length + 1,
        status: 'completed',
        conclusion: 'skipped',
        ...at,
      })
      report()
    },
    /** Everything that was reported is with the server. */
    async settled(): Promise<void> {
      over.abort()
      await log.flush()
      await reporting
      if (isStale) await server.progressJob(id, { steps: [...steps] })
    },
  }
}
