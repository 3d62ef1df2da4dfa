import type { JsonObject } from '../json.js'
import { textValue } from '../workflow/yaml.js'
import type { Action } from './action.js'
import type { StepCall, Texts } from './step-scope.js'

/** The inputs of an action: given values (names ignore case) or defaults. Logs a warning about unknown inputs and ignores them. */
export function inputsOf(call: StepCall, { name, inputs }: Action, inputValues: Texts): JsonObject {
  const find = (inputName: string): string | undefined =>
    Object.entries(inputValues).find(([key]) => key.toLowerCase() === inputName.toLowerCase())?.[1]
  const known = inputs.map((input) => input.name.toLowerCase())
  const unexpected = Object.keys(inputValues).filter((key) => !known.includes(key.toLowerCase()))
  if (unexpected.length > 0)
    call.stepScope.jobContext.log.line(
      call.number,
      `##[warning]Unexpected input(s) '${unexpected.join("', '")}' for ${name}, valid inputs are ['${inputs.map((input) => input.name).join("', '")}']`,
    )
  return Object.fromEntries(
    inputs.map((input) => [input.name, find(input.name) ?? textValue(input.fallback, call.scope)]),
  )
}
