import type { Request } from '../request.js'
import { environmentOf } from '../rules/deployments/environments.js'
import { publicKeyOf, putSecret, secretsOf } from '../rules/actions/secrets.js'
import type { Scope } from '../state/actions-rows.js'
import {
  listWithCount,
  requestIn,
  text,
  type OperationResponse,
  type Call,
  type Operations,
} from './operation.js'
import { settingView } from './views/settings.js'

export const secrets: Operations = {
  'actions/get-repo-public-key': (call) => publicKey(repositoryScope(call)),
  'actions/list-repo-secrets': (call) => secretList(repositoryScope(call)),
  'actions/create-or-update-repo-secret': (call) => put(call, repositoryScope(call)),
  'actions/get-environment-public-key': (call) => publicKey(environmentScope(call)),
  'actions/list-environment-secrets': (call) => secretList(environmentScope(call)),
  'actions/create-or-update-environment-secret': (call) => put(call, environmentScope(call)),
}

interface ScopedRequest {
  readonly request: Request
  readonly scope: Scope
}

function repositoryScope(call: Call): ScopedRequest {
  const request = requestIn(call)
  return { request, scope: { repository: request.repository.id, environment: null } }
}

function environmentScope(call: Call): ScopedRequest {
  const request = requestIn(call)
  const { repository } = request
  const { id } = environmentOf(call.world, repository, call.path['environment_name'] ?? '')
  return { request, scope: { repository: repository.id, environment: id } }
}

function publicKey({ request, scope }: ScopedRequest): OperationResponse {
  const { id, publicKey: key } = publicKeyOf(request, scope)
  return { body: { key_id: id, key } }
}

const secretList = ({ request, scope }: ScopedRequest): OperationResponse =>
  listWithCount('secrets', secretsOf(request, scope), settingView)

function put({ path, body }: Call, { request, scope }: ScopedRequest): OperationResponse {
  const isNew = putSecret(request, scope, {
    name: path['secret_name'] ?? '',
    sealed: text(body, 'encrypted_value') ?? '',
    key: text(body, 'key_id') ?? '',
  })
  return isNew ? { status: 201, body: {} } : { status: 204 }
}
