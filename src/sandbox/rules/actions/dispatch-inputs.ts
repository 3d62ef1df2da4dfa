import { GitHubError } from '../../errors.js'
import { workflowFields } from './workflows.js'

interface Input {
  readonly required?: unknown
  readonly default?: unknown
  readonly type?: unknown
  readonly options?: unknown
}
type Inputs = Readonly<Record<string, Input>>

/** The inputs under `on.workflow_dispatch` of a workflow file; null if it has no such trigger. */
async function declaredInputs(text: string | null): Promise<Inputs | null> {
  const { on } = await workflowFields(text)
  if (on === 'workflow_dispatch' || (Array.isArray(on) && on.includes('workflow_dispatch'))) return {}
  if (typeof on !== 'object' || on === null || !('workflow_dispatch' in on)) return null
  const trigger = on.workflow_dispatch as { readonly inputs?: Readonly<Record<string, Input | null>> } | null
  return Object.fromEntries(Object.entries(trigger?.inputs ?? {}).map(([name, input]) => [name, input ?? {}]))
}

const invalid = (message: string): GitHubError => new GitHubError(422, message)

/** The inputs of the run as strings: the given ones, checked against the file, and defaults for the rest. */
export async function dispatchInputs(
  file: string | null,
  given: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, string>>> {
  const inputs = await declaredInputs(file)
  if (!inputs) throw invalid("Workflow does not have 'workflow_dispatch' trigger")
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(inputs, name))
  if (unexpected.length > 0) throw invalid(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`)
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, valueOf(name, input, given[name])]),
  )
}

function valueOf(name: string, input: Input, given: unknown): string {
  const value = String(given ?? input.default ?? (input.type === 'boolean' ? false : ''))
  if (input.required === true && value === '') throw invalid(`Required input '${name}' not provided`)
  const { options } = input
  if (
    input.type === 'choice' &&
    Array.isArray(options) &&
    given !== undefined &&
    !options.map(String).includes(value)
  )
    throw invalid(`Provided value '${value}' for input '${name}' not in the list of allowed values`)
  return value
}
