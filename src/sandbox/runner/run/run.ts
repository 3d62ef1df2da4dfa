import { join } from 'node:path'
import type { Run } from '../../state/actions-rows.js'
import { noFunctions } from '../expressions/evaluate.js'
import type { JsonObject } from '../json.js'
import { defaultTokenPermissions } from '../plan/permissions.js'
import { planOf } from '../plan/plan.js'
import { WorkflowProblem } from '../problem.js'
import type { RepositorySummary, Server } from '../server.js'
import { runNameOf } from '../workflow/run-name.js'
import { child, parseYaml } from '../workflow/yaml.js'
import { dispatchInputs } from './call.js'
import { acquireGroup, andRelease } from './concurrency.js'
import { githubContext } from './github.js'
import { runWorkflow } from './jobs.js'
import { graphOf } from './node.js'
import { referencesOf } from './references.js'
import type { Locks } from './locks.js'
import type { RunStateFile } from './run-state.js'
import { createActivity, throwIfStopped, type Session } from './session.js'

export interface RunOptions extends Pick<
  Session,
  | 'server'
  | 'stateFile'
  | 'locks'
  | 'folder'
  | 'stopped'
  | 'tracking'
  | 'now'
  | 'grace'
  | 'nextReview'
  | 'registerRemoval'
> {
  readonly server: Server
  readonly stateFile: RunStateFile
  readonly locks: Locks
  readonly run: Run
  readonly repository: RepositorySummary
  /** Aborted when the run is cancelled. */
  readonly cancel: AbortController
}

/** Runs one attempt of a run, continuing from its saved state. */
export async function executeRun(options: RunOptions): Promise<void> {
  const { server, run, repository, stateFile, cancel } = options
  const state = stateFile.state()
  const file = await server.file(repository.name, state.sha, run.path)
  const github = githubContext(server.url, repository, run, state)
  const { secrets, variables: vars } = await server.settings(repository.name, null)
  const defaultPermissions = defaultTokenPermissions(repository.defaultPermissions)
  const source = { repository: repository.name, commit: state.sha, path: run.path, text: file?.text ?? '' }
  try {
    if (file?.text === undefined) throw new WorkflowProblem([`${run.path}: file not found in ${state.sha}.`])
    const inputs = inputsOf(run, source.text)
    const plan = await planOf(server, source, { github, inputs, vars }, defaultPermissions)
    // A dispatched run is created before its file is read.
    const title = run.cause === undefined && runNameOf(plan.tree.workflow.root, { github, inputs, vars })
    await server.progressRun(run.id, {
      findings: plan.inventory,
      graph: graphOf(plan.tree),
      references: await referencesOf(server, plan.tree, run.ref),
      ...(title && { displayTitle: title }),
    })
    const session: Session = {
      ...options,
      github,
      standins: plan.standins,
      inventory: plan.inventory,
      cancelled: cancel.signal,
      activity: createActivity(run.status, (status) => server.progressRun(run.id, { status })),
    }
    const contexts = { github, inputs, vars, secrets: state.fork ? {} : (secrets as JsonObject) }
    const { workflow } = plan.tree
    const lease = await session.activity.busy(() =>
      acquireGroup(
        session,
        child(workflow.root, 'concurrency'),
        { contexts: { github, inputs, vars }, functions: noFunctions },
        { held: [], cancel: () => cancel.abort(), cancelled: cancel.signal },
      ),
    )
    const result = lease
      ? await runWorkflow({
          session,
          tree: plan.tree,
          contexts,
          permissions: defaultPermissions,
          prefix: { name: '', key: '' },
          held: lease.held,
          cancelled: cancel.signal,
        }).then(({ result: sum }) => sum, andRelease(lease.release))
      : 'cancelled'
    throwIfStopped(session)
    const conclusion = cancel.signal.aborted ? 'cancelled' : result
    await server.progressRun(run.id, { status: 'completed', conclusion }).finally(() => lease?.release())
  } catch (error) {
    if (!(error instanceof WorkflowProblem)) throw error
    const page = `${server.url}/${repository.name}/actions/runs/${run.id}`
    process.stderr.write(
      `${run.path} failed to start: ${page}\n${error.lines.map((line) => `  ${line}\n`).join('')}`,
    )
    await server.progressRun(run.id, {
      status: 'completed',
      conclusion: 'startup_failure',
      findings: error.lines,
    })
  }
}

/** The inputs of a dispatched run. */
function inputsOf(run: Run, text: string): JsonObject {
  if (run.event !== 'workflow_dispatch') return {}
  return dispatchInputs(parseYaml(run.path, text), run.inputs)
}

export const runFolder = (home: string, run: number): string => join(home, 'runs', String(run))
