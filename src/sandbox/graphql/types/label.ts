import { nodeId } from '../../node-id.js'
import { repositoryById } from '../../rules/access/access.js'
import type { Label } from '../../state/rows.js'
import { node, type Fields } from '../call.js'
import { connection, type Connection, type PageArguments } from '../connection.js'
import { ordered, type Order } from '../order.js'
import { issuePage, pullPage, type IssueFilter, type PullFilter } from '../issues.js'

export interface LabelFilter extends PageArguments {
  readonly query?: string | null
  readonly orderBy?: Order<'CREATED_AT' | 'NAME'> | null
}
const labelOrder = {
  CREATED_AT: (label: Label) => label.id,
  NAME: (label: Label) => label.name.toLowerCase(),
}

export function labels(rows: readonly Label[], args: LabelFilter): Connection {
  const query = (args.query ?? '').toLowerCase()
  const found = rows.filter(({ name, description }) =>
    `${name} ${description ?? ''}`.toLowerCase().includes(query),
  )
  return connection(ordered(found, args.orderBy, labelOrder), args, {
    keyOf: (label) => label.id,
    nodeOf: (label) => node('Label', label),
  })
}

/** The default labels of new repositories. */
const defaults = [
  'bug',
  'documentation',
  'duplicate',
  'enhancement',
  'good first issue',
  'help wanted',
  'invalid',
  'question',
  'wontfix',
]

export const labelTypes = {
  Label: {
    id: (label) => nodeId('Label', label.id),
    name: (label) => label.name,
    color: (label) => label.color,
    description: (label) => label.description,
    isDefault: (label) => defaults.includes(label.name),
    repository: (label, _, { world }) => node('Repository', repositoryById(world, label.repository)),
    resourcePath: (label, _, { world }) => pathOf(label, world),
    url: (label, _, { world }) => `${world.urls.html}${pathOf(label, world)}`,
    pullRequests: (label, args: PullFilter, call) =>
      pullPage(call, repositoryById(call.world, label.repository), args, (issue) =>
        issue.labels.includes(label.id),
      ),
    issues: (label, args: IssueFilter, call) =>
      issuePage(call, repositoryById(call.world, label.repository), args, (issue) =>
        issue.labels.includes(label.id),
      ),
  } satisfies Fields<Label>,
}

function pathOf(label: Label, world: Parameters<typeof repositoryById>[0]): string {
  const { owner, name } = repositoryById(world, label.repository)
  return `/${owner}/${name}/labels/${encodeURIComponent(label.name)}`
}
