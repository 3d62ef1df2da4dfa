import { callsStatusFunction, isMet, noFunctions, type Scope } from '../expressions/evaluate.js'
import { WorkflowProblem } from '../problem.js'
import {
  child,
  entriesOf,
  itemsOf,
  literal,
  textMap,
  textValue,
  valueOf,
  type Node,
} from '../workflow/yaml.js'
import { inputsOf } from './action-inputs.js'
import { maxDepth, type Action } from './action.js'
import { builtins } from './builtins.js'
import type { StepResult } from './job-context.js'
import { StepFailure } from './failure.js'
import { runNode } from './run-node.js'
import { runScript } from './run-script.js'
import { scopeOf, type StepScope, type StepCall, type Texts } from './step-scope.js'
import { actionOf, nameIn, standinFor } from './uses.js'

/** Runs the steps of a job, or of a composite action in the step `parentStep`; adds their results to the scope. */
export async function runSteps(
  stepScope: StepScope,
  steps: readonly Node[],
  parentStep: number | null,
): Promise<void> {
  for (const node of steps) {
    if (stepScope.jobContext.options.stopped.aborted) return
    const id = literal(child(node, 'id'))
    const result = await runStep(stepScope, node, parentStep)
    if (id !== null) stepScope.results.set(id, result)
    if (result.conclusion === 'failure') stepScope.progress.status = 'failure'
  }
}

const skipped: StepResult = { outcome: 'skipped', conclusion: 'skipped', outputs: {} }

async function runStep(stepScope: StepScope, node: Node, parentStep: number | null): Promise<StepResult> {
  const { jobContext } = stepScope
  const outerEnvironment = { ...stepScope.environment, ...jobContext.variables }
  const outerScope = scopeOf(stepScope, outerEnvironment)
  const condition = child(node, 'if')
  let met: boolean
  try {
    met = isMet(
      condition && 'value' in condition ? literal(condition) : null,
      outerScope,
      condition?.at ?? node.at,
    )
  } catch (error) {
    const number =
      parentStep ??
      jobContext.begin(
        nameOf(node, () => outerScope),
        node,
      )
    return finished({ stepScope, node, number }, parentStep, failure(stepScope, number, error))
  }
  if (!met) {
    if (parentStep === null) jobContext.skip(node)
    return skipped
  }
  const name = nameOf(node, () => scopeOf(stepScope, environmentOf(stepScope, node, outerEnvironment)))
  const number = parentStep ?? jobContext.begin(name, node)
  const result = await executeStep({ stepScope, node, number, name }, outerEnvironment)
  return finished({ stepScope, node, number }, parentStep, result)
}

/** Lists the steps of a job. Names that need the environment or earlier steps are shown as in the file until the step begins. */
export function queueSteps({ jobContext, github, inputs }: StepScope, steps: readonly Node[]): void {
  const scope = { contexts: { ...jobContext.options.contexts, github, inputs }, functions: noFunctions }
  for (const node of steps)
    jobContext.queue(
      node,
      nameOf(node, () => scope),
    )
}

/**
 * The first line of a step's name; without a name, `Run` and its action or its script. It is as in the file if it cannot be
 * evaluated (source: ActionRunner.cs of actions/runner).
 */
export function nameOf(node: Node, scope: () => Scope): string {
  const name = child(node, 'name')
  const source = name ?? child(node, 'uses') ?? child(node, 'run')
  const text = evaluatedName(() => textValue(source, scope())) ?? literal(source) ?? ''
  const [line = ''] = text.trimStart().split(/[\r\n]/)
  return name || line === '' ? line : `Run ${line}`
}

/** Null if the name cannot be evaluated. */
function evaluatedName(evaluate: () => string): string | null {
  try {
    return evaluate()
  } catch (error) {
    if (error instanceof WorkflowProblem) return null
    throw error
  }
}

/** The environment of a step: that of the job and of earlier steps, and its own. */
const environmentOf = (stepScope: StepScope, node: Node, outer: Texts): Texts => ({
  ...outer,
  ...textMap(child(node, 'env'), scopeOf(stepScope, outer)),
})

