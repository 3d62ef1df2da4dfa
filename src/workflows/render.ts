import { isMap, isScalar, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml'
import { RelError } from '../errors.js'
import { usesGitHubPackages, roleOf, sharedWorkflows, type PackOptions } from './pack-options.js'
import { makeCallable, makeCaller, useActionsOf } from './share.js'
import { adaptSteps, removeUnusedCheckout, jobsOf, type ExtraSteps } from './steps.js'
import type { Template } from './table.js'
import { basename } from 'node:path'

/**
 * Renders a template for a repository; null if no job is left. A template is a complete, valid file with all parts; `extra`: steps
 * that some configurations put before the actions of the team.
 */
export function render(
  text: string,
  template: Template,
  options: PackOptions,
  extra: ExtraSteps,
): string | null {
  const document = parseDocument(text)
  for (const [part, wanted] of Object.entries(template.parts)) {
    const keys = pathOf(document, part, template)
    if (!wanted(options)) document.deleteIn(keys)
  }
  for (const [part, value] of Object.entries(template.values)) {
    const keys = pathOf(document, part, template)
    const name = value(options)
    if (name !== null) document.setIn(keys, name)
  }
  setDefaultBranch(document, options.defaultBranch)
  for (const job of jobsOf(document)) adaptJob(job, options, extra)
  if (!adaptToRole(document, template, options)) return null
  removeMissingNeeds(document)
  for (const job of jobsOf(document)) removeUnusedCheckout(job)
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, nullStr: '', singleQuote: true })
}

/** Resolves the keys of a part. Earlier parts may have been removed already, so list indexes are looked up now. */
function pathOf(document: Document, part: string, { source }: Template): readonly (string | number)[] {
  const keys: (string | number)[] = []
  for (const name of part.split('.')) {
    const node: unknown = keys.length === 0 ? document.contents : document.getIn(keys)
    keys.push(isSeq(node) ? node.items.findIndex((item) => isNamed(item, name)) : name)
  }
  if (document.hasIn(keys)) return keys
  throw new RelError('failed', `The template ${source} has no ${part}.`)
}
const isNamed = (item: unknown, name: string): boolean =>
  isMap(item) ? item.get('id') === name : isScalar(item) && item.value === name

/** Splits a workflow with a trigger if workflows are shared; callees stay as they are. Returns false if no job is left. */
function adaptToRole(document: Document, { path, roles }: Template, options: PackOptions): boolean {
  const shared = sharedWorkflows(options)
  if (!shared || !roles.includes('alone')) return true
  const isShared = roleOf(options) === 'shared'
  if (isShared) useActionsOf(shared, document)
  if (!roles.includes('caller') || !path.startsWith('workflows/')) return true
  if (isShared) return makeCallable(document)
  makeCaller(shared, basename(path, '.yml'), document)
  return true
}

/** Removes deleted jobs from `needs`. */
function removeMissingNeeds(document: Document): void {
  for (const job of jobsOf(document)) {
    const needs = job.get('needs')
    if (!isSeq(needs)) continue
    needs.items = needs.items.filter((need) => isScalar(need) && document.hasIn(['jobs', need.value]))
    if (needs.items.length === 0) job.delete('needs')
  }
}

function setDefaultBranch(document: Document, defaultBranch: string): void {
  for (const event of ['push', 'pull_request']) {
    const branches = document.getIn(['on', event, 'branches'])
    if (!isSeq(branches)) continue
    for (const branch of branches.items)
      if (isScalar(branch) && branch.value === 'main') branch.value = defaultBranch
  }
}

/** Sets the runner, the permissions for the registry, and the steps of the team. */
function adaptJob(job: YAMLMap, options: PackOptions, extra: ExtraSteps): void {
  const [runner = '', ...labels] = options.config.actions.runner
  if (job.has('runs-on')) job.set('runs-on', labels.length > 0 ? [runner, ...labels] : runner)
  if (!usesGitHubPackages(options)) job.deleteIn(['permissions', 'packages'])
  adaptSteps(job, options.config, extra)
}
