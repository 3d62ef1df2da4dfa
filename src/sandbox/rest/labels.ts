import { mustRead } from '../permissions.js'
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
  requestIn,
  text,
  textOrNull,
  type Body,
  type Call,
  type Operations,
  type RepositoryRequest,
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
    const request = requestIn(call)
    const { repository } = request
    const { world, body } = call
    const options = {
      name: text(body, 'name'),
      color: text(body, 'color'),
      description: textOrNull(body, 'description'),
    }
    return { status: 201, body: labelView(world, repository, createLabel(request, options)) }
  },

  'issues/update-label': (call) => {
    const request = requestIn(call)
    const { repository } = request
    const { world, body } = call
    const options = {
      name: text(body, 'new_name'),
      color: text(body, 'color'),
      description: textOrNull(body, 'description'),
    }
    return { body: labelView(world, repository, updateLabel(request, nameIn(call), options)) }
  },

  'issues/delete-label': (call) => {
    deleteLabel(requestIn(call), nameIn(call))
    return { status: 204 }
  },

  'issues/list-labels-on-issue': (call) => {
    const { request, repository, issue } = issueIn(call)
    mustRead(request, ...permissionsOf(issue))
    return list(labelsOf(call.world, issue), (label) => labelView(call.world, repository, label))
  },

  'issues/add-labels': (call) => {
    const { request, repository, issue } = issueIn(call)
    const after = addLabels(request, issue, namesIn(call.body), { create: true })
    return { body: labelViews(call.world, repository, after) }
  },

  'issues/set-labels': (call) => {
    const { request, repository, issue } = issueIn(call)
    return {
      body: labelViews(call.world, repository, setLabels(request, issue, namesIn(call.body))),
    }
  },

  'issues/remove-label': (call) => {
    const { request, repository, issue } = issueIn(call)
    return {
      body: labelViews(call.world, repository, removeLabel(request, issue, nameIn(call))),
    }
  },

  'issues/remove-all-labels': (call) => {
    const { request, issue } = issueIn(call)
    setLabels(request, issue, [])
    return { status: 204 }
  },
}

const nameIn = ({ path }: Call): string => path['name'] ?? ''

function readable(call: Call): Repository {
  const request = requestIn(call)
  mustRead(request, 'issues', 'pull_requests')
  return request.repository
}

function issueIn(call: Call): RepositoryRequest & { readonly issue: Issue } {
  const request = requestIn(call)
  const { repository } = request
  return { request, repository, issue: issueOf(call.world, repository, numberIn(call, 'issue_number')) }
}

/** The label names in a body; GitHub accepts names and objects with a name. */
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
