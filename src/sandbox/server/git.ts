import type { IncomingMessage, ServerResponse } from 'node:http'
import { atLeast, isWorkflow, permits, roleOf, type Actor } from '../actor.js'
import { httpBackend } from '../git/backend.js'
import { writingRefs } from '../rules/refs.js'
import type { Repository } from '../state/rows.js'
import type { World } from '../world.js'
import { asActor, type Identity } from './authenticate.js'

export interface GitCall {
  readonly owner: string
  readonly name: string
  /** `/info/refs` or a service. */
  readonly rest: string
  readonly write: boolean
}

/** A request of git's smart HTTP protocol, with or without .git; null for anything else. */
export function gitCall(path: string, query: URLSearchParams): GitCall | null {
  const [, owner, name, rest] =
    /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/.exec(path) ?? []
  if (owner === undefined || name === undefined || rest === undefined) return null
  const service = rest === '/info/refs' ? query.get('service') : rest.slice(1)
  return { owner, name, rest, write: service === 'git-receive-pack' }
}

interface Refusal {
  readonly status: number
  readonly text: string
}

/** Who may clone and push, in GitHub's words, which git shows as `remote:`. */
function refusalOf(
  world: World,
  identity: Identity,
  repository: Repository | null,
  call: GitCall,
): Refusal | null {
  if (identity === 'unknown') return { status: 401, text: 'Invalid username or password.' }
  const actor = asActor(identity)
  if (!actor) return { status: 401, text: 'Repository not found.' }
  const role = repository ? roleOf(world, actor, repository) : null
  if (!repository || role === null) return { status: 404, text: 'Repository not found.' }
  const permitted = permits(actor, ['contents'], call.write ? 'write' : 'read')
  if (call.write && repository.archived)
    return { status: 403, text: 'This repository was archived so it is read-only.' }
  if (permitted && (!call.write || atLeast(role, 'write'))) return null
  const login = isWorkflow(actor) ? 'github-actions[bot]' : actor.user.login
  return { status: 403, text: `Permission to ${repository.owner}/${repository.name}.git denied to ${login}.` }
}

/**
 * Serves one request of git. A push is answered when its events are written and its pull requests have their new head.
 * Returns the status.
 */
export async function answerGit(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  call: GitCall,
  identity: Identity,
  query: string,
): Promise<number> {
  const repository = world.store.one('repositories', 'name', `${call.owner}/${call.name}`.toLowerCase())
  const refusal = refusalOf(world, identity, repository, call)
  if (refusal || !repository)
    return refuse(request, response, refusal ?? { status: 404, text: 'Repository not found.' })
  const actor = asActor(identity) as Actor
  const { directory } = world.git(repository)
  const serve = () =>
    httpBackend(request, response, { directory, pathInfo: call.rest, query, user: actor.user.login })
  const pushes = call.rest === '/git-receive-pack'
  const { status, finish } = pushes ? await writingRefs(world, actor, repository, serve) : await serve()
  finish()
  return status
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, text }: Refusal): number {
  request.resume()
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...(status === 401 && { 'www-authenticate': 'Basic realm="GitHub"' }),
  })
  response.end(`${text}\n`)
  return status
}
