import type { Json } from '../json.js'
import { WorkflowProblem } from '../problem.js'
import type { Server } from '../server.js'
import type { Source } from '../workflow/workflow.js'
import { child, entriesOf, literal, parseYaml } from '../workflow/yaml.js'
import { treeFindings } from './checks.js'
import { deadlocks } from './deadlock.js'
import { inventoryOf } from './inventory.js'
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
  const { tree, standins, inventory, findings } = await lookAt(server, source, usual)
  const all = [...findings, ...deadlocks(tree, contexts), ...inventory.problems]
  if (all.length > 0) throw new WorkflowProblem(all)
  return { tree, standins, inventory: inventory.standins }
}

/** All that can be said of a workflow before any event: throws WorkflowProblem where GitHub's own parser refuses it. */
export async function lookAt(server: Server, source: Source, usual: Permissions) {
  const tree = await treeOf(server, source)
  const standins = await standinsOf(server, source)
  const allowed = permissionsOf(child(tree.workflow.root, 'permissions'), usual)
  const inventory = await inventoryOf(server, tree, standins)
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
