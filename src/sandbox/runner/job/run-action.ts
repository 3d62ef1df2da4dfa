import { join } from 'node:path'
import { isMet } from '../expressions/evaluate.js'
import type { JsonObject } from '../json.js'
import { child, entriesOf, itemsOf, literal, textValue } from '../workflow/yaml.js'
import type { Action } from './action.js'
import { inputVariables } from './environment.js'
import { StepFailure } from './failure.js'
import { scopeOf, type Frame, type StepCall } from './frame.js'
import { runProgram } from './run-program.js'
import { runSteps } from './steps.js'

type Texts = Readonly<Record<string, string>>

/** docs: "Metadata syntax": composite actions may call one another ten levels deep. */
const deepest = 10

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

/** A JavaScript action, by this Node.js whatever version it asks for; its `post` runs when the job's steps are over. */
export async function runNode(call: StepCall, action: Action, given: Texts): Promise<Texts> {
  const { frame, number, name } = call
  const { desk } = frame
  const own = process.versions.node.split('.')[0]
  if (action.version !== `node${own}`)
    desk.log.line(
      number,
      `##[warning]${action.name} asks for ${action.version}; the sandbox runs it with Node.js ${process.versions.node}.`,
    )
  const inputs = inputsOf(call, action, given)
  let state: Texts = {}
  const at = (key: string): string | null => literal(child(action.runs, key))
  const run = async (on: StepCall, script: string): Promise<Texts> => {
    const states = Object.fromEntries(Object.entries(state).map(([key, value]) => [`STATE_${key}`, value]))
    const environment = { ...on.environment, ...inputVariables(inputs as Texts), ...states }
    const github = { ...on.frame.github, action_path: action.folder }
    const ended = await runProgram(
      { ...on, frame: { ...on.frame, github }, environment },
      [process.execPath, join(action.folder, script)],
      desk.places.workspace,
    )
    state = { ...state, ...ended.state }
    if (ended.status !== 0)
      throw new StepFailure(`Process completed with exit code ${ended.status}.`, ended.outputs)
    return ended.outputs
  }
  const [before, main, after] = [at('pre'), at('main'), at('post')]
  if (after !== null)
    desk.posts.push({
      name: `Post ${name}`,
      async run(postNumber) {
        const scope = scopeOf(frame, call.environment)
        const condition = child(action.runs, 'post-if')
        if (condition && !isMet(literal(condition), scope, condition.at)) return
        await run({ ...call, number: postNumber, signal: desk.order.stopped }, after)
      },
    })
  if (before !== null) await run(call, before)
  return main === null ? {} : run(call, main)
}

/** Given ones by any spelling, and the defaults of the others. What the action does not know is said, and left out. */
function inputsOf(call: StepCall, { name, inputs }: Action, given: Texts): JsonObject {
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