/** Runs a step; `outerEnvironment`: the environment of the job and of earlier steps. */
async function executeStep(
  step: Pick<StepCall, 'stepScope' | 'node' | 'number' | 'name'>,
  outerEnvironment: Texts,
): Promise<StepResult> {
  const { stepScope, node, number, name } = step
  const timeout = new AbortController()
  let timer: NodeJS.Timeout | undefined
  try {
    const environment = environmentOf(stepScope, node, outerEnvironment)
    const scope = scopeOf(stepScope, environment)
    const minutes = Number(valueOf(child(node, 'timeout-minutes'), scope) ?? 0)
    if (minutes > 0) timer = setTimeout(() => timeout.abort(), minutes * 60_000)
    const signals = [timeout.signal, stepScope.limit, stepScope.jobContext.options.stopped]
    const endsWhenCancelled = !runsWhenCancelled(node)
    const signal = AbortSignal.any(
      endsWhenCancelled ? [...signals, stepScope.jobContext.options.cancelled] : signals,
    )
    const call: StepCall = { ...step, scope, environment, signal }
    const outputs = await (child(node, 'run') ? runScript(call) : runAction(call))
    return { outcome: 'success', conclusion: 'success', outputs }
  } catch (error) {
    if (timeout.signal.aborted)
      return failure(
        stepScope,
        number,
        new StepFailure(
          `The action '${name}' has timed out after ${literal(child(node, 'timeout-minutes')) ?? ''} minutes.`,
        ),
      )
    if (stepScope.jobContext.options.cancelled.aborted && !runsWhenCancelled(node)) {
      stepScope.jobContext.log.line(number, '##[error]The operation was canceled.')
      return { outcome: 'cancelled', conclusion: 'cancelled', outputs: {} }
    }
    return failure(stepScope, number, error)
  } finally {
    clearTimeout(timer)
  }
}

/** Runs a step with `uses`: a local path, a stand-in, a built-in action, or a repository of the sandbox, in that order. */
async function runAction(call: StepCall): Promise<Texts> {
  const { stepScope, node, scope, number } = call
  const uses = literal(child(node, 'uses')) ?? ''
  const at = child(node, 'uses')?.at ?? node.at
  const inputValues = textMap(child(node, 'with'), scope)
  stepScope.jobContext.log.line(number, `##[group]Run ${uses}`)
  if (Object.keys(inputValues).length > 0)
    stepScope.jobContext.log.line(
      number,
      ['with:', ...Object.entries(inputValues).map(([name, value]) => `  ${name}: ${value}`)].join('\n'),
    )
  stepScope.jobContext.log.line(number, '##[endgroup]')
  const builtin =
    standinFor(stepScope.jobContext.options.standins, uses) === undefined ? builtins[nameIn(uses)] : undefined
  if (builtin) return builtin(call, inputValues, at)
  const action = await actionOf(call, uses, at)
  return action.using === 'composite'
    ? runComposite(call, action, inputValues)
    : runNode(call, action, inputValues)
}

/** Runs a composite action. Its steps use its inputs and each other's outputs, not those of the enclosing steps. */
async function runComposite(call: StepCall, action: Action, inputValues: Texts): Promise<Texts> {
  const { stepScope, number, environment, signal } = call
  if (stepScope.depth >= maxDepth)
    throw new StepFailure(`Actions are nested more than ${maxDepth} levels deep.`)
  const inner: StepScope = {
    ...stepScope,
    github: { ...stepScope.github, action_path: action.folder },
    inputs: inputsOf(call, action, inputValues),
    environment,
    defaults: { shell: '', directory: '' },
    results: new Map(),
    progress: { status: 'success' },
    depth: stepScope.depth + 1,
    limit: signal,
  }
  await runSteps(inner, itemsOf(child(action.runs, 'steps')), number)
  const scope = scopeOf(inner, { ...environment, ...stepScope.jobContext.variables })
  const outputs = Object.fromEntries(
    entriesOf(action.outputs).map(({ key, value }) => [key, textValue(child(value, 'value'), scope)]),
  )
  if (stepScope.jobContext.options.cancelled.aborted && signal.aborted)
    throw new StepFailure('The operation was canceled.', outputs)
  if (inner.progress.status === 'failure')
    throw new StepFailure(`The action ${action.name} has failed.`, outputs)
  return outputs
}

/** Whether a step runs while its job is being cancelled: steps with always() or cancelled(); all others are ended. */
function runsWhenCancelled(node: Node): boolean {
  const condition = literal(child(node, 'if')) ?? ''
  const source = condition.replace(/^\s*\$\{\{|\}\}\s*$/g, '')
  return /always|cancelled/i.test(source) && callsStatusFunction(source)
}

/** The result of a failed step; logs the error. Errors of the machine, such as a missing program or a full disk, fail the step too. */
export function failure({ jobContext }: StepScope, number: number, error: unknown): StepResult {
  if (!(error instanceof Error)) throw error
  for (const line of error.message.split('\n')) jobContext.log.line(number, `##[error]${line}`)
  const outputs = error instanceof StepFailure ? error.outputs : {}
  return { outcome: 'failure', conclusion: 'failure', outputs }
}

function finished(
  { stepScope, node, number }: Pick<StepCall, 'stepScope' | 'node' | 'number'>,
  parentStep: number | null,
  result: StepResult,
): StepResult {
  const isTolerated = result.outcome === 'failure' && continuesOnError(stepScope, node)
  const final: StepResult = isTolerated ? { ...result, conclusion: 'success' } : result
  if (parentStep === null) stepScope.jobContext.end(number, final.conclusion)
  return final
}

function continuesOnError(stepScope: StepScope, node: Node): boolean {
  const setting = child(node, 'continue-on-error')
  return (
    setting !== undefined &&
    valueOf(setting, scopeOf(stepScope, { ...stepScope.environment, ...stepScope.jobContext.variables })) ===
      true
  )
}
