import { mustTriage, mustWrite, type Actor } from '../../actor.js'
import { invalidField, missingField, notFound, validationFailed } from '../../errors.js'
import type { Issue, Label, Repository } from '../../state/rows.js'
import type { Transaction } from '../../state/store.js'
import type { World } from '../../world.js'
import { permissionsOf, repositoryById } from '../access/access.js'
import { recordEvent, recordIssueEvent, recordTimeline } from '../record.js'

export interface LabelWish {
  readonly name?: string | undefined
  readonly color?: string | undefined
  readonly description?: string | null | undefined
}

export const findLabel = (world: World, repository: Pick<Repository, 'id'>, name: string): Label | null =>
  world.store.one('labels', 'name', `${repository.id}/${name.toLowerCase()}`)

/** The labels of an issue, in the order in which GitHub keeps them. */
export const labelsOf = (world: World, issue: Issue): readonly Label[] =>
  issue.labels.map((id) => world.store.get('labels', id)).filter((label) => label !== null)

const mustChangeLabels = (world: World, actor: Actor, repository: Repository): void =>
  mustWrite(world, actor, repository, 'issues', 'pull_requests')

export function createLabel(world: World, actor: Actor, repository: Repository, wish: LabelWish): Label {
  mustChangeLabels(world, actor, repository)
  if (!wish.name) throw missingField('Label', 'name')
  mustBeFree(world, repository, wish.name)
  return world.store.transaction((tx) => putNew(world, tx, actor, repository, wish.name!, wish))
}

/** `wish` says what is to change; a new name may be the old one in other letters. */
export function updateLabel(
  world: World,
  actor: Actor,
  repository: Repository,
  name: string,
  wish: LabelWish,
): Label {
  mustChangeLabels(world, actor, repository)
  const label = findLabel(world, repository, name)
  if (!label) throw notFound()
  if (wish.name !== undefined && wish.name.toLowerCase() !== label.name.toLowerCase())
    mustBeFree(world, repository, wish.name)
  return world.store.transaction((tx) => {
    recordEvent(world, tx, actor, repository, 'label', 'edited', { label: wish.name ?? label.name })
    return tx.put('labels', {
      ...label,
      name: wish.name ?? label.name,
      color: colorOf(wish.color ?? label.color),
      description: wish.description === undefined ? label.description : wish.description,
    })
  })
}

/** Also takes the label off everything that carries it. */
export function deleteLabel(world: World, actor: Actor, repository: Repository, name: string): void {
  mustChangeLabels(world, actor, repository)
  const label = findLabel(world, repository, name)
  if (!label) throw notFound()
  world.store.transaction((tx) => {
    for (const issue of world.store.by('issues', 'repository', repository.id))
      if (issue.labels.includes(label.id))
        tx.put('issues', { ...issue, labels: issue.labels.filter((id) => id !== label.id) })
    tx.remove('labels', label)
    recordEvent(world, tx, actor, repository, 'label', 'deleted', { label: label.name })
  })
}

/**
 * Puts labels on an issue or pull request; one that is there already changes nothing. With `create` an unknown name becomes
 * a label of the repository, if the actor may make labels. Closed and merged ones may be labelled too.
 */
export function addLabels(
  world: World,
  actor: Actor,
  issue: Issue,
  names: readonly string[],
  { create }: { readonly create: boolean },
): Issue {
  const repository = repositoryById(world, issue.repository)
  mustTriage(world, actor, repository, ...permissionsOf(issue))
  const unknown = names.filter((name) => !findLabel(world, repository, name))
  if (unknown.length > 0 && !create) throw notFound('Label does not exist')
  if (unknown.length > 0) mustChangeLabels(world, actor, repository)
  return world.store.transaction((tx) => {
    const labels = names.map(
      (name) => findLabel(world, repository, name) ?? putNew(world, tx, actor, repository, name, {}),
    )
    return labels.reduce((now, label) => putOn(world, tx, actor, now, label), issue)
  })
}

export function removeLabel(world: World, actor: Actor, issue: Issue, name: string): Issue {
  const repository = repositoryById(world, issue.repository)
  mustTriage(world, actor, repository, ...permissionsOf(issue))
  const label = findLabel(world, repository, name)
  if (!label || !issue.labels.includes(label.id)) throw notFound('Label does not exist')
  return world.store.transaction((tx) => takeOff(world, tx, actor, issue, label))
}

/** Exactly these labels, whatever was there before. */
export function setLabels(world: World, actor: Actor, issue: Issue, names: readonly string[]): Issue {
  const wanted = addLabels(world, actor, issue, names, { create: true })
  const keep = new Set(names.map((name) => name.toLowerCase()))
  const surplus = labelsOf(world, wanted).filter((label) => !keep.has(label.name.toLowerCase()))
  if (surplus.length === 0) return wanted
  return world.store.transaction((tx) =>
    surplus.reduce((now, label) => takeOff(world, tx, actor, now, label), wanted),
  )
}

const appearance = ({ name, color }: Label): Readonly<Record<string, unknown>> => ({ label: { name, color } })

function putOn(world: World, tx: Transaction, actor: Actor, issue: Issue, label: Label): Issue {
  if (issue.labels.includes(label.id)) return issue
  recordTimeline(world, tx, actor, issue, 'labeled', appearance(label))
  recordIssueEvent(world, tx, actor, issue, 'labeled', { label: label.name })
  return tx.put('issues', { ...issue, labels: [...issue.labels, label.id], updatedAt: world.now() })
}

function takeOff(world: World, tx: Transaction, actor: Actor, issue: Issue, label: Label): Issue {
  recordTimeline(world, tx, actor, issue, 'unlabeled', appearance(label))
  recordIssueEvent(world, tx, actor, issue, 'unlabeled', { label: label.name })
  return tx.put('issues', {
    ...issue,
    labels: issue.labels.filter((id) => id !== label.id),
    updatedAt: world.now(),
  })
}

function putNew(
  world: World,
  tx: Transaction,
  actor: Actor,
  repository: Repository,
  name: string,
  wish: LabelWish,
): Label {
  recordEvent(world, tx, actor, repository, 'label', 'created', { label: name })
  return tx.put('labels', {
    id: world.store.nextId(),
    repository: repository.id,
    name,
    color: colorOf(wish.color ?? 'ededed'),
    description: wish.description ?? null,
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
