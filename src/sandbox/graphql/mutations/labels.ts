import { mustTriage } from '../../permissions.js'
import type { Request } from '../../request.js'
import { permissionsOf } from '../../rules/access/access.js'
import {
  addLabels,
  createLabel,
  deleteLabel,
  labelsOf,
  removeLabel,
  updateLabel,
} from '../../rules/pulls/labels.js'
import type { Issue, Label } from '../../state/rows.js'
import { node, requestForRow, requestFor, type Call, type Fields } from '../call.js'
import { noSuchNode } from '../errors.js'
import { issueNode } from '../issues.js'
import { issueOfId, labelOfId, repositoryOfId } from '../nodes.js'
import { given, mutation } from './change.js'

interface LabelsInput {
  readonly labelableId: string
  readonly labelIds: readonly string[]
}
interface LabelFields {
  readonly name?: string | null
  readonly color?: string | null
  readonly description?: string | null
}

/** Finds labels by their ids; all must be of the issue's repository. */
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

/** Removes labels. Unlike over REST, a label that the issue does not have is not an error. */
function removeLabels(request: Request, issue: Issue, labels: readonly Label[]): Issue {
  mustTriage(request, ...permissionsOf(issue))
  const present = labels.filter(({ id }) => issue.labels.includes(id))
  return present.reduce((labelled, { name }) => removeLabel(request, labelled, name), issue)
}

export const labelMutations: Fields<unknown> = {
  addLabelsToLabelable: mutation(
    'AddLabelsToLabelable',
    async ({ labelableId, labelIds }: LabelsInput, call) => {
      const issue = await issueOfId(call, labelableId)
      const names = (await labelsOfIds(call, issue, labelIds)).map(({ name }) => name)
      return {
        labelable: issueNode(
          addLabels(requestForRow(call, issue), issue, names, {
            create: false,
          }),
        ),
      }
    },
  ),
  removeLabelsFromLabelable: mutation(
    'RemoveLabelsFromLabelable',
    async ({ labelableId, labelIds }: LabelsInput, call) => {
      const issue = await issueOfId(call, labelableId)
      return {
        labelable: issueNode(
          removeLabels(requestForRow(call, issue), issue, await labelsOfIds(call, issue, labelIds)),
        ),
      }
    },
  ),
  clearLabelsFromLabelable: mutation(
    'ClearLabelsFromLabelable',
    async ({ labelableId }: LabelsInput, call) => {
      const issue = await issueOfId(call, labelableId)
      return {
        labelable: issueNode(removeLabels(requestForRow(call, issue), issue, labelsOf(call.world, issue))),
      }
    },
  ),
  createLabel: mutation(
    'CreateLabel',
    async ({ repositoryId, name, color, description }: LabelFields & { repositoryId: string }, call) => {
      const repository = await repositoryOfId(call, repositoryId)
      const options = { name: given(name), color: given(color), description: given(description) }
      return { label: node('Label', createLabel(requestFor(call, repository), options)) }
    },
  ),
  updateLabel: mutation(
    'UpdateLabel',
    async ({ id, name, color, description }: LabelFields & { id: string }, call) => {
      const label = await labelOfId(call, id)
      const options = { name: given(name), color: given(color), description: given(description) }
      return { label: node('Label', updateLabel(requestForRow(call, label), label.name, options)) }
    },
  ),
  deleteLabel: mutation('DeleteLabel', async ({ id }: { id: string }, call) => {
    const label = await labelOfId(call, id)
    deleteLabel(requestForRow(call, label), label.name)
    return {}
  }),
}
