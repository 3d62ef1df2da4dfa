import type { IncomingMessage, ServerResponse } from 'node:http'
import { isWorkflow, permits, roleOf } from '../../permissions.js'
import { capabilitiesFor, httpBackend } from '../../git/backend.js'
import { pushHookEnvironment } from '../../git/push-hook.js'
import type { Actor } from '../../request.js'
import { atLeast } from '../../roles.js'
import { verdictOf, checkedRefPrefixes } from '../../rules/repository/push-verdicts.js'
import { withRefUpdates } from '../../rules/git/refs.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { asActor } from './authenticate.js'
import type { Exchange } from './exchange.js'
import type { Verdicts } from './verdicts.js'

export interface GitRequest {
  readonly owner: string
  readonly name: string
  /** `/info/refs`, `/git-upload-pack` or `/git-receive-pack`. */
  readonly rest: string
  readonly write: boolean
}

/** Parses a request of git's smart HTTP protocol, with or without `.git`; null for other requests. */
export function parseGitRequest(path: string, query: URLSearchParams): GitRequest | null {
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

/** Why a clone or push is refused, in GitHub's words, which git prints as `remote:`; null if it is allowed. */
function refusalOf(
  world: World,
  identity: Exchange['identity'],
  repository: Repository | null,
  call: GitRequest,
): Refusal | null {
  if (identity === 'unknown') return { status: 401, text: 'Invalid username or password.' }
  const actor = asActor(identity)
  if (!actor) return { status: 401, text: 'Repository not found.' }
  const role = repository ? roleOf({ world, actor, repository }) : null
  if (!repository || role === null) return { status: 404, text: 'Repository not found.' }
  const permitted = permits(actor, ['contents'], call.write ? 'write' : 'read')
  if (call.write && repository.archived)
    return { status: 403, text: 'This repository was archived so it is read-only.' }
  if (permitted && (!call.write || atLeast(role, 'write'))) return null
  const login = isWorkflow(actor) ? 'github-actions[bot]' : actor.user.login
  return { status: 403, text: `Permission to ${repository.owner}/${repository.name}.git denied to ${login}.` }
}

/** The context for git requests: the state with the urls of this client, and the server's url for the hook of a push. */
export interface GitServer {
  readonly world: World
  readonly verdicts: Verdicts
  /** http://127.0.0.1:port */
  readonly origin: () => string
}

/**
 * Serves one git request; returns the status. A push is answered after its events are recorded and its pull requests have
 * their new head.
 */
export async function answerGit(
  { world, verdicts, origin }: GitServer,
  { request, response, identity, url }: Exchange,
  call: GitRequest,
): Promise<number> {
  const repository = world.store.first('repositories', 'name', `${call.owner}/${call.name}`.toLowerCase())
  const refusal = refusalOf(world, identity, repository, call)
  if (refusal || !repository)
    return refuse(request, response, refusal ?? { status: 404, text: 'Repository not found.' })
  const actor = asActor(identity) as Actor
  const { directory } = world.git(repository)
  const serve = (environment: Readonly<Record<string, string>> = {}) =>
    httpBackend(request, response, {
      directory,
      pathInfo: call.rest,
      query: url.search.slice(1),
      user: actor.user.login,
      environment,
    })
  if (call.rest === '/info/refs') {
    const capabilities = await capabilitiesFor(request, directory, url.search.slice(1))
    if (capabilities) return advertise(response, capabilities)
  }
  if (call.rest !== '/git-receive-pack') return finished(await serve())
  const hook = verdicts.open((move) => verdictOf({ world, actor, repository }, move))
  const watched = checkedRefPrefixes({ world, actor, repository })
  try {
    return finished(
      await withRefUpdates({ world, actor, repository }, () =>
        serve(pushHookEnvironment(watched, origin() + hook.path)),
      ),
    )
  } finally {
    hook.close()
  }
}

function finished({ status, finish }: { readonly status: number; readonly finish: () => void }): number {
  finish()
  return status
}

function advertise(response: ServerResponse, capabilities: Buffer): number {
  response.writeHead(200, {
    'content-type': 'application/x-git-upload-pack-advertisement',
    expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
    pragma: 'no-cache',
    'cache-control': 'no-cache, max-age=0, must-revalidate',
  })
  response.end(capabilities)
  return 200
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
