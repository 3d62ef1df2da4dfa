import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Step } from '../../state/actions-rows.js'
import type { Json, JsonObject } from '../json.js'
import type { Server } from '../server.js'
import type { Source } from '../workflow/workflow.js'
import type { Node } from '../workflow/yaml.js'
import { openLog } from './log.js'

/** The input of a job. */
export interface JobOptions {
  readonly server: Server
  /** The ids of the job and its run on the server. */
  readonly id: number
  readonly run: number
  /** The workflow file that contains its steps. */
  readonly source: Source
  /** All contexts of a step except env, steps, job and runner. */
  readonly contexts: Readonly<Record<string, Json>> & {
    readonly github: JsonObject
    readonly secrets: JsonObject
  }
  readonly token: string
  /** The job's folder, removed when it has ended. */
  readonly folder: string
  /** Registers the removal of the folder: the end of the run waits for it, the next job does not. */
  readonly registerRemoval: (removal: Promise<void>) => void
  /** Paths of stand-in actions, by owner/name or owner/name@ref. */
  readonly standins: Readonly<Record<string, string>>
  /** Aborted when the run or this job is cancelled. */
  readonly cancelled: AbortSignal
  /** Aborted when the sandbox stops: nothing more is run or reported. */
  readonly stopped: AbortSignal
  readonly inventory: readonly string[]
  readonly now: () => number
  /** The value of RUNNER_TRACKING_ID, which marks the processes of the job. */
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
/** A step that runs after all other steps, in reverse order. */
export interface PostStep {
  readonly name: string
  readonly run: (number: number) => Promise<void>
}

/** Milliseconds between two reports of the steps of a job. */
const reportInterval = 40

export type JobContext = ReturnType<typeof openJobContext>

/** The state that steps of a running job change: variables, PATH, masks, summaries, and the reported list of steps. */
export function openJobContext(options: JobOptions) {
  const { server, id, folder, now } = options
  const paths = {
    workspace: join(
      folder,
      'work',
      ...String(options.contexts.github['repository'] ?? 'work')
        .split('/')
        .slice(1),
    ),
    temporary: join(folder, 'temp'),
    home: join(folder, 'home'),
    actions: join(folder, 'actions'),
    tools: join(folder, 'tools'),
  }
  for (const path of Object.values(paths)) mkdirSync(path, { recursive: true })
  const log = openLog(server, id, now)
  const steps: Step[] = []
  const queued = new Map<Node, number>()
  const posts: PostStep[] = []
  let reporting: Promise<void> | null = null
  let isStale = false
  const ended = new AbortController()
  const timestamp = (): string => new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z')
  /** Sends one report at a time, always the latest, so that a short step is reported once. */
  const sendSteps = async (): Promise<void> => {
    while (isStale) {
      isStale = false
      await server.progressJob(id, { steps: [...steps] })
      // The end of the job ends the pause.
      if (isStale) await sleep(reportInterval, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  }
  const report = (): void => {
    isStale = true
    reporting ??= sendSteps().finally(() => (reporting = null))
    reporting.catch(() => undefined) // handled in settled()
  }
  const add = (name: string, step: Pick<Step, 'status' | 'started_at'>): number => {
    const number = steps.length + 1
    steps.push({ ...step, name: log.masked(name), number, conclusion: null, completed_at: null })
    report()
    return number
  }
  const change = (number: number, changes: Partial<Step>): void => {
    const step = steps[number - 1]
    if (step) steps[number - 1] = { ...step, ...changes }
    report()
  }
  return {
    options: options,
    paths,
    log,
    posts,
    /** The status of the job so far. */
    progress: { status: 'success' as Status },
    /** The state of JavaScript actions that their pre, main and post scripts share, by step. */
    states: new Map<Node, Readonly<Record<string, string>>>(),
    variables: {} as Record<string, string>,
    path: [] as string[],
    /** Process groups with background processes. */
    groups: new Set<number>(),
    /** Lists a step that begins later. */
    queue(node: Node, name: string): void {
      queued.set(node, add(name, { status: 'queued', started_at: null }))
    },
    /** Starts a step, which is queued if it has a node; returns its number. */
    begin(name: string, node?: Node): number {
      const started = { status: 'in_progress', started_at: timestamp() } as const
      const number = node && queued.get(node)
      if (number === undefined) return add(name, started)
      change(number, { ...started, name: log.masked(name) })
      return number
    },
    end(number: number, conclusion: StepResult['conclusion']): void {
      change(number, { status: 'completed', conclusion, completed_at: timestamp() })
    },
    /** Skips a queued step. */
    skip(node: Node): void {
      const times = { started_at: timestamp(), completed_at: timestamp() }
      change(queued.get(node) ?? 0, { status: 'completed', conclusion: 'skipped', ...times })
    },
    /** Resolves when all reports have been sent. */
    async settled(): Promise<void> {
      ended.abort()
      await log.flush()
      await reporting
      if (isStale) await server.progressJob(id, { steps: [...steps] })
    },
  }
}
