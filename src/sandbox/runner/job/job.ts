import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject, textOf } from '../json.js'
import type { Scope } from '../expressions/evaluate.js'
import { child, itemsOf, literal, textMap, textValue, valueOf, type Node } from '../workflow/yaml.js'
import { openJobContext, type JobContext, type JobOptions, type Status } from './job-context.js'
import { scopeOf, type StepScope } from './step-scope.js'
import { endOrphans } from './orphans.js'
import { runPreSteps } from './pre-steps.js'
import { queueSteps, runSteps } from './steps.js'

export interface JobEnd {
  readonly conclusion: Status
  readonly outputs: Readonly<Record<string, string>>
  readonly environmentUrl: string | undefined
}

/** docs: "Workflow syntax", timeout-minutes. */
const defaultMinutes = 360
/** The maximum delay of a Node.js timer, in milliseconds. */
const maxDelay = 2 ** 31 - 1

/** Runs the steps of a job and reports them; `root` is the workflow file. Ends its processes and removes its folder. */
export async function runJob(options: JobOptions, root: Node, job: Node): Promise<JobEnd> {
  const timeout = new AbortController()
  // A timeout cancels the job: steps with always() or cancelled() still run (docs: timeout-minutes).
  const jobContext = openJobContext({
    ...options,
    cancelled: AbortSignal.any([options.cancelled, timeout.signal]),
  })
  const first = jobContext.begin('Set up job')
  let isClean = false
  try {
    const stepScope = setUp(jobContext, root, job, first)
    const minutes = Number(
      valueOf(child(job, 'timeout-minutes'), scopeOf(stepScope, stepScope.environment)) ?? defaultMinutes,
    )
    const timer = setTimeout(() => timeout.abort(), Math.min(minutes * 60_000, maxDelay))
    jobContext.end(first, 'success')
    await runPreSteps(stepScope, itemsOf(child(job, 'steps')))
    queueSteps(stepScope, itemsOf(child(job, 'steps')))
    await runSteps(stepScope, itemsOf(child(job, 'steps')), null).finally(() => clearTimeout(timer))
    await runPostSteps(stepScope)
    const end = complete(stepScope, job, timeout.signal.aborted ? minutes : null)
    isClean = true
    return end
  } catch (error) {
    for (const line of (error as Error).message.split('\n')) jobContext.log.line(first, `##[error]${line}`)
    jobContext.end(first, 'failure')
    return { conclusion: 'failure', outputs: {}, environmentUrl: undefined }
  } finally {
    if (!isClean) endOrphans(options.tracking, jobContext.groups)
    if (!options.stopped.aborted) await jobContext.settled()
    options.registerRemoval(rm(options.folder, { recursive: true, force: true }))
  }
}

function setUp(jobContext: JobContext, root: Node, job: Node, number: number): StepScope {
  const { contexts, inventory, token, stopped } = jobContext.options
  for (const secret of [token, ...Object.values(contexts.secrets)]) jobContext.log.mask(textOf(secret))
  jobContext.log.line(number, "Runner name: 'sandbox'. Steps run on this machine, whatever runs-on requests.")
  for (const line of inventory) jobContext.log.line(number, `Stand-in: ${line}`)
  const eventPath = join(jobContext.paths.temporary, 'event.json')
  writeFileSync(eventPath, JSON.stringify(contexts.github['event'] ?? {}))
  const github = {
    ...contexts.github,
    workspace: jobContext.paths.workspace,
    event_path: eventPath,
    action: '__run',
    action_path: '',
  }
  const initial: StepScope = {
    jobContext,
    github,
    inputs: contexts['inputs'] ?? {},
    environment: {},
    defaults: { shell: '', directory: '' },
    results: new Map(),
    progress: jobContext.progress,
    depth: 0,
    limit: stopped,
  }
  const workflowEnvironment = textMap(child(root, 'env'), scopeOf(initial, {}))
  const environment = {
    ...workflowEnvironment,
    ...textMap(child(job, 'env'), scopeOf(initial, workflowEnvironment)),
  }
  return { ...initial, environment, defaults: defaultsOf(root, job, scopeOf(initial, environment)) }
}

function defaultsOf(root: Node, job: Node, scope: Scope): StepScope['defaults'] {
  const jobDefaults = child(child(job, 'defaults'), 'run')
  const workflowDefaults = child(child(root, 'defaults'), 'run')
  const valueFor = (key: string): string =>
    textValue(child(jobDefaults, key) ?? child(workflowDefaults, key), scope)
  return { shell: valueFor('shell'), directory: valueFor('working-directory') }
}

async function runPostSteps({ jobContext, progress }: StepScope): Promise<void> {
  for (const { name, run } of jobContext.posts.toReversed()) {
    if (jobContext.options.stopped.aborted) return
    const number = jobContext.begin(name)
    try {
      await run(number)
      jobContext.end(number, 'success')
    } catch (error) {
      jobContext.log.line(number, `##[error]${(error as Error).message}`)
      jobContext.end(number, 'failure')
      progress.status = 'failure'
    }
  }
}

/** Completes a job; `minutes`: the timeout that it exceeded, or null. GitHub marks such a job as cancelled (docs: timeout-minutes). */
function complete(stepScope: StepScope, job: Node, minutes: number | null): JobEnd {
  const { jobContext, progress } = stepScope
  const number = jobContext.begin('Complete job')
  if (minutes !== null)
    jobContext.log.line(
      number,
      `##[error]The job has exceeded the maximum execution time of ${minutes} minutes.`,
    )
  const scope = scopeOf(stepScope, { ...stepScope.environment, ...jobContext.variables })
  const outputs = Object.entries(textMap(child(job, 'outputs'), scope)).filter(([name, value]) => {
    const isSafe = jobContext.log.masked(value) === value
    if (!isSafe) jobContext.log.line(number, `##[warning]Skip output '${name}' since it may contain secret.`)
    return isSafe
  })
  const url = child(child(job, 'environment'), 'url')
  const environmentUrl = url ? textValue(url, scope) : undefined
  jobContext.log.line(number, 'Cleaning up orphan processes')
  for (const { pid, name } of endOrphans(jobContext.options.tracking, jobContext.groups))
    jobContext.log.line(number, `Terminate orphan process: pid (${pid}) (${name})`)
  jobContext.end(number, 'success')
  const isCancelled = minutes !== null || jobContext.options.cancelled.aborted
  return {
    conclusion: isCancelled ? 'cancelled' : progress.status,
    outputs: Object.fromEntries(outputs),
    environmentUrl,
  }
}

/** The environment of a job and whether the job deploys to it; null if it has none. */
export function environmentOfJob(
  job: Node,
  scope: Scope,
): { readonly name: string; readonly deploys: boolean } | null {
  const node = child(job, 'environment')
  const value = valueOf(node && 'entries' in node ? child(node, 'name') : node, scope)
  const name = isObject(value) ? textOf(value['name'] ?? null) : textOf(value)
  return name === '' ? null : { name, deploys: literal(child(node, 'deployment')) !== 'false' }
}
