import type { IncomingMessage } from 'node:http'
import type { Actor } from '../../request.js'
import type { Store } from '../../state/store.js'
import type { RequestRecord } from './requests.js'

/** The actor of a request; `anonymous` without credentials, `unknown` with credentials that are not valid. */
export type Identity = Actor | 'anonymous' | 'unknown'

/** Accepts `token X`, `Bearer X`, and Basic with the token as the password or as the user name. */
export function identityOf(store: Store, request: IncomingMessage): Identity {
  const header = request.headers.authorization
  if (header === undefined || header === '') return 'anonymous'
  const [scheme = '', credentials = ''] = header.split(/\s+/)
  for (const secret of secretsOf(scheme.toLowerCase(), credentials)) {
    const token = store.get('tokens', secret)
    const user = token && store.get('users', token.login.toLowerCase())
    if (token && user) return { user, token }
  }
  return 'unknown'
}

function secretsOf(scheme: string, credentials: string): readonly string[] {
  if (scheme === 'token' || scheme === 'bearer') return [credentials]
  if (scheme !== 'basic') return []
  const pair = Buffer.from(credentials, 'base64').toString()
  const colon = pair.indexOf(':')
  return colon < 0 ? [pair] : [pair.slice(colon + 1), pair.slice(0, colon)]
}

export const asActor = (identity: Identity): Actor | null => (typeof identity === 'string' ? null : identity)

/** The login and kind of token for the list of requests. */
export function requesterOf(identity: Identity): Pick<RequestRecord, 'login' | 'token'> {
  const actor = asActor(identity)
  if (!actor) return { login: null, token: 'none' }
  return { login: actor.user.login, token: actor.token.kind === 'workflow' ? 'workflow' : 'user' }
}
