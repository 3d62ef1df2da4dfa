import { asksForStatus, isMet } from '../expressions/evaluate.js'
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
import { deepest, type Action } from './action.js'
import { builtins } from './builtins.js'
import type { StepResult } from './job-context.js'
import { StepFailure } from './failure.js'
import { runNode } from './run-node.js'
import { runScript } from './run-script.js'
import { scopeOf, type StepScope, type StepCall, type Texts } from './step-scope.js'
import { actionOf, nameIn, standinFor } from './uses.js'

/** Runs the steps of a job, or those of a composite action inside the step `within`. Their results are in the scope. */
export async function runSteps(
  stepScope: StepScope,
  steps: readonly Node[],
  within: number | null,
): Promise<void> {
  for (const node of steps) {
    if (stepScope.jobContext.order.stopped.aborted) return
    const id = literal(child(node, 'id'))
    const result = await runStep(stepScope, node, within)
    if (id !== null) stepScope.results.set(id, result)
    if (result.conclusion === 'failure') stepScope.progress.status = 'failure'
  }
}

const skipped: StepResult = { outcome: 'skipped', conclusion: 'skipped', outputs: {} }

async function runStep(stepScope: StepScope, node: Node, within: number | null): Promise<StepResult> {
  const { jobContext } = stepScope
  const around = { ...stepScope.environment, ...jobContext.variables }
  const before = scopeOf(stepScope, around)
  const named = nameOf(node, () => textValue(child(node, 'name'), before))
  const condition = child(node, 'if')
  let met: boolean
  try {
    met = isMet(
      condition && 'value' in condition ? literal(condition) : null,
      before,
      condition?.at ?? node.at,
    )
  } catch (error) {
    const number = within ?? jobContext.begin(named)
    return finished({ stepScope, node, number }, within, failed(stepScope, number, error))
  }
  if (!met) {
    if (within === null) jobContext.skip(named)
    return skipped
  }
  const number = within ?? jobContext.begin(named)
  const result = await attempt({ stepScope, node, number, name: named }, around)
  return finished({ stepScope, node, number }, within, result)
}

/** A step without a name is called after what it does. */
export function nameOf(node: Node, evaluated: () => string): string {
  if (child(node, 'name')) return safely(evaluated) ?? literal(child(node, 'name')) ?? ''
  const uses = literal(child(node, 'uses'))
  return `Run ${uses ?? (literal(child(node, 'run')) ?? '').trim().split('\n')[0] ?? ''}`
}

/** Null where the name cannot be evaluated: the step itself will say why. */
function safely(work: () => string): string | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof WorkflowProblem) return null
    throw error
  }
}

/** `around`: the environment of the job and of the steps before. */
async function attempt(
  step: Pick<StepCall, 'stepScope' | 'node' | 'number' | 'name'>,
  around: Texts,
): Promise<StepResult> {
  const { stepScope, node, number, name } = step
  const clock = new AbortController()
  let timer: NodeJS.Timeout | undefined
  try {
    const environment = { ...around, ...textMap(child(node, 'env'), scopeOf(stepScope, around)) }
    const scope = scopeOf(stepScope, environment)
    const minutes = Number(valueOf(child(node, 'timeout-minutes'), scope) ?? 0)
    if (minutes > 0) timer = setTimeout(() => clock.abort(), minutes * 60_000)
    const signals = [clock.signal, stepScope.limit, stepScope.jobContext.order.stopped]
    const endsAtOnce = !outlivesCancelling(node)
    const signal = AbortSignal.any(endsAtOnce ? [...signals, stepScope.jobContext.order.cancelled] : signals)
    const call: StepCall = { ...step, scope, environment, signal }
    const outputs = await (child(node, 'run') ? runScript(call) : runAction(call))
    return { outcome: 'success', conclusion: 'success', outputs }
  } catch (error) {
    if (clock.signal.aborted)
      return failed(
        stepScope,
        number,
        new StepFailure(
          `The action '${name}' has timed out after ${literal(child(node, 'timeout-minutes')) ?? ''} minutes.`,
        ),
      )
    if (stepScope.jobContext.order.cancelled.aborted && !outlivesCancelling(node)) {
      stepScope.jobContext.log.line(number, '##[error]The operation was canceled.')
      return { outcome: 'cancelled', conclusion: 'cancelled', outputs: {} }
    }
    return failed(stepScope, number, error)
  } finally {
    clearTimeout(timer)
  }
}

