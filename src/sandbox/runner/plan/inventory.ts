import { actionFrom, maxDepth, type Action } from '../job/action.js'
import { builtins } from '../job/builtins.js'
import { nameIn, referenceIn, standinFor, unavailableAction } from '../job/uses.js'
import { locationText, WorkflowProblem } from '../problem.js'
import type { Server } from '../server.js'
import type { Source } from '../workflow/workflow.js'
import { child, itemsOf, literal, parseYaml, type Node } from '../workflow/yaml.js'
import type { Tree } from './tree.js'

/** What runs as on GitHub, what is replaced by a stand-in, and what the sandbox does not support; one line each. */
export interface Inventory {
  readonly real: readonly string[]
  readonly standins: readonly string[]
  readonly problems: readonly string[]
}

/** Where the actions of steps are found. */
interface Sources {
  readonly server: Server
  readonly standins: Readonly<Record<string, string>>
}

/** A list of steps, and the workflow that local paths in it refer to. */
interface Steps {
  readonly source: Source
  readonly label: string
  readonly nodes: readonly Node[]
  readonly depth: number
}

export async function inventoryOf(
  server: Server,
  tree: Tree,
  standins: Readonly<Record<string, string>>,
): Promise<Inventory> {
  const found = await Promise.all(
    stepsOf(tree, '').map((steps) => inventoryOfSteps({ server, standins }, steps)),
  )
  const all = (key: keyof Inventory): readonly string[] => [
    ...new Set(found.flatMap((inventory) => inventory[key])),
  ]
  return { real: all('real'), standins: all('standins'), problems: all('problems') }
}

const stepsOf = ({ workflow, calls }: Tree, prefix: string): readonly Steps[] => [
  ...workflow.jobs.map((job) => ({
    source: workflow.source,
    label: `${prefix}${job.id}`,
    nodes: itemsOf(child(job.node, 'steps')),
    depth: 0,
  })),
  ...[...calls].flatMap(([id, callee]) => stepsOf(callee, `${prefix}${id} / `)),
]

async function inventoryOfSteps(sources: Sources, steps: Steps): Promise<Inventory> {
  const found: Inventory[] = []
  for (const node of steps.nodes)
    if (child(node, 'uses')) found.push(await inventoryOfStep(sources, steps, node))
  return {
    real: found.flatMap(({ real }) => real),
    standins: found.flatMap(({ standins }) => standins),
    problems: found.flatMap(({ problems }) => problems),
  }
}

const empty: Inventory = { real: [], standins: [], problems: [] }

async function inventoryOfStep(sources: Sources, steps: Steps, node: Node): Promise<Inventory> {
  const { server, standins } = sources
  const at = child(node, 'uses')?.at ?? node.at
  const uses = literal(child(node, 'uses')) ?? ''
  const { source, label } = steps
  if (uses.startsWith('./'))
    return inventoryOfAction(sources, steps, node, { ...source, path: uses.slice(2) })
  const standin = standinFor(standins, uses)
  if (standin !== undefined)
    return { ...empty, standins: [`${locationText(at)}: ${label}: ${uses} -> stand-in (${standin})`] }
  if (builtins[nameIn(uses)])
    return { ...empty, standins: [`${locationText(at)}: ${label}: ${uses} -> built in`] }
  const reference = referenceIn(uses)
  const known = reference && (await server.repository(reference.repository))
  const found = reference && known && (await server.commit(reference.repository, reference.ref))
  const step = literal(child(node, 'name')) ?? `Run ${uses}`
  if (!reference || !found)
    return { ...empty, problems: [`${locationText(at)}: ${unavailableAction(uses, step)}`] }
  const target = { repository: reference.repository, commit: found.sha, path: reference.path, text: '' }
  return inventoryOfAction(sources, steps, node, target)
}

/**
 * Includes the steps of composite actions. A local path that is not in the commit is not a problem: an earlier step can create
 * it. Local paths in an action of another repository refer to the job's workspace.
 */
async function inventoryOfAction(
  sources: Sources,
  steps: Steps,
  node: Node,
  target: Source,
): Promise<Inventory> {
  const at = child(node, 'uses')?.at ?? node.at
  const uses = literal(child(node, 'uses')) ?? ''
  const folder = target.path.replace(/^\.\/|\/$/g, '')
  for (const name of ['action.yml', 'action.yaml']) {
    const file = folder === '' ? name : `${folder}/${name}`
    const text = (await sources.server.file(target.repository, target.commit, file))?.text
    if (text === undefined) continue
    const { value: root, problems: unreadable } = attempt(() => parseYaml(file, text))
    if (!root) return { ...empty, problems: unreadable }
    const { value: action, problems } = attempt(() => actionFrom(uses, root, '', at))
    if (isTooDeep(action, steps))
      return {
        ...empty,
        problems: [`${locationText(at)}: Actions are nested more than ${maxDepth} levels deep.`],
      }
    const nodes = itemsOf(child(child(root, 'runs'), 'steps'))
    const label = `${steps.label} / ${uses}`
    const inner = await inventoryOfSteps(sources, {
      source: steps.source,
      label,
      nodes,
      depth: steps.depth + 1,
    })
    const all = [...problems, ...inner.problems]
    const real = `${locationText(at)}: ${steps.label}: ${uses} -> ${sourceText(uses, target)}`
    return { ...inner, real: all.length > 0 ? inner.real : [real, ...inner.real], problems: all }
  }
  return uses.startsWith('./')
    ? empty
    : { ...empty, problems: [`${locationText(at)}: Can't find 'action.yml' or 'action.yaml' in '${uses}'.`] }
}

const sourceText = (uses: string, { repository, commit }: Source): string =>
  uses.startsWith('./') ? 'this repository' : `${repository}, commit ${commit.slice(0, 7)}`

const isTooDeep = (action: Action | null, { depth }: Steps): boolean =>
  action?.using === 'composite' && depth >= maxDepth

/** Returns the value or the problems, so that all problems are reported at once. */
function attempt<Value>(work: () => Value): {
  readonly value: Value | null
  readonly problems: readonly string[]
} {
  try {
    return { value: work(), problems: [] }
  } catch (error) {
    if (error instanceof WorkflowProblem) return { value: null, problems: error.lines }
    throw error
  }
}
