import type { HookEvent } from '../../state/rows.js'
import { isObject, type Json, type JsonObject } from '../json.js'
import type { RepositorySummary, Server } from '../server.js'

/** An event with the properties that `on` of a workflow file filters by. */
export interface Trigger {
  readonly event: string
  readonly action: string | null
  /** github.ref. */
  readonly ref: string
  /** github.sha: the commit whose files run. */
  readonly sha: string
  /** The commit that the run is displayed on: the head of a pull request. */
  readonly headSha: string
  readonly headBranch?: string
  readonly headRepository?: number
  /** The names that `branches` and `tags` filter. */
  readonly branch: string | null
  readonly tag: string | null
  /** The paths that `paths` filters; null if the event has none. */
  readonly changes: (() => Promise<readonly string[]>) | null
  readonly pullRequests: readonly number[]
  /** Triggered from a fork or by Dependabot: the token is read-only, and there are no secrets. */
  readonly fork: boolean
  /** Starts only this workflow file: a manually triggered `schedule`. */
  readonly path?: string
}

type TriggerReader = (
  server: Server,
  repository: RepositorySummary,
  event: HookEvent,
  payload: JsonObject,
) => Promise<readonly Trigger[]>

const zeroSha = '0'.repeat(40)
const shortName = (ref: string): string => ref.replace(/^refs\/(heads|tags)\//, '')
const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const asObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})

const triggerOn = (event: string, action: string | null, ref: string, sha: string): Trigger => ({
  event,
  action,
  ref,
  sha,
  headSha: sha,
  branch: ref.startsWith('refs/heads/') ? shortName(ref) : null,
  tag: ref.startsWith('refs/tags/') ? shortName(ref) : null,
  changes: null,
  pullRequests: [],
  fork: false,
})

/** docs: "Skipping workflow runs". */
const skipsRuns = (message: string): boolean =>
  /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/i.test(message)

const push: TriggerReader = async (server, { name, defaultBranch }, event) => {
  const { ref, before, after, deleted } = event.payload as Readonly<Record<string, string>> & {
    deleted: unknown
  }
  if (deleted || !ref || !after) return []
  const found = await server.commit(name, after)
  if (!found || skipsRuns(found.message)) return []
  const changes = () =>
    before === zeroSha
      ? server.changes(name, `refs/heads/${defaultBranch}`, found.sha, true)
      : server.changes(name, before ?? '', found.sha, false)
  const trigger = triggerOn('push', null, ref, found.sha)
  return [{ ...trigger, changes: trigger.tag === null ? changes : null }]
}

/** Reads the creation of a branch or tag. */
const create: TriggerReader = async (server, { name }, event) => {
  const ref = `refs/${event.payload['ref_type'] === 'tag' ? 'tags' : 'heads'}/${String(event.payload['ref'])}`
  const found = await server.commit(name, ref)
  return found ? [triggerOn('create', null, ref, found.sha)] : []
}

/** `pull_request` runs on the merge of head and base, and not at all if they conflict. `pull_request_target` runs on the base. */
const pullRequest: TriggerReader = async (server, repository, event, payload) => {
  const pull = asObject(payload['pull_request'])
  const [head, base] = [asObject(pull['head']), asObject(pull['base'])]
  const number = Number(payload['number'])
  const headSha = asText(head['sha'])
  const headId = Number(asObject(head['repo'])['id'])
  const common = {
    ...triggerOn(event.name, event.action, '', ''),
    headSha,
    headBranch: asText(head['ref']),
    headRepository: headId,
    branch: asText(base['ref']),
    tag: null,
    pullRequests: [number],
    fork: headId !== repository.id || event.actor === 'dependabot[bot]',
    changes: () => server.changes(repository.name, asText(base['sha']), headSha, true),
  }
  const onBase = await server.commit(repository.name, `refs/heads/${asText(base['ref'])}`)
  const target = {
    ...common,
    event: 'pull_request_target',
    ref: `refs/heads/${asText(base['ref'])}`,
    fork: false,
  }
  const targets = onBase && event.name === 'pull_request' ? [{ ...target, sha: onBase.sha }] : []
  const message = (await server.commit(repository.name, headSha))?.message ?? ''
  if (skipsRuns(message)) return targets
  if (pull['merged'] === true && onBase)
    return [{ ...common, ref: target.ref, sha: asText(pull['merge_commit_sha']) || onBase.sha }, ...targets]
  const { sha } = await server.merge(repository.name, number)
  return sha === null ? targets : [{ ...common, ref: `refs/pull/${number}/merge`, sha }, ...targets]
}

/** Draft releases trigger nothing (docs: release). */
const release: TriggerReader = async (server, { name }, event) => {
  const { draft, tag_name: tag } = event.payload as { readonly draft?: boolean; readonly tag_name?: string }
  const found = draft || !tag ? null : await server.commit(name, `refs/tags/${tag}`)
  return found ? [triggerOn('release', event.action, `refs/tags/${tag}`, found.sha)] : []
}

const deployment: TriggerReader = async (server, { name }, event, payload) => {
  const row = asObject(payload['deployment'])
  const found = await server.commit(name, asText(row['sha']))
  const branch = await server.commit(name, `refs/heads/${asText(row['ref'])}`)
  const tag = await server.commit(name, `refs/tags/${asText(row['ref'])}`)
  const ref = branch ? `refs/heads/${asText(row['ref'])}` : tag ? `refs/tags/${asText(row['ref'])}` : ''
  return found ? [triggerOn(event.name, event.action, ref, found.sha)] : []
}

const onDefaultBranch: TriggerReader = async (server, { name, defaultBranch }, event, payload) => {
  const ref = `refs/heads/${defaultBranch}`
  const found = await server.commit(name, ref)
  if (!found) return []
  const trigger = triggerOn(event.name, event.action, ref, found.sha)
  if (event.action === 'cancel_requested') return [] // internal to the sandbox; GitHub has no such activity
  if (event.name === 'workflow_run')
    return [{ ...trigger, branch: asText(asObject(payload['workflow_run'])['head_branch']) }]
  const path = event.payload['path']
  return [typeof path === 'string' ? { ...trigger, path } : trigger]
}

/** `merge_group` runs on the commit that the base would become; `branches` filters the base. */
const mergeGroup: TriggerReader = async (_server, _repository, event, payload) => {
  const group = asObject(payload['merge_group'])
  const trigger = triggerOn('merge_group', event.action, asText(group['head_ref']), asText(group['head_sha']))
  return [{ ...trigger, branch: shortName(asText(group['base_ref'])) }]
}

const readers: Readonly<Record<string, TriggerReader>> = {
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

/** The triggers of an event. Events of a workflow token trigger nothing (docs: "Triggering a workflow"); dispatches already have a run. */
export async function triggersOf(
  server: Server,
  repository: RepositorySummary,
  event: HookEvent,
  payload: JsonObject,
) {
  const read = event.byWorkflow ? undefined : readers[event.name]
  return read ? read(server, repository, event, payload) : []
}

/** Whether an event can trigger anything; avoids requests for events that cannot. */
export const canTrigger = ({ name, byWorkflow }: HookEvent): boolean => !byWorkflow && name in readers
