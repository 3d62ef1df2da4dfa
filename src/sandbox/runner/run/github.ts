import type { Run } from '../../state/actions-rows.js'
import { isObject, type Json, type JsonObject } from '../json.js'
import type { RepositorySummary } from '../server.js'
import type { RunState } from './run-state.js'

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** The github context of a run (docs: "Contexts reference"), without the properties of a job. `url` has no trailing slash. */
export function githubContext(
  url: string,
  repository: RepositorySummary,
  run: Run,
  { event, sha }: RunState,
): JsonObject {
  const { ref } = run
  const pull = isObject(event['pull_request']) ? event['pull_request'] : null
  const branchOf = (side: 'head' | 'base'): string => {
    const found = pull?.[side]
    return isObject(found) ? text(found['ref']) : ''
  }
  return {
    action: '',
    action_path: '',
    action_ref: '',
    action_repository: '',
    actor: run.actor,
    actor_id: senderId(event),
    api_url: `${url}/api/v3`,
    base_ref: branchOf('base'),
    event,
    event_name: run.event,
    event_path: '',
    graphql_url: `${url}/api/graphql`,
    head_ref: branchOf('head'),
    job: '',
    ref,
    ref_name: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_protected: false,
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository: repository.name,
    repository_id: String(repository.id),
    repository_owner: repository.owner,
    repositoryUrl: `${url.replace(/^https?/, 'git')}/${repository.name}.git`,
    retention_days: String(repository.retentionDays),
    run_attempt: String(run.attempt),
    run_id: String(run.id),
    run_number: String(run.runNumber),
    secret_source: 'Actions',
    server_url: url,
    sha,
    token: '',
    triggering_actor: run.triggeringActor,
    workflow: run.name,
    workflow_ref: `${repository.name}/${run.path}@${ref}`,
    workflow_sha: sha,
    workspace: '',
  }
}

function senderId(event: JsonObject): string {
  const sender = event['sender']
  return isObject(sender) ? String(sender['id']) : ''
}
