import { isMap, isScalar, isSeq, visit, type Document, type YAMLMap } from 'yaml'
import { RelError } from '../errors.js'
import type { SharedWorkflows } from './pack-options.js'
import { jobsOf, stepsOf, usesOf } from './steps.js'

/*
 * Where workflows are shared, each is two files: what it does stands in the shared repository, to be called, and every other repository
 * has a caller with the trigger. The check to require is called `ci` in both worlds: that job, and what it needs, stays with the caller.
 */

const sharedReference = ({ repository, ref }: SharedWorkflows, path: string): string =>
  `${repository}/${path}@${ref}`

/** The actions that rel keeps are where the shared workflows are; those of the team are where the code is. */
export function useActionsOf(shared: SharedWorkflows, document: Document): void {
  for (const step of jobsOf(document).flatMap(stepsOf)) {
    const [action] = /\.github\/actions\/(?:setup-rel|aws)$/.exec(usesOf(step)) ?? []
    if (action !== undefined) step.set('uses', sharedReference(shared, action))
  }
}

/** The part that is called; false where there is none. */
export function makeCallable(document: Document): boolean {
  const { staying: kept, shared: called, inputs } = split(document)
  for (const id of kept) document.deleteIn(['jobs', id])
  visit(document, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value === 'string')
        scalar.value = scalar.value.replaceAll(outputs, (whole, job: string, name: string) =>
          kept.includes(job) ? `inputs.${name}` : whole,
        )
    },
  })
  const left = kept.find((id) => textOf(document.get('jobs')).includes(`needs.${id}.`))
  if (left !== undefined) throw new RelError('failed', `A shared job asks for more than outputs of ${left}.`)
  const declared = inputs.map(({ name, type }) => [name, { type, default: type === 'boolean' ? false : '' }])
  const trigger = declared.length > 0 ? { inputs: Object.fromEntries(declared) } : null
  document.delete('run-name')
  document.set('on', document.createNode({ workflow_call: trigger }))
  return called.length > 0
}

/** The part that calls; `name` is that of the file. */
export function makeCaller(shared: SharedWorkflows, name: string, document: Document): void {
  const { staying, shared: called, inputs, needs, permissions } = split(document)
  const jobs = document.get('jobs') as YAMLMap
  jobs.items = jobs.items.filter(({ key }) => staying.includes(String(key)))
  for (const job of jobsOf(document))
    if (usesOf(job).startsWith('./')) job.set('uses', sharedReference(shared, usesOf(job).slice(2)))
  document.delete('env')
  if (called.length === 0) return
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

/** The jobs of a workflow, by who has them. */
interface Split {
  readonly staying: readonly string[]
  readonly shared: readonly string[]
  /** What the called jobs need to know, and where it comes from. */
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
  const staying = jobs.has('ci') ? [...new Set(withNeeds('ci'))] : []
  const called = jobs.items.map(({ key }) => String(key)).filter((id) => !staying.includes(id))
  const text = textOf(called.map((id) => jobs.get(id)))
  const handed = [...text.matchAll(outputs)]
    .filter(([, job = '']) => staying.includes(job))
    .map(([from, , name = '']) => ({ name, type: 'string', from }))
  return {
    staying,
    shared: called,
    inputs: [
      ...new Map([...handed, ...dispatchInputs(document, text)].map((one) => [one.name, one])).values(),
    ],
    needs: staying.filter((id) => called.some((other) => needsOf(other).includes(id))),
    permissions: mergePermissions(called.map((id) => jobs.getIn([id, 'permissions']))),
  }
}

/** What a person types in who starts the workflow, as far as its jobs look at it. */
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

/** As much as any of them needs: each takes only its own. */
function mergePermissions(maps: readonly unknown[]): Readonly<Record<string, string>> {
  const entries = maps.flatMap((map) =>
    isMap(map) ? map.items.map(({ key, value }) => [String(key), String(value)] as const) : [],
  )
  const most = new Map<string, string>()
  for (const [scope, level] of entries.toSorted(([one], [other]) => one.localeCompare(other)))
    if (most.get(scope) !== 'write') most.set(scope, level)
  return Object.fromEntries(most)
}
