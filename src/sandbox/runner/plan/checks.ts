import { placeText } from '../problem.js'
import type { Job } from '../workflow/workflow.js'
import { child, entriesOf, literal, type Node } from '../workflow/yaml.js'
import { excess, jobPermissions, type Permissions } from './permissions.js'
import type { Tree } from './tree.js'

/** What GitHub finds only when the run starts, and no linter does: file, line, and its words. */
export const treeFindings = (tree: Tree, allowed: Permissions): readonly string[] =>
  callsOf(tree).flatMap(({ job, callee }) => [
    ...inputFindings(job, callee),
    ...permissionFindings(tree, job, callee, allowed),
    ...treeFindings(callee, jobPermissions(tree.workflow.root, job.node, allowed)),
  ])

const callsOf = ({ workflow, calls }: Tree): readonly { readonly job: Job; readonly callee: Tree }[] =>
  workflow.jobs.flatMap((job) => {
    const callee = calls.get(job.id)
    return callee ? [{ job, callee }] : []
  })

const atUses = (job: Job): string => placeText(child(job.node, 'uses')?.at ?? job.node.at)

/** A called workflow may lower the permissions of its caller, and never raise them. */
function permissionFindings(tree: Tree, job: Job, callee: Tree, allowed: Permissions): readonly string[] {
  const granted = jobPermissions(tree.workflow.root, job.node, allowed)
  return callee.workflow.jobs.flatMap((nested) => {
    const wanted = jobPermissions(callee.workflow.root, nested.node, granted)
    const over = excess(wanted, granted)
    if (over.length === 0) return []
    const list = (of: Permissions): string =>
      over.map((scope) => `${scope}: ${of[scope] ?? 'none'}`).join(', ')
    return [
      `${atUses(job)}: Error calling workflow '${job.uses ?? ''}'. The nested job '${nested.id}' is requesting '${list(wanted)}', but is only allowed '${list(granted)}'.`,
    ]
  })
}

function inputFindings(job: Job, { workflow }: Tree): readonly string[] {
  const trigger = child(child(workflow.root, 'on'), 'workflow_call')
  const isCallable = trigger !== undefined || literal(child(workflow.root, 'on')) === 'workflow_call'
  if (!isCallable && !namesCall(child(workflow.root, 'on')))
    return [`${atUses(job)}: workflow is not reusable as it is missing a \`on.workflow_call\` trigger`]
  return [
    ...differences(job, 'with', 'Input', child(trigger, 'inputs')),
    ...(literal(child(job.node, 'secrets')) === 'inherit'
      ? []
      : differences(job, 'secrets', 'Secret', child(trigger, 'secrets'))),
  ]
}

const namesCall = (on: Node | undefined): boolean =>
  on !== undefined && 'items' in on && on.items.some((item) => literal(item) === 'workflow_call')

function differences(
  job: Job,
  key: 'with' | 'secrets',
  word: string,
  declared: Node | undefined,
): readonly string[] {
  const given = entriesOf(child(job.node, key))
  const names = entriesOf(declared)
  const has = (list: readonly { readonly key: string }[], name: string): boolean =>
    list.some((each) => each.key.toLowerCase() === name.toLowerCase())
  const unknown = given.filter((each) => !has(names, each.key))
  const missing = names.filter(
    (each) =>
      literal(child(each.value, 'required')) === 'true' &&
      !child(each.value, 'default') &&
      !has(given, each.key),
  )
  return [
    ...unknown.map(
      (each) =>
        `${placeText(each.at)}: Invalid ${word.toLowerCase()}, ${each.key} is not defined in the referenced workflow.`,
    ),
    ...missing.map(
      (each) => `${atUses(job)}: ${word} ${each.key} is required, but not provided while calling.`,
    ),
  ]
}
