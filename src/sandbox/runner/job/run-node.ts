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

/** Runs a JavaScript action with this Node.js, whatever version it requests; registers its `post` script. */
export function runNode(call: StepCall, action: Action, inputValues: Texts): Promise<Texts> {
  const { stepScope, number } = call
  const major = process.versions.node.split('.')[0]
  if (action.version !== `node${major}`)
    stepScope.jobContext.log.line(
      number,
      `##[warning]${action.name} requests ${action.version}; the sandbox runs it with Node.js ${process.versions.node}.`,
    )
  if (action.name.startsWith('./') && scriptOf(action, 'pre') !== null)
    stepScope.jobContext.log.line(
      number,
      `##[warning]\`pre\` execution is not supported for local action from '${action.name}'`,
    )
  registerPost(call, action, inputValues)
  return runStage(call, action, inputValues, 'main')
}

/** Whether the action has a `pre` script whose condition is met. */
export const needsPre = (call: StepCall, action: Action): boolean =>
  scriptOf(action, 'pre') !== null && conditionMet(call, action, 'pre')

/** Runs the `pre` script of an action; registers its `post` script. */
export function runPre(call: StepCall, action: Action, inputValues: Texts): Promise<Texts> {
  registerPost(call, action, inputValues)
  return runStage(call, action, inputValues, 'pre')
}

const scriptOf = ({ runs }: Action, stage: Stage): string | null => literal(child(runs, stage))

/** Evaluates `pre-if` or `post-if` with the status of the job, even in a composite action; the default is always(). */
function conditionMet(
  { stepScope, environment }: StepCall,
  { runs }: Action,
  stage: 'pre' | 'post',
): boolean {
  const condition = child(runs, `${stage}-if`)
  const { jobContext } = stepScope
  const scope = scopeOf({ ...stepScope, progress: jobContext.progress }, environment)
  return !condition || isMet(literal(condition), scope, condition.at)
}

/** Registers the `post` script once per step. */
function registerPost(call: StepCall, action: Action, inputValues: Texts): void {
  const { jobContext } = call.stepScope
  if (scriptOf(action, 'post') === null || jobContext.states.has(call.node)) return
  jobContext.states.set(call.node, {})
  jobContext.posts.push({
    name: `Post ${call.name}`,
    async run(number) {
      if (conditionMet(call, action, 'post'))
        await runStage({ ...call, number, signal: jobContext.options.stopped }, action, inputValues, 'post')
    },
  })
}

async function runStage(call: StepCall, action: Action, inputValues: Texts, stage: Stage): Promise<Texts> {
  const script = scriptOf(action, stage)
  if (script === null) return {}
  const { jobContext, github } = call.stepScope
  const savedState = jobContext.states.get(call.node) ?? {}
  const states = Object.fromEntries(Object.entries(savedState).map(([key, value]) => [`STATE_${key}`, value]))
  const inputs = inputVariables(inputsOf(call, action, inputValues) as Texts)
  const { status, outputs, state } = await runProgram(
    {
      ...call,
      stepScope: { ...call.stepScope, github: { ...github, action_path: action.folder } },
      environment: { ...call.environment, ...inputs, ...states },
    },
    [process.execPath, join(action.folder, script)],
    jobContext.paths.workspace,
  )
  jobContext.states.set(call.node, { ...savedState, ...state })
  if (status !== 0) throw new StepFailure(`Process completed with exit code ${status}.`, outputs)
  return outputs
}
