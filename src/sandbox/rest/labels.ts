import { mustRead } from '../actor.js'
import { invalidRequest, notFound } from '../errors.js'
import { issueOf, permissionsOf } from '../rules/access/access.js'
import {
  addLabels,
  createLabel,
  deleteLabel,
  findLabel,
  labelsOf,
  removeLabel,
  setLabels,
  updateLabel,
} from '../rules/pulls/labels.js'
import type { Issue, Repository } from '../state/rows.js'
import {
  list,
  numberIn,
  repositoryIn,
  text,
  textOrNull,
  type Body,
  type Call,
  type Operations,
} from './operation.js'
import { labelView, labelViews } from './views/issue.js'

export const labels: Operations = {
  'issues/list-labels-for-repo': (call) => {
    const repository = readable(call)
    const rows = call.world.store.by('labels', 'repository', repository.id)
    return list(rows, (label) => labelView(call.world, repository, label))
  },

  'issues/get-label': (call) => {
    const repository = readable(call)
    const label = findLabel(call.world, repository, nameIn(call))
    if (!label) throw notFound()
    return { body: labelView(call.world, repository, label) }
  },

  'issues/create-label': (call) => {
    const repository = repositoryIn(call)
    const { world, actor, body } = call
    const wish = {
      name: text(body, 'name'),
      color: text(body, 'color'),
      description: textOrNull(body, 'description'),
    }
    return { status: 201, body: labelView(world, repository, createLabel(world, actor, repository, wish)) }
  },

  'issues/update-label': (call) => {
    const repository = repositoryIn(call)
    const { world, actor, body } = call
    const wish = {
      name: text(body, 'new_name'),
      color: text(body, 'color'),
      description: textOrNull(body, 'description'),
    }
    return { body: labelView(world, repository, updateLabel(world, actor, repository, nameIn(call), wish)) }
  },

  'issues/delete-label': (call) => {
    deleteLabel(call.world, call.actor, repositoryIn(call), nameIn(call))
    return { status: 204 }
  },

  'issues/list-labels-on-issue': (call) => {
    const { repository, issue } = issueIn(call)
    mustRead(call.world, call.actor, repository, ...permissionsOf(issue))
    return list(labelsOf(call.world, issue), (label) => labelView(call.world, repository, label))
  },

  'issues/add-labels': (call) => {
    const { repository, issue } = issueIn(call)
    const after = addLabels(call.world, call.actor, issue, namesIn(call.body), { create: true })
    return { body: labelViews(call.world, repository, after) }
  },

  'issues/set-labels': (call) => {
    const { repository, issue } = issueIn(call)
    return {
      body: labelViews(call.world, repository, setLabels(call.world, call.actor, issue, namesIn(call.body))),
    }
  },

  'issues/remove-label': (call) => {
    const { repository, issue } = issueIn(call)
    return {
      body: labelViews(call.world, repository, removeLabel(call.world, call.actor, issue, nameIn(call))),
    }
  },

  'issues/remove-all-labels': (call) => {
    setLabels(call.world, call.actor, issueIn(call).issue, [])
    return { status: 204 }
  },
}

const nameIn = ({ path }: Call): string => path['name'] ?? ''

function readable(call: Call): Repository {
  const repository = repositoryIn(call)
  mustRead(call.world, call.actor, repository, 'issues', 'pull_requests')
  return repository
}

function issueIn(call: Call): { readonly repository: Repository; readonly issue: Issue } {
  const repository = repositoryIn(call)
  return { repository, issue: issueOf(call.world, repository, numberIn(call, 'issue_number')) }
}

/** Names, or objects with a name, as GitHub takes both. */
export function namesIn({ labels: given }: Body): readonly string[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) throw invalidRequest("For 'properties/labels', the value is not an array.")
  return given.map((item: unknown) => {
    const name = typeof item === 'object' && item !== null && 'name' in item ? item.name : item
    if (typeof name !== 'string' || name.trim() === '')
      throw invalidRequest(`For 'labels/items', ${JSON.stringify(item)} is not the name of a label.`)
    return name
  })
}
