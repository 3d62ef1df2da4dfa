import { noFunctions } from '../expressions/evaluate.js'
import { isObject, textOf, type Json } from '../json.js'
import { tryEvaluate, locationText, type SourceLocation } from '../problem.js'
import { callInputs } from '../run/call.js'
import type { Job } from '../workflow/workflow.js'
import { child, literal, valueOf, type Node } from '../workflow/yaml.js'
import type { Inventory } from './inventory.js'
import { combinationsOf } from './matrix.js'
import type { Tree } from './tree.js'

type Found = Pick<Inventory, 'standins' | 'problems'>
type Contexts = Readonly<Record<string, Json>>

/** GitHub's runner systems by label. Any other label is a self-hosted runner, which this machine can stand in for. */
const systems = [
  { label: /^windows/i, name: 'Windows', platform: 'win32' },
  { label: /^macos/i, name: 'macOS', platform: 'darwin' },
  { label: /^(ubuntu|linux)/i, name: 'Linux', platform: 'linux' },
] as const
const systemNames: Readonly<Record<string, string>> = { darwin: 'macOS', win32: 'Windows' }
const thisSystem = (): string => systemNames[process.platform] ?? 'Linux'

/** Why a job with these labels cannot run on this machine; null if it can. On macOS, Linux jobs run and are listed as stand-ins. */
export function unsupportedSystem(
  labels: readonly string[],
  platform: string = process.platform,
): string | null {
  const label = labels.find((candidate) =>
    systems.some((system) => system.label.test(candidate) && system.platform !== platform),
  )
  if (label === undefined || (platform === 'darwin' && /^(ubuntu|linux)/i.test(label))) return null
  return `'${label}' is another operating system; the sandbox runs jobs on this machine (${thisSystem()}). Remove the matrix value or the job to run the workflow here.`
}

/** `runs-on`: a label, a list of them, or a group with labels. */
export function labelsOf(runsOn: Node | undefined, contexts: Contexts): readonly string[] {
  const value = valueOf(runsOn, { contexts, functions: noFunctions })
  const labels = isObject(value) ? (value['labels'] ?? null) : value
  return (Array.isArray(labels) ? (labels as readonly Json[]) : [labels]).map(textOf)
}

/** Runners and identities that only GitHub has. Labels that depend on values of the run (needs) are checked when it runs. */
export function machinesOf(tree: Tree, contexts: Contexts): Found {
  const own = tree.workflow.jobs.flatMap((job) => {
    const callee = tree.calls.get(job.id)
    return callee
      ? [machinesOf(callee, { ...contexts, inputs: inputsOf(job, callee, contexts) })]
      : [machine(job, contexts)]
  })
  return {
    standins: [...identities(tree), ...own.flatMap(({ standins }) => standins)],
    problems: own.flatMap(({ problems }) => problems),
  }
}

const inputsOf = (job: Job, { workflow }: Tree, contexts: Contexts): Json =>
  tryEvaluate(() => callInputs(job, workflow, { contexts, functions: noFunctions })) ?? {}

function machine({ node, id }: Job, contexts: Contexts): Found {
  const runsOn = child(node, 'runs-on')
  if (!runsOn) return { standins: [], problems: [] }
  const strategy =
    tryEvaluate(() => valueOf(child(node, 'strategy'), { contexts, functions: noFunctions })) ?? null
  const matrix = isObject(strategy) ? strategy['matrix'] : undefined
  const matrixJobs = isObject(matrix) ? combinationsOf(matrix) : [{}]
  const labels = matrixJobs.map(
    (matrixJob) => tryEvaluate(() => labelsOf(runsOn, { ...contexts, matrix: matrixJob })) ?? [],
  )
  const at = locationText(runsOn.at)
  const problems = labels
    .flatMap((jobLabels) => unsupportedSystem(jobLabels) ?? [])
    .map((text) => `${at}: ${text}`)
  const linuxLabels = labels
    .flat()
    .filter((label) => process.platform === 'darwin' && /^(ubuntu|linux)/i.test(label))
  return {
    standins: linuxLabels.map((label) => `${at}: ${id}: ${label} -> this machine (${thisSystem()})`),
    problems,
  }
}

/** Jobs that request an OIDC token, which the sandbox cannot issue. */
function identities({ workflow: { root, jobs } }: Tree): readonly string[] {
  const requested = (owner: Node, label: string): readonly string[] => {
    const node = child(child(owner, 'permissions'), 'id-token')
    return node && literal(node) === 'write' ? [identity(node.at, label)] : []
  }
  return [...requested(root, ''), ...jobs.flatMap((job) => requested(job.node, `${job.id}: `))]
}

const identity = (at: SourceLocation, label: string): string =>
  `${locationText(at)}: ${label}id-token: write -> no OIDC token: a step that requests one fails`
