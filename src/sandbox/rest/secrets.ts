import { environmentOf } from '../rules/deployments/environments.js'
import { publicKeyOf, putSecret, secretsOf } from '../rules/actions/secrets.js'
import type { Scope } from '../state/actions-rows.js'
import type { Repository } from '../state/rows.js'
import { counted, repositoryIn, text, type Answer, type Call, type Operations } from './operation.js'
import { settingView } from './views/settings.js'

export const secrets: Operations = {
  'actions/get-repo-public-key': (call) => publicKey(call, ofRepository(call)),
  'actions/list-repo-secrets': (call) => names(call, ofRepository(call)),
  'actions/create-or-update-repo-secret': (call) => put(call, ofRepository(call)),
  'actions/get-environment-public-key': (call) => publicKey(call, ofEnvironment(call)),
  'actions/list-environment-secrets': (call) => names(call, ofEnvironment(call)),
  'actions/create-or-update-environment-secret': (call) => put(call, ofEnvironment(call)),
}

interface Place {
  readonly repository: Repository
  readonly scope: Scope
}

function ofRepository(call: Call): Place {
  const repository = repositoryIn(call)
  return { repository, scope: { repository: repository.id, environment: null } }
}

function ofEnvironment(call: Call): Place {
  const repository = repositoryIn(call)
  const { id } = environmentOf(call.world, repository, call.path['environment_name'] ?? '')
  return { repository, scope: { repository: repository.id, environment: id } }
}

function publicKey({ world, actor }: Call, { repository, scope }: Place): Answer {
  const { id, publicKey: key } = publicKeyOf(world, actor, repository, scope)
  return { body: { key_id: id, key } }
}

const names = ({ world, actor }: Call, { repository, scope }: Place): Answer =>
  counted('secrets', secretsOf(world, actor, repository, scope), settingView)

function put({ world, actor, path, body }: Call, { repository, scope }: Place): Answer {
  const isNew = putSecret(world, actor, repository, scope, {
    name: path['secret_name'] ?? '',
    sealed: text(body, 'encrypted_value') ?? '',
    key: text(body, 'key_id') ?? '',
  })
  return isNew ? { status: 201, body: {} } : { status: 204 }
}
