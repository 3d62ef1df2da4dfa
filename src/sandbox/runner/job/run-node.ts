import { join } from 'node:path'
import { isMet } from '../expressions/evaluate.js'
import { child, literal } from '../workflow/yaml.js'
import { inputsOf } from './action-inputs.js'
import type { Action } from './action.js'
import { inputVariables } from './environment.js'
import { StepFailure } from './failure.js'
import { scopeOf, type StepCall, type Texts } from './step-scope.js'
import { runProgram } from './run-program.js'

type Stage = 'pre' | 'main' | 'post'

/** A JavaScript action, by this Node.js whatever version it asks for; its `post` runs when the job's steps are over. */
export function runNode(call: StepCall, action: Action, given: Texts): Promise<Texts> {
  const { stepScope, number } = call
  const own = process.versions.node.split('.')[0]
  if (action.version !== `node${own}`)
    stepScope.jobContext.log.line(
      number,
      `##[warning]${action.name} asks for ${action.version}; the sandbox runs it with Node.js ${process.versions.node}.`,
    )
  if (action.name.startsWith('./') && scriptOf(action, 'pre') !== null)
    stepScope.jobContext.log.line(
      number,
      `##[warning]\`pre\` execution is not supported for local action from '${action.name}'`,
    )
  registerPost(call, action, given)
  return runStage(call, action, given, 'main')
}

/** Does it have a `pre`, and want it now? */
export const wantsPre = (call: StepCall, action: Action): boolean =>
  scriptOf(action, 'pre') !== null && isWanted(call, action, 'pre')

/** What it does before the first step of the job. */
export function runPre(call: StepCall, action: Action, given: Texts): Promise<Texts> {
  registerPost(call, action, given)
  return runStage(call, action, given, 'pre')
}

const scriptOf = ({ runs }: Action, stage: Stage): string | null => literal(child(runs, stage))

/** `pre-if` and `post-if` look at the job, also from inside a composite action; without one always() is meant. */
function isWanted({ stepScope, environment }: StepCall, { runs }: Action, stage: 'pre' | 'post'): boolean {
  const condition = child(runs, `${stage}-if`)
  const { jobContext } = stepScope
  const scope = scopeOf({ ...stepScope, progress: jobContext.progress }, environment)
  return !condition || isMet(literal(condition), scope, condition.at)
}

/** Once for a step, whichever of its stages is the first to run. */
function registerPost(call: StepCall, action: Action, given: Texts): void {
  const { jobContext } = call.stepScope
  if (scriptOf(action, 'post') === null || jobContext.states.has(call.node)) return
  jobContext.states.set(call.node, {})
  jobContext.posts.push({
    name: `Post ${call.name}`,
    async run(number) {
      if (isWanted(call, action, 'post'))
        await runStage({ ...call, number, signal: jobContext.order.stopped }, action, given, 'post')
    },
  })
}

async function runStage(call: StepCall, action: Action, given: Texts, stage: Stage): Promise<Texts> {
  const script = scriptOf(action, stage)
  if (script === null) return {}
  const { jobContext, github } = call.stepScope
  const before = jobContext.states.get(call.node) ?? {}
  const states = Object.fromEntries(Object.entries(before).map(([key, value]) => [`STATE_${key}`, value]))
  const inputs = inputVariables(inputsOf(call, action, given) as Texts)
  const { status, outputs, state } = await runProgram(
    {
      ...call,
      stepScope: { ...call.stepScope, github: { ...github, action_path: action.folder } },
      environment: { ...call.environment, ...inputs, ...states },
    },
    [process.execPath, join(action.folder, script)],
    jobContext.paths.workspace,
  )
  jobContext.states.set(call.node, { ...before, ...state })
  if (status !== 0) throw new StepFailure(`Process completed with exit code ${status}.`, outputs)
  return outputs
}
