import type { Json } from '../json.js'
import { WorkflowProblem } from '../problem.js'
import type { Server } from '../server.js'
import type { Source } from '../workflow/workflow.js'
import { child, entriesOf, literal, parseYaml } from '../workflow/yaml.js'
import { treeFindings } from './checks.js'
import { deadlocks } from './deadlock.js'
import { inventoryOf, type Inventory } from './inventory.js'
import { machinesOf } from './machines.js'
import { permissionsOf, type Permissions } from './permissions.js'
import { treeOf, type Tree } from './tree.js'

export interface Plan {
  readonly tree: Tree
  readonly standins: Readonly<Record<string, string>>
  /** What is not real in it. */
  readonly inventory: readonly string[]
}

/** Looks at everything that a run will need before its first job; throws WorkflowProblem with all that is wrong. */
export async function planOf(
  server: Server,
  source: Source,
  contexts: Readonly<Record<string, Json>>,
  usual: Permissions,
): Promise<Plan> {
  const { tree, standins, inventory, findings } = await lookAt(server, source, contexts, usual)
  const all = [...findings, ...deadlocks(tree, contexts), ...inventory.problems]
  if (all.length > 0) throw new WorkflowProblem(inOrder(all))
  return { tree, standins, inventory: inventory.standins }
}

/** All that can be said of a workflow whatever starts it: throws WorkflowProblem where GitHub's own parser refuses it. */
export async function lookAt(
  server: Server,
  source: Source,
  contexts: Readonly<Record<string, Json>>,
  usual: Permissions,
) {
  const tree = await treeOf(server, source)
  const standins = await standinsOf(server, source)
  const allowed = permissionsOf(child(tree.workflow.root, 'permissions'), usual)
  const machines = machinesOf(tree, contexts)
  const { real, ...found } = await inventoryOf(server, tree, standins)
  const inventory: Inventory = {
    real,
    standins: [...found.standins, ...machines.standins],
    problems: [...machines.problems, ...found.problems],
  }
  return { tree, standins, inventory, findings: [...tree.problems, ...treeFindings(tree, allowed)] }
}

/** `sandbox.standins` of the repository's .github/rel.yml, as the commit has it. */
async function standinsOf(
  server: Server,
  { repository, commit }: Source,
): Promise<Readonly<Record<string, string>>> {
  const path = '.github/rel.yml'
  const file = await server.file(repository, commit, path)
  if (file?.text === undefined) return {}
  const declared = child(child(parseYaml(path, file.text), 'sandbox'), 'standins')
  return Object.fromEntries(
    entriesOf(declared).map(({ key, value }) => [key, (literal(value) ?? '').replace(/^\.\//, '')]),
  )
}

/** File by file, from top to bottom; what was found twice (a file may be called twice) is said once. */
export function inOrder(findings: readonly string[]): readonly string[] {
  const placed = [...new Set(findings)].map((text) => {
    const [, file = '', line = '0', column = '0'] = /^([^:\s]+):(\d+):(\d+): /.exec(text) ?? []
    return { text, file, line: Number(line), column: Number(column) }
  })
  const files = [...new Set(placed.map(({ file }) => file))]
  return placed
    .toSorted(
      (one, other) =>
        files.indexOf(one.file) - files.indexOf(other.file) ||
        one.line - other.line ||
        one.column - other.column,
    )
    .map(({ text }) => text)
}
