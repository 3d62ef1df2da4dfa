import { mustTriage, type Actor } from '../../actor.js'
import { permissionsOf, repositoryById } from '../../rules/access/access.js'
import {
  addLabels,
  createLabel,
  deleteLabel,
  labelsOf,
  removeLabel,
  updateLabel,
} from '../../rules/pulls/labels.js'
import type { Issue, Label } from '../../state/rows.js'
import type { World } from '../../world.js'
import { node, type Call, type Fields } from '../call.js'
import { noSuchNode } from '../errors.js'
import { issueNode } from '../issues.js'
import { issueOfId, labelOfId, repositoryOfId } from '../nodes.js'
import { given, mutation } from './change.js'

interface Labelling {
  readonly labelableId: string
  readonly labelIds: readonly string[]
}
interface Appearance {
  readonly name?: string | null
  readonly color?: string | null
  readonly description?: string | null
}

/** Labels by their ids, all of the repository of the issue. */
export function labelsOfIds(
  call: Call,
  { repository }: Issue,
  ids: readonly string[],
): Promise<readonly Label[]> {
  return Promise.all(
    ids.map(async (id) => {
      const label = await labelOfId(call, id)
      if (label.repository !== repository) throw noSuchNode(id)
      return label
    }),
  )
}

/** A label that is not there stays away: not an error here, other than over REST. */
function takeOff(world: World, actor: Actor, issue: Issue, labels: readonly Label[]): Issue {
  mustTriage(world, actor, repositoryById(world, issue.repository), ...permissionsOf(issue))
  const there = labels.filter(({ id }) => issue.labels.includes(id))
  return there.reduce((now, { name }) => removeLabel(world, actor, now, name), issue)
}

export const labelMutations: Fields<unknown> = {
  addLabelsToLabelable: mutation(
    'AddLabelsToLabelable',
    async ({ labelableId, labelIds }: Labelling, call) => {
      const issue = await issueOfId(call, labelableId)
      const names = (await labelsOfIds(call, issue, labelIds)).map(({ name }) => name)
      return { labelable: issueNode(addLabels(call.world, call.actor, issue, names, { create: false })) }
    },
  ),
  removeLabelsFromLabelable: mutation(
    'RemoveLabelsFromLabelable',
    async ({ labelableId, labelIds }: Labelling, call) => {
      const issue = await issueOfId(call, labelableId)
      return {
        labelable: issueNode(
          takeOff(call.world, call.actor, issue, await labelsOfIds(call, issue, labelIds)),
        ),
      }
    },
  ),
  clearLabelsFromLabelable: mutation('ClearLabelsFromLabelable', async ({ labelableId }: Labelling, call) => {
    const issue = await issueOfId(call, labelableId)
    return { labelable: issueNode(takeOff(call.world, call.actor, issue, labelsOf(call.world, issue))) }
  }),
  createLabel: mutation(
    'CreateLabel',
    async ({ repositoryId, name, color, description }: Appearance & { repositoryId: string }, call) => {
      const repository = await repositoryOfId(call, repositoryId)
      const wish = { name: given(name), color: given(color), description: given(description) }
      return { label: node('Label', createLabel(call.world, call.actor, repository, wish)) }
    },
  ),
  updateLabel: mutation(
    'UpdateLabel',
    async ({ id, name, color, description }: Appearance & { id: string }, call) => {
      const label = await labelOfId(call, id)
      const wish = { name: given(name), color: given(color), description: given(description) }
      const repository = repositoryById(call.world, label.repository)
      return { label: node('Label', updateLabel(call.world, call.actor, repository, label.name, wish)) }
    },
  ),
  deleteLabel: mutation('DeleteLabel', async ({ id }: { id: string }, call) => {
    const label = await labelOfId(call, id)
    deleteLabel(call.world, call.actor, repositoryById(call.world, label.repository), label.name)
    return {}
  }),
}
