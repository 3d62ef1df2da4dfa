import type { Run } from '../../state/actions-rows.js'
import type { HookEvent } from '../../state/rows.js'
import type { JsonObject } from '../json.js'
import { WorkflowProblem } from '../problem.js'
import { openRunState } from '../run/run-state.js'
import { runFolder } from '../run/run.js'
import type { RepositorySummary, Server } from '../server.js'
import { runNameOf } from '../workflow/run-name.js'
import { parseYaml, type Node } from '../workflow/yaml.js'
import { isTriggeredBy, nameOf } from './match.js'
import { triggersOf, type Trigger } from './trigger.js'

export interface StartedRun {
  readonly run: Run
  readonly repository: RepositorySummary
}

/** The dependencies for starting runs. */
export interface Starter {
  readonly server: Server
  /** The folder in which the runner keeps the state of runs. */
  readonly home: string
  readonly workflowsAt: WorkflowsAt
}

/** An event of a repository with its webhook payload. */
interface EventContext {
  readonly repository: RepositorySummary
  readonly event: HookEvent
  readonly payload: JsonObject
}

/** Starts the runs that an event triggers. Runs that already exist, if the event was partly handled before, are returned as they are. */
export async function startRuns(
  starter: Starter,
  repository: RepositorySummary,
  event: HookEvent,
): Promise<readonly StartedRun[]> {
  const { server, workflowsAt } = starter
  const payload = await server.payload(event.id)
  const triggers = await triggersOf(server, repository, event, payload)
  const started: StartedRun[] = []
  for (const trigger of triggers)
    for (const file of await workflowsAt(repository.name, trigger.sha)) {
      if (trigger.path !== undefined && trigger.path !== file.path) continue
      const run = await startRun(starter, { repository, event, payload }, trigger, file)
      if (run) started.push({ run, repository })
    }
  return started
}

/** A workflow file of a commit; `root` is null if it is not valid YAML. */
interface File {
  readonly path: string
  readonly root: Node | null
}
export type WorkflowsAt = (repository: string, commit: string) => Promise<readonly File[]>

/** The number of cached commits: several events follow one push. */
const maxCachedCommits = 50

/** Reads the workflow files of commits. They are cached: they never change, and many events need the same ones. */
export function workflowReader(server: Server): WorkflowsAt {
  const cache = new Map<string, Promise<readonly File[]>>()
  const read = async (repository: string, commit: string): Promise<readonly File[]> =>
    (await server.workflows(repository, commit)).map(({ path, text }) => ({ path, root: rootOf(path, text) }))
  return (repository, commit) => {
    const key = `${repository}@${commit}`
    const files = cache.get(key) ?? read(repository, commit)
    cache.set(key, files)
    for (const old of [...cache.keys()].slice(0, -maxCachedCommits)) cache.delete(old)
    return files
  }
}

async function startRun(
  { server, home }: Starter,
  eventContext: EventContext,
  trigger: Trigger,
  { path, root }: File,
): Promise<Run | null> {
  const { repository, event, payload } = eventContext
  // The triggers of invalid YAML are unknown; GitHub shows a failed run for a push.
  const isStarted = root ? await isTriggeredBy(root, trigger, payload) : trigger.event === 'push'
  if (!isStarted) return null
  const title = root && titleOf(root, trigger, eventContext)
  const run = await server.startRun({
    repository: repository.name,
    path,
    name: root ? nameOf(root, path) : path,
    event: trigger.event,
    ref: trigger.ref,
    headSha: trigger.headSha,
    ...(trigger.headBranch !== undefined && { headBranch: trigger.headBranch }),
    ...(trigger.headRepository !== undefined && { headRepository: trigger.headRepository }),
    actor: event.actor,
    ...(title && { displayTitle: title }),
    pullRequests: trigger.pullRequests,
    cause: event.id,
  })
  openRunState(runFolder(home, run.id), { event: payload, sha: trigger.sha, fork: trigger.fork })
  return run
}

function rootOf(path: string, text: string): Node | null {
  try {
    return parseYaml(path, text)
  } catch (error) {
    if (error instanceof WorkflowProblem) return null
    throw error
  }
}

function titleOf(root: Node, trigger: Trigger, { repository, event, payload }: EventContext): string | null {
  const github = {
    actor: event.actor,
    event: payload,
    event_name: trigger.event,
    ref: trigger.ref,
    ref_name: trigger.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    repository: repository.name,
    sha: trigger.sha,
    head_ref: trigger.headBranch ?? '',
    workflow: nameOf(root, ''),
  }
  return runNameOf(root, { github, inputs: {}, vars: {} })
}
