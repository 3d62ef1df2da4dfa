import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { locationText, WorkflowProblem, type SourceLocation } from '../problem.js'
import { unknownStepKeys } from '../workflow/known-keys.js'
import { child, entriesOf, itemsOf, literal, parseYaml, type Node } from '../workflow/yaml.js'

export interface Action {
  /** The value of `uses`. */
  readonly name: string
  readonly folder: string
  readonly inputs: readonly { readonly name: string; readonly fallback: Node | undefined }[]
  readonly outputs: Node | undefined
  readonly using: 'composite' | 'node'
  /** The requested version, such as node24. */
  readonly version: string
  readonly runs: Node
}

/** docs: "Metadata syntax": composite actions can be nested ten levels deep. */
export const maxDepth = 10

/** The metadata file of an action's folder; null if there is none. */
export function actionFile(folder: string): string | null {
  return (
    ['action.yml', 'action.yaml'].map((name) => join(folder, name)).find((path) => existsSync(path)) ?? null
  )
}

export function readAction(name: string, path: string, folder: string, at: SourceLocation): Action {
  const root = parseYaml(`${name}/${path.slice(folder.length + 1)}`, readFileSync(path, 'utf8'))
  return actionFrom(name, root, folder, at)
}

/** A script of a composite action must set its shell (docs: "Metadata syntax", runs.steps[*].shell). */
const missingShells = (steps: readonly Node[]): readonly string[] =>
  steps
    .filter((step) => child(step, 'run') && !child(step, 'shell'))
    .map(({ at }) => `${locationText(at)}: Required property is missing: shell`)

/** Parses an action's metadata; refuses Docker actions and unknown keys. `at`: the location of `uses`. */
export function actionFrom(name: string, root: Node, folder: string, at: SourceLocation): Action {
  const runs = child(root, 'runs')
  const version = literal(child(runs, 'using')) ?? ''
  const using = version === 'composite' ? 'composite' : /^node\d+$/.test(version) ? 'node' : null
  const refusal = `${at.file}:${at.line}:${at.column}: action '${name}' runs using '${version}'; the sandbox runs only composite and node actions; declare a stand-in`
  if (!runs || using === null) throw new WorkflowProblem([refusal])
  const findings = [...unknownStepKeys(itemsOf(child(runs, 'steps')))]
  if (using === 'composite') findings.push(...missingShells(itemsOf(child(runs, 'steps'))))
  if (findings.length > 0) throw new WorkflowProblem(findings)
  return {
    name,
    folder,
    inputs: entriesOf(child(root, 'inputs')).map(({ key, value }) => ({
      name: key,
      fallback: child(value, 'default'),
    })),
    outputs: child(root, 'outputs'),
    using,
    version,
    runs,
  }
}
