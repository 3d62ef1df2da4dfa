import type { JsonObject } from '../json.js'
import { child, entriesOf, itemsOf, textValue } from '../workflow/yaml.js'
import type { Action } from './action.js'
import { StepFailure } from './failure.js'
import { scopeOf, type Frame, type StepCall } from './step-scope.js'
import { runSteps } from './steps.js'

export type Texts = Readonly<Record<string, string>>

/** docs: "Metadata syntax": composite actions may call one another ten levels deep. */
export const deepest = 10

/** Its steps see its inputs and each other, not the steps around; its outputs are what they say at the end. */
export async function runComposite(call: StepCall, action: Action, given: Texts): Promise<Texts> {
  const { frame, number, environment, signal } = call
  if (frame.depth >= deepest) throw new StepFailure(`Actions nest more than ${deepest} levels deep.`)
  const inner: Frame = {
    ...frame,
    github: { ...frame.github, action_path: action.folder },
    inputs: inputsOf(call, action, given),
    environment,
    defaults: { shell: '', directory: '' },
    results: new Map(),
    progress: { status: 'success' },
    depth: frame.depth + 1,
    limit: signal,
  }
  await runSteps(inner, itemsOf(child(action.runs, 'steps')), number)
  const scope = scopeOf(inner, { ...environment, ...frame.desk.variables })
  const outputs = Object.fromEntries(
    entriesOf(action.outputs).map(({ key, value }) => [key, textValue(child(value, 'value'), scope)]),
  )
  if (frame.desk.order.cancelled.aborted && signal.aborted)
    throw new StepFailure('The operation was canceled.', outputs)
  if (inner.progress.status === 'failure')
    throw new StepFailure(`The action ${action.name} has failed.`, outputs)
  return outputs
}

/** Given ones by any spelling, and the defaults of the others. What the action does not know is said, and left out. */
export function inputsOf(call: StepCall, { name, inputs }: Action, given: Texts): JsonObject {
  const find = (wanted: string): string | undefined =>
    Object.entries(given).find(([key]) => key.toLowerCase() === wanted.toLowerCase())?.[1]
  const known = inputs.map((input) => input.name.toLowerCase())
  const unexpected = Object.keys(given).filter((key) => !known.includes(key.toLowerCase()))
  if (unexpected.length > 0)
    call.frame.desk.log.line(
      call.number,
      `##[warning]Unexpected input(s) '${unexpected.join("', '")}' for ${name}, valid inputs are ['${inputs.map((each) => each.name).join("', '")}']`,
    )
  return Object.fromEntries(
    inputs.map((input) => [input.name, find(input.name) ?? textValue(input.fallback, call.scope)]),
  )
}
