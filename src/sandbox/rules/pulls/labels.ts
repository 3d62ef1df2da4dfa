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
  world.store.one('labels', 'name', `${repository.id}/${name.toLowerCase()}`)

/** The labels of an issue, in the order in which GitHub keeps them. */
export const labelsOf = (world: World, issue: Issue): readonly Label[] =>
  issue.labels.map((id) => world.store.get('labels', id)).filter((label) => label !== null)

const mustChangeLabels = (request: Request): void => mustWrite(request, 'issues', 'pull_requests')

export function createLabel(request: Request, options: LabelOptions): Label {
  const { world, repository } = request
  mustChangeLabels(request)
  if (!options.name) throw missingField('Label', 'name')
  mustBeFree(world, repository, options.name)
  return transaction(request, (write) => putNew(write, options.name!, options))
}

/** `options` say what is to change; a new name may be the old one in other letters. */
export function updateLabel(request: Request, name: string, options: LabelOptions): Label {
  const { world, repository } = request
  mustChangeLabels(request)
  const label = findLabel(world, repository, name)
  if (!label) throw notFound()
  if (options.name !== undefined && options.name.toLowerCase() !== label.name.toLowerCase())
    mustBeFree(world, repository, options.name)
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

/** Also takes the label off everything that carries it. */
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
 * Puts labels on an issue or pull request; one that is there already changes nothing. With `create` an unknown name becomes
 * a label of the repository, if the actor may make labels. Closed and merged ones may be labelled too.
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
    const labels = names.map((name) => findLabel(world, repository, name) ?? putNew(write, name, {}))
    return labels.reduce((now, label) => putOn(write, now, label), issue)
  })
}

export function removeLabel(request: Request, issue: Issue, name: string): Issue {
  const { world, repository } = request
  mustTriage(request, ...permissionsOf(issue))
  const label = findLabel(world, repository, name)
  if (!label || !issue.labels.includes(label.id)) throw notFound('Label does not exist')
  return transaction(request, (write) => takeOff(write, issue, label))
}

/** Exactly these labels, whatever was there before. */
export function setLabels(request: Request, issue: Issue, names: readonly string[]): Issue {
  const { world } = request
  const wanted = addLabels(request, issue, names, { create: true })
  const keep = new Set(names.map((name) => name.toLowerCase()))
  const surplus = labelsOf(world, wanted).filter((label) => !keep.has(label.name.toLowerCase()))
  if (surplus.length === 0) return wanted
  return transaction(request, (write) => surplus.reduce((now, label) => takeOff(write, now, label), wanted))
}

const appearance = ({ name, color }: Label): Readonly<Record<string, unknown>> => ({ label: { name, color } })

function putOn(write: Write, issue: Issue, label: Label): Issue {
  const { world, tx } = write
  if (issue.labels.includes(label.id)) return issue
  recordTimeline(write, issue, 'labeled', appearance(label))
  recordIssueEvent(write, issue, 'labeled', { label: label.name })
  return tx.put('issues', { ...issue, labels: [...issue.labels, label.id], updatedAt: world.now() })
}

function takeOff(write: Write, issue: Issue, label: Label): Issue {
  const { world, tx } = write
  recordTimeline(write, issue, 'unlabeled', appearance(label))
  recordIssueEvent(write, issue, 'unlabeled', { label: label.name })
  return tx.put('issues', {
    ...issue,
    labels: issue.labels.filter((id) => id !== label.id),
    updatedAt: world.now(),
  })
}

function putNew(write: Write, name: string, options: LabelOptions): Label {
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

function mustBeFree(world: World, repository: Repository, name: string): void {
  if (name.length > 50) throw invalidField('Label', 'name')
  if (findLabel(world, repository, name))
    throw validationFailed([{ resource: 'Label', code: 'already_exists', field: 'name' }])
}

function colorOf(color: string): string {
  if (!/^[0-9a-f]{6}$/i.test(color)) throw invalidField('Label', 'color')
  return color
}
