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
  /** The stand-ins, one line each. */
  readonly inventory: readonly string[]
}

/** Checks everything that a run needs before its first job; throws a WorkflowProblem with all problems. */
export async function planOf(
  server: Server,
  source: Source,
  contexts: Readonly<Record<string, Json>>,
  defaultPermissions: Permissions,
): Promise<Plan> {
  const { tree, standins, inventory, findings } = await analyze(server, source, contexts, defaultPermissions)
  const problems = [...findings, ...deadlocks(tree, contexts), ...inventory.problems]
  if (problems.length > 0) throw new WorkflowProblem(sortedFindings(problems))
  return { tree, standins, inventory: inventory.standins }
}

/** Analyzes a workflow independently of its trigger; throws a WorkflowProblem if GitHub's parser refuses it. */
export async function analyze(
  server: Server,
  source: Source,
  contexts: Readonly<Record<string, Json>>,
  defaultPermissions: Permissions,
) {
  const tree = await treeOf(server, source)
  const standins = await standinsOf(server, source)
  const allowed = permissionsOf(child(tree.workflow.root, 'permissions'), defaultPermissions)
  const machines = machinesOf(tree, contexts)
  const { real, ...found } = await inventoryOf(server, tree, standins)
  const inventory: Inventory = {
    real,
    standins: [...found.standins, ...machines.standins],
    problems: [...machines.problems, ...found.problems],
  }
  return { tree, standins, inventory, findings: [...tree.problems, ...treeFindings(tree, allowed)] }
}

/** `sandbox.standins` of .github/rel.yml at the commit. */
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

/** Findings sorted by file, line and column, without duplicates (a workflow can be called twice). */
export function sortedFindings(findings: readonly string[]): readonly string[] {
  const placed = [...new Set(findings)].map((text) => {
    const [, file = '', line = '0', column = '0'] = /^([^:\s]+):(\d+):(\d+): /.exec(text) ?? []
    return { text, file, line: Number(line), column: Number(column) }
  })
  const files = [...new Set(placed.map(({ file }) => file))]
  return placed
    .toSorted(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
    )
    .map(({ text }) => text)
}
