import { isMap, isScalar, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml'
import { RelError } from '../errors.js'
import type { Choices } from './choices.js'
import type { Template } from './table.js'

/** The text of a template as a repository wants it. A template is a whole, valid file with everything switched on. */
export function render(text: string, { path, parts }: Template, choices: Choices): string {
  const document = parseDocument(text)
  for (const [part, wanted] of Object.entries(parts)) {
    const keys = part.split('.')
    if (!document.hasIn(keys)) throw new RelError('failed', `The template ${path} has no ${part}.`)
    if (!wanted(choices)) document.deleteIn(keys)
  }
  forgetMissingJobs(document)
  nameBranch(document, choices.defaultBranch)
  if (path === 'actions/setup-rel/action.yml') setUp(document, choices)
  for (const job of jobsOf(document)) fit(job, choices)
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

const jobsOf = (document: Document): readonly YAMLMap[] => {
  const jobs = document.get('jobs')
  return isMap(jobs) ? jobs.items.flatMap(({ value }) => (isMap(value) ? [value] : [])) : []
}

/** Nobody may need a job that is gone. */
function forgetMissingJobs(document: Document): void {
  for (const job of jobsOf(document)) {
    const needs = job.get('needs')
    if (isSeq(needs))
      needs.items = needs.items.filter((need) => isScalar(need) && document.hasIn(['jobs', need.value]))
  }
}

function nameBranch(document: Document, defaultBranch: string): void {
  for (const event of ['push', 'pull_request']) {
    const branches = document.getIn(['on', event, 'branches'])
    if (!isSeq(branches)) continue
    for (const branch of branches.items)
      if (isScalar(branch) && branch.value === 'main') branch.value = defaultBranch
  }
}

function setUp(document: Document, { version, config: { actions } }: Choices): void {
  document.setIn(['inputs', 'version', 'default'], version)
  if (actions.registry !== null) document.setIn(['inputs', 'registry', 'default'], actions.registry)
}

/** The runner, and the secrets of the team's steps: a composite action cannot read them itself. */
function fit(job: YAMLMap, { config }: Choices): void {
  const [runner = '', ...more] = config.actions.runner
  if (job.has('runs-on')) job.set('runs-on', more.length > 0 ? [runner, ...more] : runner)
  const steps = job.get('steps')
  for (const step of isSeq(steps) ? steps.items : []) {
    if (!isMap(step)) continue
    const [, name] = /\/actions\/(\w+)$/.exec(String(step.get('uses') ?? '')) ?? []
    for (const secret of config.secrets[name as keyof typeof config.secrets] ?? [])
      step.setIn(['env', secret], `\${{ secrets.${secret} }}`)
  }
}
