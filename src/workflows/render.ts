import { isMap, isScalar, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml'
import { RelError } from '../errors.js'
import { usesGitHubPackages, roleOf, sharedWorkflows, type PackOptions } from './pack-options.js'
import { makeCallable, makeCaller, useActionsOf } from './share.js'
import { adaptSteps, removeUnusedCheckout, jobsOf, type ExtraSteps } from './steps.js'
import type { Template } from './table.js'

/**
 * The text of a template as a repository wants it, null where nothing is left. A template is a whole, valid file with everything switched on; `extra`: the steps
 * that some configurations put before the team's.
 */
export function render(
  text: string,
  template: Template,
  choices: PackOptions,
  extra: ExtraSteps,
): string | null {
  const document = parseDocument(text)
  for (const [part, wanted] of Object.entries(template.parts)) {
    const keys = pathOf(document, part, template)
    if (!wanted(choices)) document.deleteIn(keys)
  }
  for (const [part, value] of Object.entries(template.values)) {
    const keys = pathOf(document, part, template)
    const word = value(choices)
    if (word !== null) document.setIn(keys, word)
  }
  setDefaultBranch(document, choices.defaultBranch)
  for (const job of jobsOf(document)) adaptJob(job, choices, extra)
  if (!adaptToRole(document, template, choices)) return null
  removeMissingNeeds(document)
  for (const job of jobsOf(document)) removeUnusedCheckout(job)
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, nullStr: '', singleQuote: true })
}

/** Where a part is. Parts are taken away one after the other, so that its place in a list is known only now. */
function pathOf(document: Document, part: string, { source }: Template): readonly (string | number)[] {
  const keys: (string | number)[] = []
  for (const word of part.split('.')) {
    const node: unknown = keys.length === 0 ? document.contents : document.getIn(keys)
    keys.push(isSeq(node) ? node.items.findIndex((item) => isNamed(item, word)) : word)
  }
  if (document.hasIn(keys)) return keys
  throw new RelError('failed', `The template ${source} has no ${part}.`)
}
const isNamed = (item: unknown, word: string): boolean =>
  isMap(item) ? item.get('id') === word : isScalar(item) && item.value === word

/** A workflow with a trigger is called where workflows are shared; one that is called already stays as it is. False: nothing is left. */
function adaptToRole(document: Document, { path, roles: places }: Template, choices: PackOptions): boolean {
  const shared = sharedWorkflows(choices)
  if (!shared || !places.includes('alone')) return true
  const isShared = roleOf(choices) === 'shared'
  if (isShared) useActionsOf(shared, document)
  if (!places.includes('caller') || !path.startsWith('workflows/')) return true
  if (isShared) return makeCallable(document)
  const [, name = ''] = /([^/]+)\.yml$/.exec(path) ?? []
  makeCaller(shared, name, document)
  return true
}

/** Nobody may need a job that is gone. */
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

/** The runner, no more permissions than the registry needs, and the steps of the team. */
function adaptJob(job: YAMLMap, choices: PackOptions, extra: ExtraSteps): void {
  const [runner = '', ...more] = choices.config.actions.runner
  if (job.has('runs-on')) job.set('runs-on', more.length > 0 ? [runner, ...more] : runner)
  if (!usesGitHubPackages(choices)) job.deleteIn(['permissions', 'packages'])
  adaptSteps(job, choices.config, extra)
}
