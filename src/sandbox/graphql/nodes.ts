import { fromNodeId } from '../node-id.js'
import type { Run } from '../state/actions-rows.js'
import type { Deployment, Environment } from '../state/deployment-rows.js'
import type { Issue, Label, Repository, User } from '../state/rows.js'
import { isPull, repositoryById, type PullRequest } from '../rules/access/access.js'
import { node, type Call, type Node } from './call.js'
import { noSuchNode } from './errors.js'
import { canSee, visibleNode, type Find, type Found } from './visibility.js'
import { processFinders } from './process-nodes.js'
import { actorNode } from './types/actor.js'
import { gitObject, type InRepository } from './types/git-object.js'
import { findRef, type RefRow } from './refs.js'
import { eventTypes } from './types/timeline.js'

/** Finds the node of a global id, if the actor may see it. */
export async function nodeOfId(call: Call, id: string): Promise<Node | null> {
  const decoded = fromNodeId(id)
  const find = decoded && finders[decoded.type]
  const found = find ? await find(call, decoded.id) : null
  return found?.__typename === decoded?.type ? found : null
}

export async function mustNode(call: Call, id: string): Promise<Node> {
  const found = await nodeOfId(call, id)
  if (!found) throw noSuchNode(id)
  return found
}

/** The row of a node of a type; a node of another type is an error. */
async function mustHaveType(call: Call, id: string, type: string): Promise<unknown> {
  const found = await mustNode(call, id)
  if (found.__typename !== type) throw noSuchNode(id)
  return found.row
}
export const repositoryOfId = async (call: Call, id: string) =>
  (await mustHaveType(call, id, 'Repository')) as Repository
export const labelOfId = async (call: Call, id: string) => (await mustHaveType(call, id, 'Label')) as Label
export const userOfId = async (call: Call, id: string) => (await mustHaveType(call, id, 'User')) as User
export const pullOfId = async (call: Call, id: string) =>
  (await mustHaveType(call, id, 'PullRequest')) as PullRequest
export const runOfId = async (call: Call, id: string) => (await mustHaveType(call, id, 'WorkflowRun')) as Run
export const environmentOfId = async (call: Call, id: string) =>
  (await mustHaveType(call, id, 'Environment')) as Environment
export const deploymentOfId = async (call: Call, id: string) =>
  (await mustHaveType(call, id, 'Deployment')) as Deployment
export const refOfId = async (call: Call, id: string) => (await mustHaveType(call, id, 'Ref')) as RefRow
export async function issueOfId(call: Call, id: string): Promise<Issue> {
  const found = await mustNode(call, id)
  if (found.__typename !== 'Issue' && found.__typename !== 'PullRequest') throw noSuchNode(id)
  return found.row as Issue
}

const person: Find = ({ world }, id) => {
  const user = world.store.first('users', 'id', Number(id))
  return user && actorNode(user)
}
/** Finds objects and refs, which are only in git, by `<repository>:<rest>`. */
const inGit =
  (find: (call: Call, repository: Repository, rest: string) => Found): Find =>
  (call, id) => {
    const [, repository, rest] = /^(\d+):(.+)$/s.exec(id) ?? []
    if (repository === undefined || rest === undefined || !canSee(call, Number(repository))) return null
    return find(call, repositoryById(call.world, Number(repository)), rest)
  }
const object = inGit((call, repository, oid): Promise<Node<InRepository> | null> | null =>
  /^[0-9a-f]{40}$/.test(oid) ? gitObject(call, repository, oid) : null,
)
const event: Find = (call, id) => {
  const row = call.world.store.get('timeline', Number(id))
  return row && visibleNode(call, eventTypes[row.kind], row)
}

const finders: Readonly<Record<string, Find>> = {
  User: person,
  Organization: person,
  Bot: person,
  Repository: (call, id) =>
    canSee(call, Number(id)) ? node('Repository', repositoryById(call.world, Number(id))) : null,
  Label: (call, id) => visibleNode(call, 'Label', call.world.store.get('labels', Number(id))),
  Issue: (call, id) => {
    const issue = call.world.store.first('issues', 'id', Number(id))
    return issue && !isPull(issue) ? visibleNode(call, 'Issue', issue) : null
  },
  PullRequest: (call, id) =>
    visibleNode(call, 'PullRequest', call.world.store.first('issues', 'pull', Number(id))),
  IssueComment: (call, id) => visibleNode(call, 'IssueComment', call.world.store.get('comments', Number(id))),
  Ref: inGit(findRef),
  Commit: object,
  Tree: object,
  Blob: object,
  Tag: object,
  ...processFinders,
  ...Object.fromEntries(Object.values(eventTypes).map((type) => [type, event])),
}
