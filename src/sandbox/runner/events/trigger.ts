import type { HookEvent } from '../../state/rows.js'
import { isObject, type Json, type JsonObject } from '../json.js'
import type { RepositorySummary, Server } from '../server.js'

/** An event as `on` of a workflow file sees it. */
export interface Trigger {
  readonly event: string
  readonly action: string | null
  /** github.ref, and the commit whose files run: github.sha. */
  readonly ref: string
  readonly sha: string
  /** What the run is shown on: for a pull request its head. */
  readonly headSha: string
  readonly headBranch?: string
  readonly headRepository?: number
  /** What `branches` and `tags` look at. */
  readonly branch: string | null
  readonly tag: string | null
  /** What `paths` looks at; null: this event has none. */
  readonly changes: (() => Promise<readonly string[]>) | null
  readonly pullRequests: readonly number[]
  /** From a fork, or by Dependabot: a token that reads, and no secrets. */
  readonly fork: boolean
  /** Who asked for this file alone: `schedule` by hand. */
  readonly path?: string
}

type Read = (
  server: Server,
  repository: RepositorySummary,
  event: HookEvent,
  payload: JsonObject,
) => Promise<readonly Trigger[]>

const none = '0'.repeat(40)
const short = (ref: string): string => ref.replace(/^refs\/(heads|tags)\//, '')
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})

const plain = (event: string, action: string | null, ref: string, sha: string): Trigger => ({
  event,
  action,
  ref,
  sha,
  headSha: sha,
  branch: ref.startsWith('refs/heads/') ? short(ref) : null,
  tag: ref.startsWith('refs/tags/') ? short(ref) : null,
  changes: null,
  pullRequests: [],
  fork: false,
})

/** docs: "Skipping workflow runs". */
const skips = (message: string): boolean =>
  /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/i.test(message)

const push: Read = async (server, { name, defaultBranch }, event) => {
  const { ref, before, after, deleted } = event.payload as Readonly<Record<string, string>> & {
    deleted: unknown
  }
  if (deleted || !ref || !after) return []
  const found = await server.commit(name, after)
  if (!found || skips(found.message)) return []
  const changes = () =>
    before === none
      ? server.changes(name, `refs/heads/${defaultBranch}`, found.sha, true)
      : server.changes(name, before ?? '', found.sha, false)
  const trigger = plain('push', null, ref, found.sha)
  return [{ ...trigger, changes: trigger.tag === null ? changes : null }]
}

/** A new branch or tag. */
const create: Read = async (server, { name }, event) => {
  const ref = `refs/${event.payload['ref_type'] === 'tag' ? 'tags' : 'heads'}/${String(event.payload['ref'])}`
  const found = await server.commit(name, ref)
  return found ? [plain('create', null, ref, found.sha)] : []
}

/** On the merge of head and base; there is none while they conflict, and so no run. `pull_request_target` is on the base. */
const pullRequest: Read = async (server, repository, event, payload) => {
  const pull = object(payload['pull_request'])
  const [head, base] = [object(pull['head']), object(pull['base'])]
  const number = Number(payload['number'])
  const headSha = text(head['sha'])
  const headId = Number(object(head['repo'])['id'])
  const common = {
    ...plain(event.name, event.action, '', ''),
    headSha,
    headBranch: text(head['ref']),
    headRepository: headId,
    branch: text(base['ref']),
    tag: null,
    pullRequests: [number],
    fork: headId !== repository.id || event.actor === 'dependabot[bot]',
    changes: () => server.changes(repository.name, text(base['sha']), headSha, true),
  }
  const onBase = await server.commit(repository.name, `refs/heads/${text(base['ref'])}`)
  const target = {
    ...common,
    event: 'pull_request_target',
    ref: `refs/heads/${text(base['ref'])}`,
    fork: false,
  }
  const targets = onBase && event.name === 'pull_request' ? [{ ...target, sha: onBase.sha }] : []
  const message = (await server.commit(repository.name, headSha))?.message ?? ''
  if (skips(message)) return targets
  if (pull['merged'] === true && onBase)
    return [{ ...common, ref: target.ref, sha: text(pull['merge_commit_sha']) || onBase.sha }, ...targets]
  const { sha } = await server.merge(repository.name, number)
  return sha === null ? targets : [{ ...common, ref: `refs/pull/${number}/merge`, sha }, ...targets]
}

/** A draft's comings and goings start nothing (docs: release). */
const release: Read = async (server, { name }, event) => {
  const { draft, tag_name: tag } = event.payload as { readonly draft?: boolean; readonly tag_name?: string }
  const found = draft || !tag ? null : await server.commit(name, `refs/tags/${tag}`)
  return found ? [plain('release', event.action, `refs/tags/${tag}`, found.sha)] : []
}

const deployment: Read = async (server, { name }, event, payload) => {
  const made = object(payload['deployment'])
  const found = await server.commit(name, text(made['sha']))
  const branch = await server.commit(name, `refs/heads/${text(made['ref'])}`)
  const tag = await server.commit(name, `refs/tags/${text(made['ref'])}`)
  const ref = branch ? `refs/heads/${text(made['ref'])}` : tag ? `refs/tags/${text(made['ref'])}` : ''
  return found ? [plain(event.name, event.action, ref, found.sha)] : []
}

const onDefaultBranch: Read = async (server, { name, defaultBranch }, event, payload) => {
  const ref = `refs/heads/${defaultBranch}`
  const found = await server.commit(name, ref)
  if (!found) return []
  const trigger = plain(event.name, event.action, ref, found.sha)
  if (event.action === 'cancel_requested') return [] // the sandbox's own; GitHub has no such activity
  if (event.name === 'workflow_run')
    return [{ ...trigger, branch: text(object(payload['workflow_run'])['head_branch']) }]
  const path = event.payload['path']
  return [typeof path === 'string' ? { ...trigger, path } : trigger]
}

/** On the commit that the base would become; `branches` looks at the base. */
const mergeGroup: Read = async (_server, _repository, event, payload) => {
  const group = object(payload['merge_group'])
  const trigger = plain('merge_group', event.action, text(group['head_ref']), text(group['head_sha']))
  return [{ ...trigger, branch: short(text(group['base_ref'])) }]
}

const readers: Readonly<Record<string, Read>> = {
  push,
  create,
  merge_group: mergeGroup,
  release,
  deployment,
  deployment_status: deployment,
  pull_request: pullRequest,
  pull_request_review: pullRequest,
  ...Object.fromEntries(
    ['delete', 'issues', 'issue_comment', 'label', 'schedule', 'status', 'workflow_run'].map((name) => [
      name,
      onDefaultBranch,
    ]),
  ),
}

/** Events of a workflow's own token start nothing (docs: "Triggering a workflow"); dispatches have their run already. */
export async function triggersOf(
  server: Server,
  repository: RepositorySummary,
  event: HookEvent,
  payload: JsonObject,
) {
  const read = event.byWorkflow ? undefined : readers[event.name]
  return read ? read(server, repository, event, payload) : []
}

/** Those that may start something at all, so that nothing is asked about the others. */
export const mayTrigger = ({ name, byWorkflow }: HookEvent): boolean => !byWorkflow && name in readers
