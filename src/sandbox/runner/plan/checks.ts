import { locationText } from '../problem.js'
import type { Job } from '../workflow/workflow.js'
import { child, entriesOf, literal, type Node } from '../workflow/yaml.js'
import { excess, jobPermissions, type Permissions } from './permissions.js'
import type { Tree } from './tree.js'

/** Problems that GitHub reports only when a run starts: location and GitHub's message. */
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

const atUses = (job: Job): string => locationText(child(job.node, 'uses')?.at ?? job.node.at)

/** Checks that called workflows do not request more permissions than their caller grants. */
function permissionFindings(tree: Tree, job: Job, callee: Tree, allowed: Permissions): readonly string[] {
  const granted = jobPermissions(tree.workflow.root, job.node, allowed)
  return callee.workflow.jobs.flatMap((nested) => {
    const requested = jobPermissions(callee.workflow.root, nested.node, granted)
    const exceeding = excess(requested, granted)
    if (exceeding.length === 0) return []
    const list = (of: Permissions): string =>
      exceeding.map((scope) => `${scope}: ${of[scope] ?? 'none'}`).join(', ')
    return [
      `${atUses(job)}: Error calling workflow '${job.uses ?? ''}'. The nested job '${nested.id}' is requesting '${list(requested)}', but is only allowed '${list(granted)}'.`,
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
  label: string,
  declared: Node | undefined,
): readonly string[] {
  const provided = entriesOf(child(job.node, key))
  const declarations = entriesOf(declared)
  const has = (list: readonly { readonly key: string }[], name: string): boolean =>
    list.some((entry) => entry.key.toLowerCase() === name.toLowerCase())
  const unknown = provided.filter(({ key: name }) => !has(declarations, name))
  const missing = declarations.filter(
    ({ key: name, value }) =>
      literal(child(value, 'required')) === 'true' && !child(value, 'default') && !has(provided, name),
  )
  return [
    ...unknown.map(
      (entry) =>
        `${locationText(entry.at)}: Invalid ${label.toLowerCase()}, ${entry.key} is not defined in the referenced workflow.`,
    ),
    ...missing.map(
      (entry) => `${atUses(job)}: ${label} ${entry.key} is required, but not provided while calling.`,
    ),
  ]
}
