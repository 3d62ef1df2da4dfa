import { isMap, isScalar, isSeq, visit, type Document, type YAMLMap } from 'yaml'
import { RelError } from '../errors.js'
import type { SharedWorkflows } from './pack-options.js'
import { jobsOf, stepsOf, usesOf } from './steps.js'

/*
 * A shared workflow is split into two files: a callable workflow in the shared repository, and a caller with the trigger in every other
 * repository. The required check is named `ci` either way, so the job `ci` and the jobs that it needs stay in the caller.
 */

const sharedReference = ({ repository, ref }: SharedWorkflows, path: string): string =>
  `${repository}/${path}@${ref}`

/** Points steps to rel's actions in the shared repository; the actions of the team stay in the calling repository. */
export function useActionsOf(shared: SharedWorkflows, document: Document): void {
  for (const step of jobsOf(document).flatMap(stepsOf)) {
    const [action] = /\.github\/actions\/(?:setup-rel|aws)$/.exec(usesOf(step)) ?? []
    if (action !== undefined) step.set('uses', sharedReference(shared, action))
  }
}

/** Reduces a workflow to its callable part. Returns false if there is none. */
export function makeCallable(document: Document): boolean {
  const { callerJobs, sharedJobs, inputs } = split(document)
  for (const id of callerJobs) document.deleteIn(['jobs', id])
  visit(document, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value === 'string')
        scalar.value = scalar.value.replaceAll(outputs, (match, job: string, name: string) =>
          callerJobs.includes(job) ? `inputs.${name}` : match,
        )
    },
  })
  const left = callerJobs.find((id) => textOf(document.get('jobs')).includes(`needs.${id}.`))
  if (left !== undefined) throw new RelError('failed', `A shared job uses more than the outputs of ${left}.`)
  const declared = inputs.map(({ name, type }) => [name, { type, default: type === 'boolean' ? false : '' }])
  const trigger = declared.length > 0 ? { inputs: Object.fromEntries(declared) } : null
  document.delete('run-name')
  document.set('on', document.createNode({ workflow_call: trigger }))
  return sharedJobs.length > 0
}

/** Reduces a workflow to its caller; `name` is the file name without extension. */
export function makeCaller(shared: SharedWorkflows, name: string, document: Document): void {
  const { callerJobs, sharedJobs, inputs, needs, permissions } = split(document)
  const jobs = document.get('jobs') as YAMLMap
  jobs.items = jobs.items.filter(({ key }) => callerJobs.includes(String(key)))
  for (const job of jobsOf(document))
    if (usesOf(job).startsWith('./')) job.set('uses', sharedReference(shared, usesOf(job).slice(2)))
  document.delete('env')
  if (sharedJobs.length === 0) return
  const given = inputs.map((input) => [input.name, `\${{ ${input.from} }}`])
  const call = {
    ...(needs.length > 0 && { needs: document.createNode(needs, { flow: true }) }),
    permissions,
    uses: sharedReference(shared, `.github/workflows/${name}.yml`),
    ...(given.length > 0 && { with: Object.fromEntries(given) }),
    secrets: 'inherit',
  }
  jobs.set(document.createNode(name), document.createNode(call))
}

const outputs = /\bneeds\.([\w-]+)\.outputs\.([\w-]+)/g
const textOf = (node: unknown): string => JSON.stringify(node)

/** The jobs of a workflow, split between the caller and the shared workflow. */
interface Split {
  readonly callerJobs: readonly string[]
  readonly sharedJobs: readonly string[]
  /** Inputs of the shared workflow, with the expression that the caller passes. */
  readonly inputs: readonly { readonly name: string; readonly type: string; readonly from: string }[]
  readonly needs: readonly string[]
  readonly permissions: Readonly<Record<string, string>>
}

function split(document: Document): Split {
  const jobs = document.get('jobs') as YAMLMap
  const needsOf = (id: string): readonly string[] => {
    const needs = jobs.getIn([id, 'needs'])
    return isSeq(needs) ? needs.items.map((need) => String(isScalar(need) ? need.value : need)) : []
  }
  const withNeeds = (id: string): readonly string[] => [...needsOf(id).flatMap(withNeeds), id]
  const callerJobs = jobs.has('ci') ? [...new Set(withNeeds('ci'))] : []
  const sharedJobs = jobs.items.map(({ key }) => String(key)).filter((id) => !callerJobs.includes(id))
  const text = textOf(sharedJobs.map((id) => jobs.get(id)))
  const outputInputs = [...text.matchAll(outputs)]
    .filter(([, job = '']) => callerJobs.includes(job))
    .map(([from, , name = '']) => ({ name, type: 'string', from }))
  return {
    callerJobs,
    sharedJobs,
    inputs: [
      ...new Map(
        [...outputInputs, ...dispatchInputs(document, text)].map((input) => [input.name, input]),
      ).values(),
    ],
    needs: callerJobs.filter((id) => sharedJobs.some((other) => needsOf(other).includes(id))),
    permissions: mergePermissions(sharedJobs.map((id) => jobs.getIn([id, 'permissions']))),
  }
}

/** The inputs of `workflow_dispatch` that the shared jobs use. */
function dispatchInputs(document: Document, text: string): Split['inputs'] {
  const inputs = document.getIn(['on', 'workflow_dispatch', 'inputs'])
  if (!isMap(inputs)) return []
  return inputs.items
    .map(({ key, value }) => ({
      name: String(key),
      type: isMap(value) && value.get('type') === 'boolean' ? 'boolean' : 'string',
      from: `inputs.${String(key)}`,
    }))
    .filter(({ from }) => text.includes(from))
}

/** The highest level of each scope: a caller must grant all that its callee's jobs request. */
function mergePermissions(maps: readonly unknown[]): Readonly<Record<string, string>> {
  const entries = maps.flatMap((map) =>
    isMap(map) ? map.items.map(({ key, value }) => [String(key), String(value)] as const) : [],
  )
  const highest = new Map<string, string>()
  for (const [scope, level] of entries.toSorted(([first], [second]) => first.localeCompare(second)))
    if (highest.get(scope) !== 'write') highest.set(scope, level)
  return Object.fromEntries(highest)
}
