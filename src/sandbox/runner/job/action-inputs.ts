import type { JsonObject } from '../json.js'
import { textValue } from '../workflow/yaml.js'
import type { Action } from './action.js'
import type { StepCall, Texts } from './step-scope.js'

/** Given ones by any spelling, and the defaults of the others. What the action does not know is said, and left out. */
export function inputsOf(call: StepCall, { name, inputs }: Action, given: Texts): JsonObject {
  const find = (wanted: string): string | undefined =>
    Object.entries(given).find(([key]) => key.toLowerCase() === wanted.toLowerCase())?.[1]
  const known = inputs.map((input) => input.name.toLowerCase())
  const unexpected = Object.keys(given).filter((key) => !known.includes(key.toLowerCase()))
  if (unexpected.length > 0)
    call.stepScope.jobContext.log.line(
      call.number,
      `##[warning]Unexpected input(s) '${unexpected.join("', '")}' for ${name}, valid inputs are ['${inputs.map((each) => each.name).join("', '")}']`,
    )
  return Object.fromEntries(
    inputs.map((input) => [input.name, find(input.name) ?? textValue(input.fallback, call.scope)]),
  )
}
