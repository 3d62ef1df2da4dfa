import { actionFrom, deepest, type Action } from '../job/action.js'
import { builtins } from '../job/builtins.js'
import { nameIn, referenceIn, standinFor, unresolved } from '../job/uses.js'
import { placeText, WorkflowProblem } from '../problem.js'
import type { Server } from '../server.js'
import type { Source } from '../workflow/workflow.js'
import { child, itemsOf, literal, parseYaml, type Node } from '../workflow/yaml.js'
import type { Tree } from './tree.js'

/** What of a run is as on GitHub, what is not, and what has no answer here at all; one line each, known before its first job. */
export interface Inventory {
  readonly real: readonly string[]
  readonly standins: readonly string[]
  readonly problems: readonly string[]
}

/** Where the actions that steps use are looked for. */
interface Sources {
  readonly server: Server
  readonly standins: Readonly<Record<string, string>>
}

/** A list of steps, and where its paths lead. */
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
  const all = (key: keyof Inventory): readonly string[] => [...new Set(found.flatMap((each) => each[key]))]
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
    real: found.flatMap((each) => each.real),
    standins: found.flatMap((each) => each.standins),
    problems: found.flatMap((each) => each.problems),
  }
}

const nothing: Inventory = { real: [], standins: [], problems: [] }

async function inventoryOfStep(sources: Sources, steps: Steps, node: Node): Promise<Inventory> {
  const { server, standins } = sources
  const at = child(node, 'uses')?.at ?? node.at
  const uses = literal(child(node, 'uses')) ?? ''
  const { source, label } = steps
  if (uses.startsWith('./'))
    return inventoryOfAction(sources, steps, node, { ...source, path: uses.slice(2) })
  const standin = standinFor(standins, uses)
  if (standin !== undefined)
    return { ...nothing, standins: [`${placeText(at)}: ${label}: ${uses} -> stand-in (${standin})`] }
  if (builtins[nameIn(uses)])
    return { ...nothing, standins: [`${placeText(at)}: ${label}: ${uses} -> built in`] }
  const reference = referenceIn(uses)
  const known = reference && (await server.repository(reference.repository))
  const found = reference && known && (await server.commit(reference.repository, reference.ref))
  const step = literal(child(node, 'name')) ?? `Run ${uses}`
  if (!reference || !found) return { ...nothing, problems: [`${placeText(at)}: ${unresolved(uses, step)}`] }
  const target = { repository: reference.repository, commit: found.sha, path: reference.path, text: '' }
  return inventoryOfAction(sources, steps, node, target)
}

/**
 * Also the steps of composite actions. A path may be made by an earlier step, so one that the commit does not have is no
 * problem yet; paths of an action in another repository lead to the workspace of the job, not to that repository.
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
    if (!root) return { ...nothing, problems: unreadable }
    const { value: action, problems } = attempt(() => actionFrom(uses, root, '', at))
    if (isTooDeep(action, steps))
      return { ...nothing, problems: [`${placeText(at)}: Actions nest more than ${deepest} levels deep.`] }
    const nodes = itemsOf(child(child(root, 'runs'), 'steps'))
    const label = `${steps.label} / ${uses}`
    const inner = await inventoryOfSteps(sources, {
      source: steps.source,
      label,
      nodes,
      depth: steps.depth + 1,
    })
    const all = [...problems, ...inner.problems]
    const real = `${placeText(at)}: ${steps.label}: ${uses} -> ${placeOf(uses, target)}`
    return { ...inner, real: all.length > 0 ? inner.real : [real, ...inner.real], problems: all }
  }
  return uses.startsWith('./')
    ? nothing
    : { ...nothing, problems: [`${placeText(at)}: Can't find 'action.yml' or 'action.yaml' in '${uses}'.`] }
}

const placeOf = (uses: string, { repository, commit }: Source): string =>
  uses.startsWith('./') ? 'this repository' : `${repository}, commit ${commit.slice(0, 7)}`

const isTooDeep = (action: Action | null, { depth }: Steps): boolean =>
  action?.using === 'composite' && depth >= deepest

/** What comes of it, or what is wrong: both are wanted, so that everything is found at once. */
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
