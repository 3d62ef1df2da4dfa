import { mustTriage, mustWrite } from '../../permissions.js'
import { invalidField, missingField, notFound, validationFailed } from '../../errors.js'
import { transaction, type Request, type Write } from '../../request.js'
import type { Issue, Label, Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { permissionsOf } from '../access/access.js'
import { recordEvent, recordIssueEvent, recordTimeline } from '../record.js'

export interface LabelOptions {
  readonly name?: string | undefined
  readonly color?: string | undefined
  readonly description?: string | null | undefined
}

export const findLabel = (world: World, repository: Pick<Repository, 'id'>, name: string): Label | null =>
  world.store.first('labels', 'name', `${repository.id}/${name.toLowerCase()}`)

/** The labels of an issue, in the order in which they were added. */
export const labelsOf = (world: World, issue: Issue): readonly Label[] =>
  issue.labels.map((id) => world.store.get('labels', id)).filter((label) => label !== null)

const mustChangeLabels = (request: Request): void => mustWrite(request, 'issues', 'pull_requests')

export function createLabel(request: Request, options: LabelOptions): Label {
  const { world, repository } = request
  mustChangeLabels(request)
  if (!options.name) throw missingField('Label', 'name')
  mustBeAvailable(world, repository, options.name)
  return transaction(request, (write) => insertLabel(write, options.name!, options))
}

/** Updates the fields in `options`; a new name may differ from the old one by case only. */
export function updateLabel(request: Request, name: string, options: LabelOptions): Label {
  const { world, repository } = request
  mustChangeLabels(request)
  const label = findLabel(world, repository, name)
  if (!label) throw notFound()
  if (options.name !== undefined && options.name.toLowerCase() !== label.name.toLowerCase())
    mustBeAvailable(world, repository, options.name)
  return transaction(request, (write) => {
    recordEvent(write, 'label', 'edited', { label: options.name ?? label.name })
    return write.tx.put('labels', {
      ...label,
      name: options.name ?? label.name,
      color: colorOf(options.color ?? label.color),
      description: options.description === undefined ? label.description : options.description,
    })
  })
}

/** Deletes a label and removes it from issues and pull requests. */
export function deleteLabel(request: Request, name: string): void {
  const { world, repository } = request
  mustChangeLabels(request)
  const label = findLabel(world, repository, name)
  if (!label) throw notFound()
  transaction(request, (write) => {
    for (const issue of world.store.by('issues', 'repository', repository.id))
      if (issue.labels.includes(label.id))
        write.tx.put('issues', { ...issue, labels: issue.labels.filter((id) => id !== label.id) })
    write.tx.remove('labels', label)
    recordEvent(write, 'label', 'deleted', { label: label.name })
  })
}

/**
 * Adds labels to an issue or pull request, also a closed one; labels it already has change nothing. With `create`, unknown
 * names become labels of the repository, if the actor may create labels.
 */
export function addLabels(
  request: Request,
  issue: Issue,
  names: readonly string[],
  { create }: { readonly create: boolean },
): Issue {
  const { world, repository } = request
  mustTriage(request, ...permissionsOf(issue))
  const unknown = names.filter((name) => !findLabel(world, repository, name))
  if (unknown.length > 0 && !create) throw notFound('Label does not exist')
  if (unknown.length > 0) mustChangeLabels(request)
  return transaction(request, (write) => {
    const labels = names.map((name) => findLabel(world, repository, name) ?? insertLabel(write, name, {}))
    return labels.reduce((labelled, label) => attach(write, labelled, label), issue)
  })
}

export function removeLabel(request: Request, issue: Issue, name: string): Issue {
  const { world, repository } = request
  mustTriage(request, ...permissionsOf(issue))
  const label = findLabel(world, repository, name)
  if (!label || !issue.labels.includes(label.id)) throw notFound('Label does not exist')
  return transaction(request, (write) => detach(write, issue, label))
}

/** Replaces the labels of an issue or pull request. */
export function setLabels(request: Request, issue: Issue, names: readonly string[]): Issue {
  const { world } = request
  const wanted = addLabels(request, issue, names, { create: true })
  const kept = new Set(names.map((name) => name.toLowerCase()))
  const removed = labelsOf(world, wanted).filter((label) => !kept.has(label.name.toLowerCase()))
  if (removed.length === 0) return wanted
  return transaction(request, (write) =>
    removed.reduce((labelled, label) => detach(write, labelled, label), wanted),
  )
}

const labelDetail = ({ name, color }: Label): Readonly<Record<string, unknown>> => ({
  label: { name, color },
})

function attach(write: Write, issue: Issue, label: Label): Issue {
  const { world, tx } = write
  if (issue.labels.includes(label.id)) return issue
  recordTimeline(write, issue, 'labeled', labelDetail(label))
  recordIssueEvent(write, issue, 'labeled', { label: label.name })
  return tx.put('issues', { ...issue, labels: [...issue.labels, label.id], updatedAt: world.now() })
}

function detach(write: Write, issue: Issue, label: Label): Issue {
  const { world, tx } = write
  recordTimeline(write, issue, 'unlabeled', labelDetail(label))
  recordIssueEvent(write, issue, 'unlabeled', { label: label.name })
  return tx.put('issues', {
    ...issue,
    labels: issue.labels.filter((id) => id !== label.id),
    updatedAt: world.now(),
  })
}

function insertLabel(write: Write, name: string, options: LabelOptions): Label {
  const { world, tx, repository } = write
  recordEvent(write, 'label', 'created', { label: name })
  return tx.put('labels', {
    id: world.store.nextId(),
    repository: repository.id,
    name,
    color: colorOf(options.color ?? 'ededed'),
    description: options.description ?? null,
  })
}

function mustBeAvailable(world: World, repository: Repository, name: string): void {
  if (name.length > 50) throw invalidField('Label', 'name')
  if (findLabel(world, repository, name))
    throw validationFailed([{ resource: 'Label', code: 'already_exists', field: 'name' }])
}

function colorOf(color: string): string {
  if (!/^[0-9a-f]{6}$/i.test(color)) throw invalidField('Label', 'color')
  return color
}