/** A step with `uses`: a path, a stand-in, what is built in, or a repository of the sandbox, in that order. */
async function runAction(call: StepCall): Promise<Texts> {
  const { stepScope, node, scope, number } = call
  const uses = literal(child(node, 'uses')) ?? ''
  const at = child(node, 'uses')?.at ?? node.at
  const given = textMap(child(node, 'with'), scope)
  stepScope.jobContext.log.line(number, `##[group]Run ${uses}`)
  if (Object.keys(given).length > 0)
    stepScope.jobContext.log.line(
      number,
      ['with:', ...Object.entries(given).map(([name, value]) => `  ${name}: ${value}`)].join('\n'),
    )
  stepScope.jobContext.log.line(number, '##[endgroup]')
  const builtin =
    standinFor(stepScope.jobContext.order.standins, uses) === undefined ? builtins[nameIn(uses)] : undefined
  if (builtin) return builtin(call, given, at)
  const action = await actionOf(call, uses, at)
  return action.using === 'composite' ? runComposite(call, action, given) : runNode(call, action, given)
}

/** Its steps see its inputs and each other, not the steps around; its outputs are what they say at the end. */
async function runComposite(call: StepCall, action: Action, given: Texts): Promise<Texts> {
  const { stepScope, number, environment, signal } = call
  if (stepScope.depth >= deepest) throw new StepFailure(`Actions nest more than ${deepest} levels deep.`)
  const inner: StepScope = {
    ...stepScope,
    github: { ...stepScope.github, action_path: action.folder },
    inputs: inputsOf(call, action, given),
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
  if (stepScope.jobContext.order.cancelled.aborted && signal.aborted)
    throw new StepFailure('The operation was canceled.', outputs)
  if (inner.progress.status === 'failure')
    throw new StepFailure(`The action ${action.name} has failed.`, outputs)
  return outputs
}

/** Steps that ask for always() or cancelled() run while a job is being cancelled; whatever else still runs is ended. */
function outlivesCancelling(node: Node): boolean {
  const condition = literal(child(node, 'if')) ?? ''
  const source = condition.replace(/^\s*\$\{\{|\}\}\s*$/g, '')
  return /always|cancelled/i.test(source) && asksForStatus(source)
}

/** Also what the machine refuses (a program that is not there, a full disk) is a failure of the step that met it. */
export function failed({ jobContext }: StepScope, number: number, error: unknown): StepResult {
  if (!(error instanceof Error)) throw error
  for (const line of error.message.split('\n')) jobContext.log.line(number, `##[error]${line}`)
  const outputs = error instanceof StepFailure ? error.outputs : {}
  return { outcome: 'failure', conclusion: 'failure', outputs }
}

function finished(
  { stepScope, node, number }: Pick<StepCall, 'stepScope' | 'node' | 'number'>,
  within: number | null,
  result: StepResult,
): StepResult {
  const forgives = result.outcome === 'failure' && tolerates(stepScope, node)
  const final: StepResult = forgives ? { ...result, conclusion: 'success' } : result
  if (within === null) stepScope.jobContext.end(number, final.conclusion)
  return final
}

function tolerates(stepScope: StepScope, node: Node): boolean {
  const asked = child(node, 'continue-on-error')
  return (
    asked !== undefined &&
    valueOf(asked, scopeOf(stepScope, { ...stepScope.environment, ...stepScope.jobContext.variables })) ===
      true
  )
}
