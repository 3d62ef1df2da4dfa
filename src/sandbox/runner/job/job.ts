import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject, textOf } from '../json.js'
import type { Scope } from '../expressions/evaluate.js'
import { child, itemsOf, literal, textMap, textValue, valueOf, type Node } from '../workflow/yaml.js'
import { openJobContext, type JobContext, type JobOrder, type Status } from './job-context.js'
import { scopeOf, type StepScope } from './step-scope.js'
import { endOrphans } from './orphans.js'
import { runPreSteps } from './pre-steps.js'
import { runSteps } from './steps.js'

export interface JobEnd {
  readonly conclusion: Status
  readonly outputs: Readonly<Record<string, string>>
  readonly environmentUrl: string | undefined
}

/** docs: "Workflow syntax", timeout-minutes. */
const usualMinutes = 360
/** A timer of Node.js waits no longer. */
const longest = 2 ** 31 - 1

/** Runs the steps of a job and reports them; `root` is the file that they are in. Nothing of it is left afterwards. */
export async function runJob(order: JobOrder, root: Node, job: Node): Promise<JobEnd> {
  const clock = new AbortController()
  // A job whose time is over is cancelled like any other: what asks for it still runs (docs: timeout-minutes).
  const jobContext = openJobContext({ ...order, cancelled: AbortSignal.any([order.cancelled, clock.signal]) })
  const first = jobContext.begin('Set up job')
  let isClean = false
  try {
    const stepScope = setUp(jobContext, root, job, first)
    const minutes = Number(
      valueOf(child(job, 'timeout-minutes'), scopeOf(stepScope, stepScope.environment)) ?? usualMinutes,
    )
    const timer = setTimeout(() => clock.abort(), Math.min(minutes * 60_000, longest))
    jobContext.end(first, 'success')
    await runPreSteps(stepScope, itemsOf(child(job, 'steps')))
    await runSteps(stepScope, itemsOf(child(job, 'steps')), null).finally(() => clearTimeout(timer))
    await runPostSteps(stepScope)
    const end = complete(stepScope, job, clock.signal.aborted ? minutes : null)
    isClean = true
    return end
  } catch (error) {
    for (const line of (error as Error).message.split('\n')) jobContext.log.line(first, `##[error]${line}`)
    jobContext.end(first, 'failure')
    return { conclusion: 'failure', outputs: {}, environmentUrl: undefined }
  } finally {
    if (!isClean) endOrphans(order.tracking, jobContext.groups)
    if (!order.stopped.aborted) await jobContext.settled()
    order.tidy(rm(order.folder, { recursive: true, force: true }))
  }
}

function setUp(jobContext: JobContext, root: Node, job: Node, number: number): StepScope {
  const { contexts, inventory, token, stopped } = jobContext.order
  for (const secret of [token, ...Object.values(contexts.secrets)]) jobContext.log.mask(textOf(secret))
  jobContext.log.line(
    number,
    "Runner name: 'sandbox'. Steps run on this machine; runs-on is shown, not honoured.",
  )
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
  const bare: StepScope = {
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
  const outer = textMap(child(root, 'env'), scopeOf(bare, {}))
  const environment = { ...outer, ...textMap(child(job, 'env'), scopeOf(bare, outer)) }
  return { ...bare, environment, defaults: defaultsOf(root, job, scopeOf(bare, environment)) }
}

function defaultsOf(root: Node, job: Node, scope: Scope): StepScope['defaults'] {
  const own = child(child(job, 'defaults'), 'run')
  const outer = child(child(root, 'defaults'), 'run')
  const either = (key: string): string => textValue(child(own, key) ?? child(outer, key), scope)
  return { shell: either('shell'), directory: either('working-directory') }
}

async function runPostSteps({ jobContext, progress }: StepScope): Promise<void> {
  for (const { name, run } of jobContext.posts.toReversed()) {
    if (jobContext.order.stopped.aborted) return
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

/** `minutes`: its time is over. GitHub counts such a job as cancelled (docs: timeout-minutes). */
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
  for (const { pid, name } of endOrphans(jobContext.order.tracking, jobContext.groups))
    jobContext.log.line(number, `Terminate orphan process: pid (${pid}) (${name})`)
  jobContext.end(number, 'success')
  const isCancelled = minutes !== null || jobContext.order.cancelled.aborted
  return {
    conclusion: isCancelled ? 'cancelled' : progress.status,
    outputs: Object.fromEntries(outputs),
    environmentUrl,
  }
}

/** The name of the environment that a job is for, and whether it deploys there; null if it is for none. */
export function environmentOfJob(
  job: Node,
  scope: Scope,
): { readonly name: string; readonly deploys: boolean } | null {
  const node = child(job, 'environment')
  const value = valueOf(node && 'entries' in node ? child(node, 'name') : node, scope)
  const name = isObject(value) ? textOf(value['name'] ?? null) : textOf(value)
  return name === '' ? null : { name, deploys: literal(child(node, 'deployment')) !== 'false' }
}
