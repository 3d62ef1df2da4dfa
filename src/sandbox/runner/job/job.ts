import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject, textOf } from '../json.js'
import type { Scope } from '../expressions/evaluate.js'
import { child, itemsOf, literal, textMap, textValue, valueOf, type Node } from '../workflow/yaml.js'
import { openDesk, type Desk, type JobOrder, type Status } from './job-context.js'
import { scopeOf, type Frame } from './step-scope.js'
import { endOrphans } from './orphans.js'
import { runPres } from './pre-steps.js'
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
  const desk = openDesk({ ...order, cancelled: AbortSignal.any([order.cancelled, clock.signal]) })
  const first = desk.begin('Set up job')
  let isClean = false
  try {
    const frame = setUp(desk, root, job, first)
    const minutes = Number(
      valueOf(child(job, 'timeout-minutes'), scopeOf(frame, frame.environment)) ?? usualMinutes,
    )
    const timer = setTimeout(() => clock.abort(), Math.min(minutes * 60_000, longest))
    desk.end(first, 'success')
    await runPres(frame, itemsOf(child(job, 'steps')))
    await runSteps(frame, itemsOf(child(job, 'steps')), null).finally(() => clearTimeout(timer))
    await runPosts(frame)
    const end = complete(frame, job, clock.signal.aborted ? minutes : null)
    isClean = true
    return end
  } catch (error) {
    for (const line of (error as Error).message.split('\n')) desk.log.line(first, `##[error]${line}`)
    desk.end(first, 'failure')
    return { conclusion: 'failure', outputs: {}, environmentUrl: undefined }
  } finally {
    if (!isClean) endOrphans(order.tracking, desk.groups)
    if (!order.stopped.aborted) await desk.settled()
    order.tidy(rm(order.folder, { recursive: true, force: true }))
  }
}

function setUp(desk: Desk, root: Node, job: Node, number: number): Frame {
  const { contexts, inventory, token, stopped } = desk.order
  for (const secret of [token, ...Object.values(contexts.secrets)]) desk.log.mask(textOf(secret))
  desk.log.line(number, "Runner name: 'sandbox'. Steps run on this machine; runs-on is shown, not honoured.")
  for (const line of inventory) desk.log.line(number, `Stand-in: ${line}`)
  const eventPath = join(desk.places.temporary, 'event.json')
  writeFileSync(eventPath, JSON.stringify(contexts.github['event'] ?? {}))
  const github = {
    ...contexts.github,
    workspace: desk.places.workspace,
    event_path: eventPath,
    action: '__run',
    action_path: '',
  }
  const bare: Frame = {
    desk,
    github,
    inputs: contexts['inputs'] ?? {},
    environment: {},
    defaults: { shell: '', directory: '' },
    results: new Map(),
    progress: desk.progress,
    depth: 0,
    limit: stopped,
  }
  const outer = textMap(child(root, 'env'), scopeOf(bare, {}))
  const environment = { ...outer, ...textMap(child(job, 'env'), scopeOf(bare, outer)) }
  return { ...bare, environment, defaults: defaultsOf(root, job, scopeOf(bare, environment)) }
}

function defaultsOf(root: Node, job: Node, scope: Scope): Frame['defaults'] {
  const own = child(child(job, 'defaults'), 'run')
  const outer = child(child(root, 'defaults'), 'run')
  const either = (key: string): string => textValue(child(own, key) ?? child(outer, key), scope)
  return { shell: either('shell'), directory: either('working-directory') }
}

async function runPosts({ desk, progress }: Frame): Promise<void> {
  for (const { name, run } of desk.posts.toReversed()) {
    if (desk.order.stopped.aborted) return
    const number = desk.begin(name)
    try {
      await run(number)
      desk.end(number, 'success')
    } catch (error) {
      desk.log.line(number, `##[error]${(error as Error).message}`)
      desk.end(number, 'failure')
      progress.status = 'failure'
    }
  }
}

/** `minutes`: its time is over. GitHub counts such a job as cancelled (docs: timeout-minutes). */
function complete(frame: Frame, job: Node, minutes: number | null): JobEnd {
  const { desk, progress } = frame
  const number = desk.begin('Complete job')
  if (minutes !== null)
    desk.log.line(number, `##[error]The job has exceeded the maximum execution time of ${minutes} minutes.`)
  const scope = scopeOf(frame, { ...frame.environment, ...desk.variables })
  const outputs = Object.entries(textMap(child(job, 'outputs'), scope)).filter(([name, value]) => {
    const isSafe = desk.log.masked(value) === value
    if (!isSafe) desk.log.line(number, `##[warning]Skip output '${name}' since it may contain secret.`)
    return isSafe
  })
  const url = child(child(job, 'environment'), 'url')
  const environmentUrl = url ? textValue(url, scope) : undefined
  desk.log.line(number, 'Cleaning up orphan processes')
  for (const { pid, name } of endOrphans(desk.order.tracking, desk.groups))
    desk.log.line(number, `Terminate orphan process: pid (${pid}) (${name})`)
  desk.end(number, 'success')
  const isCancelled = minutes !== null || desk.order.cancelled.aborted
  return {
    conclusion: isCancelled ? 'cancelled' : progress.status,
    outputs: Object.fromEntries(outputs),
    environmentUrl,
  }
}

/** The name of the environment that a job is for, and whether it deploys there; null if it is for none. */
export function environmentWish(
  job: Node,
  scope: Scope,
): { readonly name: string; readonly deploys: boolean } | null {
  const node = child(job, 'environment')
  const value = valueOf(node && 'entries' in node ? child(node, 'name') : node, scope)
  const name = isObject(value) ? textOf(value['name'] ?? null) : textOf(value)
  return name === '' ? null : { name, deploys: literal(child(node, 'deployment')) !== 'false' }
}
